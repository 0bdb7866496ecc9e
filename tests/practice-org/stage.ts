import { type Browser, expect, type Locator, type Page } from '@playwright/test';
import type { PracticeOrg, PracticeOrgOptions } from '../../src/practice-org/index.ts';
import { type Started, started } from './support.ts';

export const setup = (node: string): string => `/lightning/setup/${node}/home`;
export const manager = setup('ManageExternalClientApplication');

/** A practice org, and a browser that is signed in to it. */
export interface Stage extends Started {
  readonly page: Page;
  /** Opens a Setup page by its path. */
  goto(path: string): Promise<void>;
  /** @throws where a page raised an error, or asked anything of another machine */
  close(): Promise<void>;
}

export async function openStage(browser: Browser, options: Partial<PracticeOrgOptions> = {}): Promise<Stage> {
  const running = await started(options);
  const { org } = running;
  const page = await (await browser.newContext()).newPage();
  const pageErrors: string[] = [];
  const strangers: string[] = [];
  page.context().on('weberror', (error) => pageErrors.push(error.error().message));
  page.context().on('request', (request) => {
    const { hostname, protocol, href } = new URL(request.url());
    if (protocol !== 'data:' && !hostname.endsWith('.localhost')) strangers.push(href);
  });
  await page.goto(org.setupUrl);
  await signIn(page, org);
  return {
    ...running,
    page,
    goto: async (path) => void (await page.goto(org.setupUrl + path)),
    async close() {
      await page.context().close();
      await org.close();
      expect(pageErrors, 'errors that the pages raised').toEqual([]);
      expect(strangers, 'requests that left this machine').toEqual([]);
    },
  };
}

/** On one page or two, as the org wants it: facts 1.2 [C]. */
async function signIn(page: Page, org: PracticeOrg): Promise<void> {
  const logIn = page.getByRole('button', { name: 'Log In', exact: true });
  await page.getByRole('textbox', { name: 'Username' }).fill(org.admin.username);
  if (org.conditions().signIn === 'identifier-first') await logIn.click();
  await page.getByRole('textbox', { name: 'Password' }).fill(org.admin.password);
  await logIn.click();
  await expect(page.locator('#content h1')).toHaveText('Home');
}

/** The label, because the box itself is one pixel wide and covered: practice-org facts 3. */
export function box(scope: Page | Locator, name: string): Locator {
  return scope.locator('label').filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) });
}

/** Unfolds a section of a form unless it is unfolded already. */
export async function unfold(scope: Page | Locator, section: string): Promise<void> {
  const button = scope.getByRole('button', { name: section, exact: true });
  await button.waitFor();
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
}
