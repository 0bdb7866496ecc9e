import { followClassicFrames } from './classic-frame.ts';
import { startNavigationTree } from './navigation-tree.ts';
import { pageFor } from './pages.ts';

/** Makes the document that the server sent alive: the tree filters and folds, and links change the content only. */
export function startShell(): void {
  const content = document.querySelector<HTMLElement>('#content');
  if (!content) throw new Error('The document has no #content.');
  const tree = startNavigationTree();

  async function show(): Promise<void> {
    const page = pageFor(new URL(window.location.href));
    document.title = `${page.title} | Salesforce`;
    tree.markCurrent(window.location.pathname);
    content?.replaceChildren(stencil());
    // Content never comes with the click: Salesforce fetches it, and whoever reads too early finds the stencil.
    const shown = await page.build();
    if (pageFor(new URL(window.location.href)).key === page.key) content?.replaceChildren(shown);
  }

  function goTo(path: string): void {
    window.history.pushState(null, '', path);
    void show();
  }

  document.addEventListener('goto', (event) => goTo((event as CustomEvent<string>).detail));
  document.addEventListener('click', (event) => {
    const link = linkInShell(event);
    if (!link) return;
    event.preventDefault();
    goTo(link.pathname + link.search);
  });
  followClassicFrames(goTo);
  window.addEventListener('popstate', () => void show());
  void show();
}

/** The link that a plain click inside this document hit, if it leads to a Setup page. */
function linkInShell(event: MouseEvent): HTMLAnchorElement | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey)
    return undefined;
  const link = event.composedPath().find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement);
  return link && !link.target && link.pathname.startsWith('/lightning/') ? link : undefined;
}

function stencil(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'stencil';
  element.setAttribute('aria-busy', 'true');
  return element;
}
