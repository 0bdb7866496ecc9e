import type { PageFault } from '../../conditions/visit.ts';
import { staleFrame } from './classic-frame.ts';

/** What a fault can reach. */
export interface Stage {
  readonly content: HTMLElement;
  /** Replaces the content by the same page, made of new nodes; missing where the page has forms, which see to it. */
  readonly redraw: (() => Promise<void>) | undefined;
  /** Ends when another page is shown. */
  readonly over: AbortSignal;
}

const redraws = 3;
/** In the order in which a page has its main button: facts 3.1, 3.2 and 4.1 [S]. */
const mainButtons = ['Create', 'Save', 'New External Client App', 'Edit'];

const acts: Readonly<Record<PageFault['name'], (fault: PageFault, stage: Stage) => void>> = {
  're-render': (fault, { redraw, over }) => {
    tellForms(fault);
    if (!redraw) return;
    const timers = Array.from({ length: redraws }, (_, n) =>
      window.setTimeout(() => void redraw(), (fault.value / redraws) * (n + 1)),
    );
    over.addEventListener('abort', () => timers.forEach(window.clearTimeout));
  },
  'lost-field': tellForms,
  spinner({ value }) {
    const place = document.querySelector('#over-content');
    const spinner =
      fragment(`<div class="slds-spinner_container"><div role="status" class="slds-spinner slds-spinner_medium">
      <span class="slds-assistive-text">Loading</span>
      <div class="slds-spinner__dot-a"></div><div class="slds-spinner__dot-b"></div></div></div>`);
    place?.append(spinner);
    window.setTimeout(() => spinner.remove(), value);
  },
  'stale-frame'(_fault, { content }) {
    content.prepend(staleFrame());
  },
  'covering-toast'({ value }, { content, over }) {
    const toast =
      fragment(`<div class="covering-toast slds-notify slds-notify_toast slds-theme_info forceToastMessage" role="alert">
      <span class="slds-assistive-text">Info</span><div class="slds-notify__content"><h2 class="slds-text-heading_small">
      <span class="toastMessage">Some changes of another admin are being applied.</span></h2></div></div>`);
    document.body.append(toast);
    // The button may come later, and elsewhere, than the toast.
    const timer = window.setInterval(() => cover(toast, content), 50);
    const end = () => {
      window.clearInterval(timer);
      toast.remove();
    };
    cover(toast, content);
    window.setTimeout(end, value);
    over.addEventListener('abort', end);
  },
};

/** Has a fault happen on the page that was just shown. */
export function happen(fault: PageFault, stage: Stage): void {
  acts[fault.name](fault, stage);
}

/** Fields are the forms' own affair. */
function tellForms({ name, value }: PageFault): void {
  window.dispatchEvent(new CustomEvent('practice-fault', { detail: { name, value } }));
}

function cover(toast: HTMLElement, content: HTMLElement): void {
  const button = [...visibleButtons(content)].toSorted((a, b) => rank(a) - rank(b)).find((each) => rank(each) >= 0);
  if (!button) return;
  const { left, top, width, height } = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = toast;
  toast.style.left = `${Math.max(0, Math.min(left + (width - offsetWidth) / 2, window.innerWidth - offsetWidth))}px`;
  toast.style.top = `${top + (height - offsetHeight) / 2}px`;
}

function rank(button: HTMLElement): number {
  return mainButtons.indexOf(button.textContent?.trim() ?? '');
}

function* visibleButtons(root: ParentNode): Generator<HTMLElement> {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    if (element instanceof HTMLButtonElement && element.getClientRects().length > 0) yield element;
    if (element.shadowRoot) yield* visibleButtons(element.shadowRoot);
  }
}

function fragment(markup: string): HTMLElement {
  const template = document.createElement('template');
  template.innerHTML = markup;
  return template.content.firstElementChild as HTMLElement;
}
