import { followClassicFrames } from './classic-frame.ts';
import { confirmNatively } from './confirm.ts';
import { markTab, startHeader } from './header.ts';
import { startNavigationTree } from './navigation-tree.ts';
import { showOverlays } from './overlays.ts';
import { happen } from './page-faults.ts';
import { pageFor } from './pages.ts';
import { askBeforeLeaving, nothingChanged, watchForChanges } from './unsaved.ts';
import { visit } from './visits.ts';

/** Makes the document that the server sent alive: the tree filters and folds, and links change the content only. */
export function startShell(): void {
  const content = document.querySelector<HTMLElement>('#content');
  if (!content) throw new Error('The document has no #content.');
  const tree = startNavigationTree();
  let leaving = new AbortController();

  async function show(stage: HTMLElement): Promise<void> {
    leaving.abort();
    leaving = new AbortController();
    const over = leaving.signal;
    const page = pageFor(new URL(window.location.href));
    document.title = `${page.title} | Salesforce`;
    tree.markCurrent(window.location.pathname);
    markTab(window.location.pathname);
    nothingChanged();
    stage.replaceChildren(stencil());
    const visiting = visit(page.visited);
    // Content never comes with the click: Salesforce fetches it, and whoever reads too early finds the stencil.
    const draw = async () => {
      const shown = await page.build();
      if (!over.aborted) stage.replaceChildren(shown);
    };
    await draw();
    const { faults, interruptions } = await visiting;
    if (over.aborted) return;
    askBeforeLeaving(interruptions.includes('before-unload'));
    confirmNatively(interruptions.includes('native-confirm'));
    showOverlays(interruptions);
    for (const fault of faults) happen(fault, { content: stage, redraw: page.hasForms ? undefined : draw, over });
  }

  function goTo(path: string): void {
    window.history.pushState(null, '', path);
    if (content) void show(content);
  }

  document.addEventListener('goto', (event) => goTo((event as CustomEvent<string>).detail));
  document.addEventListener('click', (event) => {
    const link = linkInShell(event);
    if (!link) return;
    event.preventDefault();
    goTo(link.pathname + link.search);
  });
  startHeader();
  watchForChanges(content);
  followClassicFrames(goTo);
  window.addEventListener('popstate', () => void show(content));
  void show(content);
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
