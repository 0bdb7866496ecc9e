import type { Place } from '../runbook/field.ts';
import type { CodeWait, Credentials, Surroundings } from '../runbook/ports.ts';
import type { Tab } from '../runbook/tab.ts';
import type { App } from './app.ts';
import { answerChallenge, isVerification, VERIFICATION_SEAL } from './challenge.ts';
import { tokenUrl } from './proof.ts';

const PATIENCE = 60_000;

/** What a picture of the consumer details may show: headings and labels, never a value beside them. */
const SEAL = { allow: ['h1', 'h2', 'h3', 'label', 'th', 'td.labelCol', ...VERIFICATION_SEAL] };

/** The classic page with the Consumer Key and Secret, and the challenge before it (facts 0.4, 6 [S]). */
export interface Consumer {
  /** What the button opens in a tab of its own: the challenge, or the details at once where none is asked. */
  readonly door: Place;
  /** Notes what is in the mailbox; to be done before the button sends a code. */
  readonly expectCode: () => Promise<void>;
  readonly challenge: { readonly opens: Place; prove(): Promise<string> };
  /** The details themselves. */
  readonly details: Place;
  /** The key and secret as the page shows them: kept as secrets in the same breath. */
  readonly keyAndSecret: () => Promise<Credentials>;
}

export function consumerPage(tab: Tab, app: App, around: Surroundings): Consumer {
  let wait: CodeWait | undefined;
  const heading = () => tab.page().getByText('Consumer Details', { exact: true });
  const details: Place = {
    name: 'Consumer Details',
    tab,
    seal: SEAL,
    frames: heading,
    check: async () =>
      (await heading().isVisible())
        ? { holds: true, found: 'Consumer Details' }
        : {
            holds: false,
            wanted: 'Consumer Details',
            found: isVerification(tab.page()) ? 'Verify Your Identity' : 'another page',
          },
  };

  return {
    details,
    door: {
      name: 'Consumer Details, or the challenge before it',
      tab,
      seal: SEAL,
      frames: () => (isVerification(tab.page()) ? tab.page().locator('#header') : heading()),
      check: async () => {
        const asked = isVerification(tab.page()) && (await tab.page().locator('#save').isVisible());
        return asked ? { holds: true, found: 'Verify Your Identity' } : details.check();
      },
    },
    expectCode: async () => {
      const armed = await around.codes.arm();
      wait = armed;
      around.defer(async () => armed[Symbol.asyncDispose]());
    },
    challenge: {
      opens: details,
      prove: async () => {
        wait ??= await around.codes.arm();
        return answerChallenge(tab.page(), wait, around);
      },
    },
    keyAndSecret: async () => {
      const page = tab.page();
      const value = async (label: string, shape: RegExp) => {
        const labelled = page.locator('th, td.labelCol').filter({ hasText: new RegExp(`^\\s*${label}\\s*$`) });
        const text =
          (await labelled.locator('xpath=following-sibling::td[1]').textContent({ timeout: PATIENCE })) ?? '';
        const found = shape.exec(text)?.[0];
        if (!found) throw new Error(`${label} is not in the shape that is known`);
        return around.secret(label.toLowerCase(), found);
      };
      const consumerKey = await value('Consumer Key', /3MVG9[\w.]{20,}/);
      const consumerSecret = await value('Consumer Secret', /[0-9A-F]{32,}|\d{15,}/);
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
