import type { BrowserContext, Page } from 'playwright';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import type { Surroundings } from '../../src/runbook/ports.ts';
import type { Target } from '../../src/runbook/target.ts';
import { signIn } from '../../src/salesforce/sign-in/sign-in.ts';
import { surroundings } from './support.ts';

/** Fills in the sign-in form of an org as a person does, with whatever it asks for first. */
export async function fillIn(page: Page, { admin }: PracticeOrg): Promise<void> {
  await page.locator('#username').fill(admin.username);
  if (!(await page.locator('#password').isVisible())) await page.locator('#Login').click();
  await page.locator('#password').fill(admin.password);
  await page.locator('#Login').click();
}

/**
 * Has somebody sign in by hand in the window that the sign-in opens.
 * @param act what they do there once they are told that they are waited for
 */
export async function byHand(
  org: PracticeOrg,
  context: BrowserContext,
  act: (page: Page) => Promise<void>,
  { target, ...rest }: Omit<Partial<Surroundings>, 'target'> & { readonly target?: Partial<Target> } = {},
) {
  const said: string[] = [];
  const opened = context.waitForEvent('page');
  let tell: (line: string) => void = () => undefined;
  const told = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const around = surroundings(org, context, {
    ...rest,
    target: { url: org.url, username: org.admin.username, signIn: { by: 'hand' }, ...target },
    say: (line) => {
      said.push(line);
      tell(line);
    },
  });
  const signing = signIn(around);
  // Where it ends before anybody is told, that is the answer.
  await Promise.race([
    told,
    signing.then(
      () => undefined,
      () => undefined,
    ),
  ]);
  if (said.length > 0) await act(await opened);
  return { signedIn: await signing, said };
}

/** Notes what is typed into any page of the window, and by whomever. */
export async function listenToTyping(context: BrowserContext): Promise<string[]> {
  const heard: string[] = [];
  await context.exposeFunction('heardTyping', (value: string) => heard.push(value));
  await context.addInitScript(
    "document.addEventListener('input', ({ target }) => window.heardTyping(target.value), { capture: true })",
  );
  return heard;
}
