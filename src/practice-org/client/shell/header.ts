/** The gear opens the Setup menu, facts 2.1 [C]; what leads nowhere in the practice org says so when it is pressed. */
export function startHeader(): void {
  const gear = document.querySelector<HTMLElement>('.setup-gear > button');
  const menu = document.querySelector<HTMLElement>('.setup-menu');
  const notice = document.querySelector<HTMLElement>('#notice');
  if (!gear || !menu || !notice) throw new Error('The document has no header.');

  const open = (on: boolean): void => {
    menu.hidden = !on;
    gear.setAttribute('aria-expanded', String(on));
  };

  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') open(false);
  });
  document.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    open(gear.contains(target) && menu.hidden === true);
    const absent = target.closest<HTMLElement>('[data-absent]')?.dataset['absent'];
    notice.textContent = absent ? `${absent} is not part of the practice org.` : '';
    notice.hidden = !absent;
  });
}

/** Shows which tab the page belongs to. */
export function markTab(pathname: string): void {
  for (const tab of document.querySelectorAll<HTMLAnchorElement>('.context-bar__tab')) {
    const isObjects = tab.pathname.includes('/ObjectManager/');
    tab.classList.toggle('context-bar__tab_current', isObjects === pathname.includes('/ObjectManager/'));
  }
}
