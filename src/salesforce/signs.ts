import type { Locator, Page } from 'playwright';
import { selectors } from '../browser/playwright.ts';

/** What a page may show, told in passing: parts of it, and how a button begins. */
export interface Signs {
  /** As CSS selectors without a combinator: each tree of the page is looked through by itself. */
  readonly parts: readonly string[];
  /** How the name of a button begins, in small letters. */
  readonly buttons?: readonly string[];
  /** What these parts have of their own does not count: buttons whose names begin so. */
  readonly own?: { readonly parts: readonly string[]; readonly buttons: readonly string[] };
}

const ENGINE = 'setupwright-signs';
let registered: Promise<void> | undefined;

/** Makes {@link signsOn} known to the browser. To be called before the first page is looked at; again does no harm. */
export function knowSigns(): Promise<void> {
  registered ??= selectors.register(ENGINE, signsEngine, { contentScript: true });
  return registered;
}

/**
 * What on a page may be one of the signs: never too little, but for names that a style sheet writes and for what is a
 * part's own, and now and then too much, so that a closer look has to follow. It is asked for before every look and every
 * action, more than a hundred times in a run, for which a search by roles and names takes too long (measured).
 */
export function signsOn(page: Page, signs: Signs): Locator {
  return page.locator(`${ENGINE}=${JSON.stringify(signs)}`);
}

/** Runs in the page, in a world of its own. */
function signsEngine() {
  /** What may have the role of a button. */
  const BUTTONS =
    'button, summary, [role=button], input[type=button], input[type=submit], input[type=reset], input[type=image]';
  /** What a name may come from, beside text. */
  const NAMES = ['aria-label', 'title', 'value', 'alt'];

  const isShown = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true }) || getComputedStyle(element).display === 'contents';
  /** Blanks of every kind are left out: where they stand in a name depends on how the page is written. */
  const bare = (text: string) => text.toLowerCase().replace(/[\s\u00ad\u200b]+/g, '');
  /** The text in a part of the page, piece by piece, as it is seen: with what lies in trees of its own, or in a slot. */
  const piecesOf = (node: Node): string[] => {
    if (node instanceof Text) return [bare(node.data)];
    const attributes = node instanceof Element ? NAMES.map((name) => bare(node.getAttribute(name) ?? '')) : [];
    const slotted = node instanceof HTMLSlotElement ? node.assignedNodes() : [];
    const shown = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
    return [...attributes, ...[...slotted, ...shown.childNodes].flatMap(piecesOf)];
  };
  /** What names a button: itself, its labels, and what it refers to; undefined where that cannot be found. */
  const namingOf = (button: Element): Element[] | undefined => {
    const tree = button.getRootNode() as Document | ShadowRoot;
    const ids = button.getAttribute('aria-labelledby')?.split(/\s+/).filter(Boolean) ?? [];
    const elsewhere = ids.flatMap((id) => tree.getElementById(id) ?? []);
    const labels = [...((button as Partial<HTMLButtonElement>).labels ?? [])];
    return elsewhere.length === ids.length ? [button, ...labels, ...elsewhere] : undefined;
  };
  const mayBegin = (button: Element, starts: readonly string[]) => {
    const naming = namingOf(button)?.map((element) => piecesOf(element).filter(Boolean));
    // What stands before it may be for the eye alone.
    const begins = (pieces: readonly string[]) =>
      pieces.some((_, at) => starts.some((start) => pieces.slice(at).join('').startsWith(start)));
    return naming === undefined || naming.some(begins);
  };

  const outside = (inner: Element) =>
    inner.assignedSlot ?? inner.parentElement ?? (inner.getRootNode() as Partial<ShadowRoot>).host;
  const isIn = (parts: string, inner: Element): boolean => {
    for (let part: Element | undefined = inner; part; part = outside(part)) if (part.matches(parts)) return true;
    return false;
  };

  function queryAll(root: Element | Document | ShadowRoot, body: string): Element[] {
    const { parts, buttons = [], own }: Signs = JSON.parse(body);
    const starts = buttons.map(bare);
    const others = starts.filter((start) => !own?.buttons.map(bare).includes(start));
    const isOwn = (button: Element) => own && isIn(own.parts.join(), button) && !mayBegin(button, others);
    const found: Element[] = [];
    const look = (tree: Element | Document | ShadowRoot) => {
      for (const element of tree.querySelectorAll('*')) if (element.shadowRoot) look(element.shadowRoot);
      for (const element of tree.querySelectorAll(parts.join())) if (isShown(element)) found.push(element);
      for (const element of tree.querySelectorAll(BUTTONS)) {
        if (mayBegin(element, starts) && isShown(element) && !isOwn(element)) found.push(element);
      }
    };
    look(root);
    return found;
  }

  return { queryAll, query: (root: Element | Document | ShadowRoot, body: string) => queryAll(root, body)[0] };
}
