import type { Page } from 'playwright';
import type { Surroundings } from '../../runbook/ports.ts';
import type { SignedIn } from '../../runbook/target.ts';
import { PageLost, Trouble } from '../../runbook/trouble.ts';
import { askAboutSession, type SessionFacts } from '../api.ts';
import { sameOrg, sandboxByHost } from '../org-kind.ts';
import { sessionId } from './states.ts';

/** All but the way that was taken, of which the org does not know. */
type Who = Omit<SignedIn, 'signedInBy'>;

/** The page objects find things by their English labels (facts 10). */
const LANGUAGE = /^en(?:[-_]|$)/i;

/** A session, and what the org tells of it by its API. */
export interface Told {
  readonly sid: string;
  readonly facts: SessionFacts;
}

/**
 * Asks the org about the browser's session, which may be done while its page is still loading.
 * @throws Trouble of kind `preflight` where there is no session; PageLost where the org does not answer
 */
export async function askTheOrg(page: Page, { target, secret, signal }: Surroundings): Promise<Told> {
  const sid = await sessionId(page.context(), target.url);
  if (sid === undefined) {
    throw new Trouble(
      'preflight',
      `There is no session with ${target.url} after signing in.`,
      'Check that SALESFORCE_URL is the My Domain of the org that was signed in to.',
    );
  }
  try {
    return { sid, facts: await askAboutSession(target.url, secret('session id', sid), signal) };
  } catch (error) {
    if (signal.aborted) throw new Trouble('interrupted', 'Stopped while signing in.', 'Run again.');
    throw error instanceof Trouble ? new PageLost(error.message, { cause: error }) : error;
  }
}

/**
 * Reads which org and user the browser is signed in to, and refuses where they are not those that were asked for. What
 * the org told by its API counts; where it does not answer such calls (facts 1.4 [C]), what the session and the page say
 * of themselves is taken.
 * @throws Trouble of kind `preflight`
 */
export async function whoSignedIn(page: Page, around: Surroundings, { sid, facts: told }: Told): Promise<Who> {
  const { target } = around;
  const org = orgIn(sid);
  if (told.edition === undefined) {
    around.notice('The org does not answer API calls of a browser session: its edition was not read.');
  }
  const language = told.language ?? (await languageOf(page));
  const signedIn: Who = {
    org,
    username: told.username ?? knownUsername(around),
    orgName: told.orgName,
    sandbox: told.sandbox ?? sandboxByHost(target.url),
    edition: told.edition,
    instance: told.instance,
    userId: told.userId,
    language,
  };
  refuseOthers(signedIn, told.org, around);
  return signedIn;
}

/** What a page says of its language, which a script may say once it is there. */
async function languageOf(page: Page): Promise<string | undefined> {
  await page.waitForLoadState('domcontentloaded');
  return (await page.locator('html').getAttribute('lang')) ?? undefined;
}

/** Signed in, but not to what was asked for, or not so that the pages can be read. */
export class WrongTarget extends Trouble {
  readonly about: 'org' | 'user' | 'language';

  constructor(about: WrongTarget['about'], what: string, remedy: string) {
    super('preflight', what, `Nothing was changed. ${remedy}`);
    this.about = about;
  }
}

function refuseOthers(
  { org, username, sandbox, language }: Who,
  toldOrg: string | undefined,
  { target }: Surroundings,
): void {
  if (toldOrg !== undefined && !sameOrg(toldOrg, org)) {
    const what = `The session is of the org ${org}, but the org says that it is ${toldOrg}.`;
    throw new WrongTarget('org', what, 'Look at the org by hand.');
  }
  if (target.orgId !== undefined && !sameOrg(target.orgId, org)) {
    const what = `Signed in to the org ${org}, not to ${target.orgId}.`;
    throw new WrongTarget('org', what, 'Check SALESFORCE_URL and SALESFORCE_ORG_ID.');
  }
  const host = sandboxByHost(target.url);
  if (host !== undefined && sandbox !== undefined && host !== sandbox) {
    const what = `The host of ${target.url} is that of a ${inWords(host)}, but the org says that it is a ${inWords(sandbox)}.`;
    throw new WrongTarget('org', what, 'Look at the org by hand.');
  }
  if (username.toLowerCase() !== target.username.toLowerCase()) {
    const what = `Signed in as ${username}, not as ${target.username}.`;
    throw new WrongTarget('user', what, 'Check SALESFORCE_USERNAME and who signed in.');
  }
  if (language !== undefined && !LANGUAGE.test(language)) {
    throw new WrongTarget(
      'language',
      `The language of ${username} is ${language}, and the pages are known in English only.`,
      "Set the user's language to English (personal settings, Language & Time Zone), or use another user.",
    );
  }
}

/** The session's id begins with the id of its org, before an exclamation mark (facts 1.4 [C]). */
function orgIn(sid: string): string {
  const org = sid.split(/!|%21/)[0] ?? '';
  if (/^00D\w{12,15}$/.test(org)) return org;
  throw new Trouble(
    'preflight',
    'The org does not say its id after signing in.',
    'Check that SALESFORCE_URL is an org.',
  );
}

/** Who was let in by name: by their password, or by the CLI that knows them. A person may have been anybody. */
function knownUsername({ target }: Surroundings): string {
  if (target.signIn.by !== 'hand') return target.username;
  throw new Trouble(
    'preflight',
    'The org does not say who signed in by hand.',
    'Sign in by password or by SALESFORCE_CLI_ORG, or let the user call the API.',
  );
}

function inWords(sandbox: boolean): string {
  return sandbox ? 'sandbox' : 'production org';
}
