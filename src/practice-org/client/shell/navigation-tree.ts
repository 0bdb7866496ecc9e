/** guess [I]: facts 2.2, that the tree waits until nobody types, and how long. */
const typingPause = 250;

interface NavigationTree {
  markCurrent(pathname: string): void;
}

/** Quick Find and the Setup tree, facts 2.2 and 2.3 [C/S]: filters while typing, keeps the parents of a hit. */
export function startNavigationTree(): NavigationTree {
  const tree = required<HTMLElement>('.onesetupSetupNavTree');
  const input = required<HTMLInputElement>('#quickFind');
  const noMatch = required<HTMLElement>('#quickFindTail');
  const nodes = [...tree.querySelectorAll<HTMLLIElement>('li.onesetupNavTreeNode')];
  let timer: number | undefined;

  tree.addEventListener('click', (event) => {
    const folder = (event.target as Element).closest('[data-folds]')?.closest('li');
    if (!folder) return;
    event.preventDefault();
    fold(folder, folder.getAttribute('aria-expanded') === 'true');
  });

  input.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => filter(input.value.trim()), typingPause);
  });

  function filter(term: string): void {
    for (const node of nodes) mark(node, term);
    const hits = new Set<Element>();
    for (const node of nodes.filter((each) => matches(each, term))) {
      for (let item: Element | null | undefined = node; item; item = item.parentElement?.closest('li')) hits.add(item);
    }
    for (const node of nodes) node.hidden = !hits.has(node);
    for (const node of nodes.filter((each) => each.hasAttribute('aria-expanded'))) {
      fold(node, term === '' || !node.querySelector('li:not([hidden])'));
    }
    for (const heading of tree.querySelectorAll<HTMLElement>('li.tree-heading'))
      heading.hidden = term !== '' && !followedByHit(heading);
    noMatch.hidden = term === '';
  }

  return {
    markCurrent(pathname) {
      for (const link of tree.querySelectorAll<HTMLAnchorElement>('a[href^="/"]')) {
        const current = link.pathname === pathname || pathname.startsWith(link.pathname.replace(/home$/, ''));
        const row = link.closest('li');
        row?.setAttribute('aria-selected', String(current));
        if (!current) continue;
        unfoldParents(row);
        link.scrollIntoView({ block: 'nearest' });
      }
    },
  };
}

function matches(node: Element, term: string): boolean {
  return labelOf(node).toLowerCase().includes(term.toLowerCase());
}

function labelOf(node: Element): string {
  return node.getAttribute('aria-label') ?? '';
}

/** Wraps the matched letters, which splits the text of the link as it does in Salesforce. */
function mark(node: Element, term: string): void {
  const link = node.querySelector('a');
  const label = labelOf(node);
  const start = label.toLowerCase().indexOf(term.toLowerCase());
  if (!link) return;
  if (term === '' || start < 0) {
    link.textContent = label;
    return;
  }
  const marked = document.createElement('mark');
  marked.textContent = label.slice(start, start + term.length);
  link.replaceChildren(label.slice(0, start), marked, label.slice(start + term.length));
}

function fold(node: HTMLElement, folded: boolean): void {
  node.setAttribute('aria-expanded', String(!folded));
  const group = node.querySelector<HTMLElement>(':scope > ul');
  if (group) group.hidden = folded;
}

function unfoldParents(node: HTMLElement | null): void {
  for (let parent = node?.parentElement?.closest('li'); parent; parent = parent.parentElement?.closest('li'))
    fold(parent, false);
}

function followedByHit(heading: Element): boolean {
  for (let next = heading.nextElementSibling; next && !next.matches('.tree-heading'); next = next.nextElementSibling) {
    if (!(next as HTMLElement).hidden) return true;
  }
  return false;
}

function required<T extends Element>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`The document has no ${selector}.`);
  return found;
}
