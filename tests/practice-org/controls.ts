import { expect, type Locator, type Page } from '@playwright/test';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import type { Stage } from './stage.ts';

export function text(scope: Page | Locator, name: string): Locator {
  return scope.getByRole('textbox', { name });
}

export async function choose(scope: Page | Locator, label: string, option: string): Promise<void> {
  await scope.getByRole('combobox', { name: label }).click();
  await scope.getByRole('option', { name: option, exact: true }).click();
}

export async function press(scope: Page | Locator, name: string): Promise<void> {
  await scope.getByRole('button', { name, exact: true }).click();
}

/** Agrees to the question that the page asks: facts 11.2. */
export async function confirm(page: Page): Promise<void> {
  await page.getByRole('alertdialog', { name: /\?$/ }).getByRole('button', { name: 'OK' }).click();
}

export function toast(page: Page, words: string): Locator {
  return page.getByRole('alert').getByRole('heading', { name: words });
}

/** The open tab of an app's page. */
export function panel(page: Page): Locator {
  return page.getByRole('tabpanel');
}

export async function openApp({ page, goto }: Stage, id: string): Promise<void> {
  await goto(`/lightning/setup/ManageExternalClientApplication/${id}/detail`);
  await expect(page.getByRole('tab', { name: 'Policies' })).toBeVisible();
}

/** The detail of the newest entry of the ledger. */
export function newest(org: PracticeOrg): Readonly<Record<string, string>> {
  return org.ledger().at(-1)?.detail ?? {};
}
