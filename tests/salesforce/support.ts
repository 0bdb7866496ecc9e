import { type Browser, type BrowserContext, expect } from '@playwright/test';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import type { Surroundings } from '../../src/runbook/ports.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { type SalesforcePages, salesforce } from '../../src/salesforce/product.ts';
import { prover } from '../support/identity.ts';

export const FORM_PATIENCE = { timeout: 15_000 };

const absent = (): never => {
  throw new Error('The test lends no such thing');
};

/** What a run against the practice org lends to the pages of Salesforce, but for what a test changes. */
export function surroundings(
  org: Pick<PracticeOrg, 'url' | 'setupUrl' | 'admin'>,
  context: BrowserContext,
  change: Partial<Surroundings> = {},
): Surroundings {
  const book = new SecretBook();
  return {
    target: {
      url: org.url,
      username: org.admin.username,
      signIn: { by: 'password', password: book.keep('Salesforce password', org.admin.password) },
    },
    sink: { name: 'no sink', files: [], preflight: absent, holds: absent, sawNone: absent, store: absent },
    identity: prover(),
    signedIn: absent,
    browser: () => context,
    secret: (name, value) => book.keep(name, value),
    allowsOrigin: (origin) => [org.url, org.setupUrl].includes(origin),
    say: () => undefined,
    notice: () => undefined,
    met: () => undefined,
    defer: () => undefined,
    signal: new AbortController().signal,
    ...change,
  };
}

/** A browser window that is signed in to the org. */
export async function signedIn(browser: Browser, org: PracticeOrg): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  await salesforce.signIn(surroundings(org, context));
  return context;
}

/** The pages of Setup in tabs of their own. */
export function pagesIn(context: BrowserContext, org: PracticeOrg): SalesforcePages {
  return salesforce.pages(surroundings(org, context));
}

/** Unfolds the OAuth settings of the form where the release folds them at first. */
export async function unfoldOauth({ oauth }: SalesforcePages['newApp']): Promise<void> {
  await oauth.header.locate().waitFor(FORM_PATIENCE);
  if (!(await oauth.unfolded.check()).holds) await oauth.header.press();
  await expect.poll(async () => (await oauth.unfolded.check()).holds, FORM_PATIENCE).toBe(true);
}
