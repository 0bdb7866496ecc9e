import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright';
import { inOwnWords } from '../../runbook/own-words.ts';
import type { Surroundings } from '../../runbook/ports.ts';
import { Trouble } from '../../runbook/trouble.ts';
import { complaintInOwnWords } from '../complaints.ts';
import { complaint } from './states.ts';

const LOOK_AGAIN = 100;

/** What a form says that comes again without a complaint. */
const WITHOUT_A_WORD = {
  password: 'it asks for the password again',
  'session URL': 'it does not take the session URL',
} as const;

/** The org did not take what it was given. */
export async function refused(page: Page, by: keyof typeof WITHOUT_A_WORD): Promise<Trouble> {
  return new Trouble(
    'preflight',
    `Salesforce refuses the sign-in: ${complaintInOwnWords(await complaint(page)) || WITHOUT_A_WORD[by]}.`,
    'Check SALESFORCE_USERNAME and SALESFORCE_PASSWORD, or SALESFORCE_CLI_ORG; after several wrong tries the user is locked.',
  );
}

/** What the browser says of its own may quote the address of a session, or what was typed. */
export function unforeseen(error: unknown): Trouble {
  return new Trouble('preflight', `Signing in ended early. ${inOwnWords(error)}`, 'Run again, with --headed to watch.');
}

/** Its pages are told to be gone before it is. */
async function hasEnded(browser: Browser | null): Promise<boolean> {
  for (let left = 10; left > 0 && browser?.isConnected() === true; left -= 1) await pause(LOOK_AGAIN);
  return browser?.isConnected() === false;
}

/** Its window is gone, by whatever hand. */
export async function closed({ signal, browser, target }: Surroundings, cause: unknown): Promise<Trouble> {
  if (signal.aborted) return new Trouble('interrupted', 'Stopped while signing in.', 'Run again.', cause);
  // With its last window a person ends the browser too, and nobody else works in it by hand.
  if (target.signIn.by !== 'hand' && (await hasEnded(browser().browser()))) {
    return new Trouble('preflight', 'The browser ended while signing in: it died, or was closed.', 'Run again.', cause);
  }
  const remedy = 'Run again, and leave it open until the run is over.';
  return new Trouble('person', 'The browser window was closed while signing in.', remedy, cause);
}

/** A page that nobody answers stayed. */
export function stuck(page: Page): Trouble {
  const { origin, pathname } = new URL(page.url());
  return new Trouble(
    'preflight',
    `Signing in stopped at ${origin}${pathname}, which setupwright does not answer.`,
    'Sign in once by hand, answer what it asks, and run again.',
  );
}
