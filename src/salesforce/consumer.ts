import type { Page } from 'playwright';
import type { Place } from '../runbook/field.ts';
import type { Expectation } from '../runbook/identity.ts';
import type { Credentials, Surroundings } from '../runbook/ports.ts';
import type { Tab } from '../runbook/tab.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { App } from './app.ts';
import { answerChallenge } from './challenge/answer.ts';
import { asksForAnswer, isVerification } from './challenge/kind.ts';
import { HEADINGS_ONLY } from './headings.ts';
import { tokenUrl } from './proof.ts';

const PATIENCE = 60_000;

/**
 * What a picture of the consumer details, or of the challenge before them, may show: headings. Labels beside a value
 * stand where its length puts them.
 */
const SEAL = HEADINGS_ONLY;

/** The classic page with the Consumer Key and Secret, and the challenge before it (facts 0.4, 6 [S]). */
export interface Consumer {
  /** What the button opens in a tab of its own: the challenge, or the details at once where none is asked. */
  readonly door: Place;
  /** Gets ready for a challenge; to be done before the button sets one off. */
  readonly expectChallenge: () => Promise<void>;
  readonly challenge: { readonly asks: Place; readonly opens: Place; prove(): Promise<string> };
  /** The details themselves. */
  readonly details: Place;
  /** The key and secret as the page shows them: kept as secrets in the same breath. */
  readonly keyAndSecret: () => Promise<Credentials>;
}

export function consumerPage(tab: Tab, app: App, around: Surroundings): Consumer {
  let expectation: Expectation | undefined;
  const expect = async (): Promise<Expectation> => {
    const expected = await around.identity.expect(around.signal);
    around.defer(async () => expected[Symbol.asyncDispose]());
    expectation = expected;
    return expected;
  };
  const heading = () => tab.page().getByText('Consumer Details', { exact: true });
  const details: Place = {
    name: 'Consumer Details',
    tab,
    seal: SEAL,
    frames: heading,
    check: async () => {
      await tab.tend();
      if (await heading().isVisible()) return { holds: true, found: 'Consumer Details' };
      const found = isVerification(tab.page()) ? 'Verify Your Identity' : 'another page';
      return { holds: false, wanted: 'Consumer Details', found };
    },
  };

  const door: Place = {
    name: 'Consumer Details, or the challenge before it',
    tab,
    seal: SEAL,
    frames: () => (isVerification(tab.page()) ? tab.page().locator('#header') : heading()),
    check: async () => {
      await tab.tend();
      return asksForAnswer(tab.page()) ? { holds: true, found: 'Verify Your Identity' } : details.check();
    },
  };

  return {
    details,
    door,
    expectChallenge: async () => {
      await expect();
    },
    challenge: {
      asks: door,
      opens: details,
      prove: async () => {
        const met = { tab, occasion: 'reveal', expectation: expectation ?? (await expect()), around } as const;
        const how = await answerChallenge(met);
        await met.expectation[Symbol.asyncDispose]();
        return how;
      },
    },
    keyAndSecret: async () => {
      // Where no challenge came, others wait for their turn all the same.
      await expectation?.[Symbol.asyncDispose]();
      const page = tab.page();
      const { origin } = new URL(page.url());
      if (!around.allowsOrigin(origin)) {
        throw new Trouble('step', `The details are shown by ${origin}.`, 'Read them by hand if you trust that host.');
      }
      const consumerKey = around.secret('consumer key', await valueBeside(page, 'Consumer Key', KEY));
      const consumerSecret = around.secret('consumer secret', await valueBeside(page, 'Consumer Secret', SECRET));
      return {
        org: around.signedIn().org,
        app: app.appName,
        tokenUrl: tokenUrl(around),
        consumerKey,
        consumerSecret,
      };
    },
  };
}

/** The shapes that were seen (facts 6.3 [C]); an older secret was a number. */
const KEY = /^3MVG9[\w.]{20,}$/;
const SECRET = /^([0-9A-F]{64}|\d{15,20})$/;

/**
 * The text beside a label that has a shape as a whole: each row has a button "Copy" too (facts 6.3 [S]), whose text
 * must not become part of a secret. That the label's neighbour holds the value is a guess: the page's markup is not
 * public (facts 11.6).
 */
async function valueBeside(page: Page, label: string, shape: RegExp): Promise<string> {
  const labelled = page.locator('th, td.labelCol').filter({ hasText: new RegExp(`^\\s*${label}\\s*$`) });
  const texts = await labelled.locator('xpath=following-sibling::td[1]').evaluate(
    (cell) => {
      const found: string[] = [...cell.querySelectorAll('input')].map(({ value }) => value);
      const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) found.push(walk.currentNode.textContent ?? '');
      return found;
    },
    undefined,
    { timeout: PATIENCE },
  );
  const value = texts.map((text) => text.trim()).find((text) => shape.test(text));
  if (value !== undefined) return value;
  throw new Trouble('step', `The ${label} is not shown in a shape that is known.`, 'Read it by hand and report this.');
}
