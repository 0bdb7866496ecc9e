const open = document.documentElement.dataset['gates'] !== 'closed';

/** Stands for every feature gate of the base components. The document says whether they are open: facts 2.5 [P]. */
export default { isOpen: () => open };
