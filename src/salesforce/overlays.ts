import type { Locator, Page } from 'playwright';
import { type Signs, signsOn } from './signs.ts';

/** Something that may lie over a Setup page and is not part of it. */
interface Overlay {
  /** For people. */
  readonly name: string;
  /** What dismisses it; visible only where the overlay is. */
  dismiss(page: Page): Locator;
}

const CLOSE = /^(close|dismiss)( (this )?(window|panel|dialog|banner|message|prompt|pop-?up|tour|walkthrough))?$/i;
const CLOSE_BANNER = /^Close banner$/i;
const REFUSE_COOKIES = /^(reject|decline|refuse|only necessary|necessary only)\b/i;
const ACCEPT_COOKIES = /^(accept|got it|close|dismiss)\b/i;
const LATER = /^(close|dismiss|remind me later|not now)\b/i;
const SYSTEM_MESSAGE = '.oneSystemMessage .close-btn, .oneSystemMessage.close-btn';
/** What all in the table have: what could end an overlay, if there is one. */
export const OVERLAY_SIGNS: Signs = {
  parts: ['.close-btn'],
  buttons: [
    'close',
    'dismiss',
    'reject',
    'decline',
    'refuse',
    'only necessary',
    'necessary only',
    'accept',
    'got it',
    'remind me later',
    'not now',
  ],
  // A toast goes by itself, or stays for who reads it (facts 2.5 [P]); none of the table is known to be one.
  own: { parts: ['.slds-notify_toast', '.forceToastMessage', 'lightning-toast'], buttons: ['close', 'dismiss'] },
};
/** Buttons by which a dialog asks for a decision: such a one belongs to the page, or to the runbook. */
const DECIDES = /^(ok|yes|no|cancel|save|create|delete|continue|confirm|verify|apply|disable|enable)\b/i;

const table: readonly Overlay[] = [
  // Facts 1.5 [P]: only the Close within that panel.
  { name: 'security-contact panel', dismiss: (page) => inPanel(page, /Security Contact Missing/i, CLOSE) },
  // Facts 1.5 [P].
  { name: 'welcome banner', dismiss: (page) => button(page, CLOSE_BANNER) },
  // Facts 1.5 [I]: a dialog with something to close it and nothing to decide.
  {
    name: 'walkthrough pop-up',
    dismiss: (page) =>
      page
        .locator('[role=dialog]')
        .filter({ hasNot: button(page, DECIDES) })
        .filter({ hasNot: page.locator('input:not([type=hidden]), textarea, select') })
        .locator(button(page, CLOSE)),
  },
  // Facts 1.5 [I], without its wording: refused where one can refuse, because nothing is consented to unasked.
  {
    name: 'cookie banner',
    dismiss: (page) => inPanel(page, /\bcookies\b/i, REFUSE_COOKIES),
  },
  { name: 'cookie banner', dismiss: (page) => inPanel(page, /\bcookies\b/i, ACCEPT_COOKIES) },
  // Facts 1.5 [D], without its wording.
  {
    name: 'reminder of multi-factor authentication',
    dismiss: (page) => inPanel(page, /multi-?factor authentication|\bMFA\b/i, LATER),
  },
  // Facts 1.5 [P].
  {
    name: 'system message',
    dismiss: (page) => page.locator(SYSTEM_MESSAGE),
  },
];

const CLICK_PATIENCE = 1_000;
/** One that does not go away is left alone after so many tries: it may not be in the way. */
const MOST_TRIES = 10;
/** Enough to dismiss several that lie over each other. */
const LOOK_PATIENCE = 15_000;
const tended = new WeakSet<Page>();

/** Dismisses known overlays whenever one shows, before every action on the page, and tells of each. Again does no harm. */
export async function dismissOverlays(page: Page, notice: (text: string) => void): Promise<void> {
  if (tended.has(page)) return;
  tended.add(page);
  const tries = new Map<Overlay, number>();
  const told = new Set<Overlay>();
  await page.addLocatorHandler(
    shown(signsOn(page, OVERLAY_SIGNS)).first(),
    async () => {
      for (const overlay of table) {
        const before = tries.get(overlay) ?? 0;
        const control = shown(overlay.dismiss(page)).first();
        try {
          if (before === MOST_TRIES || !(await control.isVisible())) continue;
          tries.set(overlay, before + 1);
          await control.click({ timeout: CLICK_PATIENCE });
          if (!told.has(overlay)) notice(`A ${overlay.name} lay over the page and was closed.`);
          told.add(overlay);
        } catch {
          // It went away by itself, or is covered by another: the next action looks again.
        }
      }
    },
    { noWaitAfter: true },
  );
}

/** Runs what {@link dismissOverlays} has set up, without an action. */
export async function lookForOverlays(page: Page): Promise<void> {
  await page.locator('html').waitFor({ state: 'attached', timeout: LOOK_PATIENCE });
}

/**
 * A button in the innermost part of the page that holds these words too, and nothing that one works with: so no button
 * of the page itself is taken for it.
 */
function inPanel(page: Page, words: RegExp, name: RegExp): Locator {
  return page
    .locator('div, section, aside, article, footer, header, [role=dialog], [role=alertdialog], [role=region]')
    .filter({ hasText: words })
    .filter({ has: button(page, name) })
    .filter({ hasNot: page.locator('[role=tree], [role=tabpanel], iframe, textarea, input[type=text], table') })
    .last()
    .locator(button(page, name));
}

function button(page: Page, name: RegExp): Locator {
  return page.getByRole('button', { name });
}

function shown(control: Locator): Locator {
  return control.filter({ visible: true });
}
