import type { Page } from 'playwright';
import { errors } from '../browser/playwright.ts';
import { Trouble } from '../runbook/trouble.ts';
import { isVerification } from './challenge/kind.ts';
import { goTo } from './go-to.ts';
import { HEADINGS_ONLY } from './headings.ts';

type Way = (page: Page, openSetup: () => Promise<void>) => Promise<unknown>;

/** A page that Salesforce puts between an admin and Setup. */
export interface Interruption {
  /** For people. */
  readonly name: string;
  /** Its path. */
  readonly path?: RegExp;
  /** What only it has, as a CSS selector, where it may stand at any path. */
  readonly has?: string;
  /** The way around it, which registers nothing; left out where only a person may go on. */
  readonly pass?: Way;
  /** The way around it where that one leads back to it, and what it leaves behind, in words. */
  readonly orElse?: { readonly pass: Way; readonly leaves: string };
  /** What the person has to do. */
  readonly remedy: string;
}

const BY_HAND = 'Sign in once by hand, answer what it asks, and run again.';
const CLICK_PATIENCE = 10_000;

/** In this order: the last one is any page of that kind that is not known. */
const table: readonly Interruption[] = [
  {
    name: 'the announcement of scheduled maintenance',
    path: /^\/msg\/maintenanceandavailable/,
    // Facts 1.5, 10.2 [C]: the page that was asked for, again.
    pass: (_page, openSetup) => openSetup(),
    remedy: 'Run again when the maintenance is over.',
  },
  {
    name: 'Salesforce Classic',
    has: 'a.switch-to-lightning',
    // Setup's own address, which may lead here again, switches nothing: a look changes nothing of the user where it need not [I].
    pass: (_page, openSetup) => openSetup(),
    orElse: {
      // Facts 1.5 [C]: where the link leads to.
      pass: async (page, openSetup) => {
        await goTo(page, `${new URL(page.url()).origin}/ltng/switcher?destination=lex`);
        await openSetup();
      },
      // That it stays so is a guess [I].
      leaves: 'The user was switched from Salesforce Classic to Lightning Experience, and may stay so.',
    },
    remedy: 'Switch the user to Lightning Experience by hand, and run again.',
  },
  {
    name: 'Register Your Mobile Phone',
    path: /^\/_ui\/identity\/phone\//,
    // Facts 1.3, 10.14 [C].
    pass: (page) =>
      page
        .getByRole('link', { name: /^(I Don.t Want to Register My Phone|Não desejo registrar meu celular)$/i })
        .click({ timeout: CLICK_PATIENCE }),
    remedy: BY_HAND,
  },
  {
    // Facts 1.3 [I].
    name: 'Change Your Password',
    path: /\/ChangePassword\b/i,
    has: '#newpassword',
    remedy: 'Sign in by hand, set a new password, put it into SALESFORCE_PASSWORD, and run again.',
  },
  // Facts 1.3: whatever else lies there is for a person.
  {
    name: 'a page that is not known',
    path: /^\/(_ui\/(system|identity)\/|msg\/|secur\/(mfa|forgot))/,
    remedy: BY_HAND,
  },
];

/** What interruptions show, as CSS selectors, where they are not told by their path. */
export const INTERRUPTION_SIGNS = table.flatMap(({ has }) => has ?? []);

/** The interruption that a page is, if it is one. */
export async function interruptionAt(page: Page): Promise<Interruption | undefined> {
  const { pathname } = new URL(page.url());
  if (isVerification(page)) return undefined;
  for (const interruption of table) {
    if (interruption.path?.test(pathname)) return interruption;
    if (interruption.has && (await page.locator(interruption.has).filter({ visible: true }).count()) > 0) {
      return interruption;
    }
  }
  return undefined;
}

/**
 * Goes around an interruption.
 * @param isBack whether the first way led back to it, or is known to
 * @returns what that leaves behind, in words, where it leaves anything
 * @throws Trouble where it has no way around, or not the one that is known
 */
export async function goAround(
  interruption: Interruption,
  page: Page,
  openSetup: () => Promise<void>,
  { isBack }: { isBack: boolean },
): Promise<string | undefined> {
  const { pass, orElse } = interruption;
  try {
    if (!pass) throw forPerson(interruption, page);
    await ((isBack && orElse?.pass) || pass)(page, openSetup);
    return isBack ? orElse?.leaves : undefined;
  } catch (error) {
    throw error instanceof errors.TimeoutError ? forPerson(interruption, page) : error;
  }
}

/** That a page is for a person, with where it stands and what to do. */
export function forPerson({ name, remedy }: Interruption, page: Page): Trouble {
  const { origin, pathname } = new URL(page.url());
  return new Trouble(
    'person',
    `Salesforce shows "${name}" (${origin}${pathname}), which setupwright does not answer.`,
    remedy,
    undefined,
    HEADINGS_ONLY,
  );
}
