import type { Page } from 'playwright';
import type { Surroundings } from '../runbook/ports.ts';
import type { Keeper } from '../runbook/tab.ts';
import { PageLost, type Trouble } from '../runbook/trouble.ts';
import { isVerification, unexpectedChallenge } from './challenge/kind.ts';
import { answerDialogs } from './dialogs.ts';
import { forgetFailed, lastFailed, noteFailedRequests } from './failed-requests.ts';
import { goTo } from './go-to.ts';
import { HEADINGS_ONLY } from './headings.ts';
import { setupOrigin } from './hosts.ts';
import { forPerson, goAround, INTERRUPTION_SIGNS, interruptionAt } from './interruptions.ts';
import { dismissOverlays, lookForOverlays, OVERLAY_SIGNS } from './overlays.ts';
import { refusals } from './refusals.ts';
import { watchSessionIds } from './session-ids.ts';
import { SETUP_HOME } from './setup.ts';
import { knowSigns, type Signs, signsOn } from './signs.ts';

/** How long a page may go on after a request of its failed, before it is given up: it may ask again by itself. */
const MAY_RECOVER = 5_000;

/** Facts 1.5 [P]; a box that only holds what is seen may itself have no size. */
const APPLICATION_ERROR = '.oneApplicationError, .oneApplicationError *';
/** Facts 1.2 [C]. */
const SIGN_IN_FORM = '#Login';

/** What at least one hindrance shows on a page that has the path of Setup. */
const HINDRANCE_SIGNS: Signs = { parts: ['.oneApplicationError', SIGN_IN_FORM, ...INTERRUPTION_SIGNS] };
const SIGNS: Signs = { ...OVERLAY_SIGNS, parts: [...HINDRANCE_SIGNS.parts, ...OVERLAY_SIGNS.parts] };

/** What hinders a page, if anything does. */
type Hindrance = (
  page: Page,
  around: Surroundings,
  signIn: SignIn,
) => Promise<Trouble | undefined> | Trouble | undefined;
type SignIn = () => Promise<unknown>;

const notLoaded: Hindrance = async (page) => {
  if (page.url().startsWith('chrome-error:')) return new PageLost('The connection to the org broke.');
  // A pop-up is asked for before anybody can listen to it; it remembers its answer.
  const status = await page.locator('html').evaluateAll(() => {
    const [loaded] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return loaded?.responseStatus ?? 0;
  });
  return status >= 500 ? new PageLost(`The org answered ${status} in place of a page.`) : undefined;
};

const signedOut: Hindrance = async (page, around, signIn) => {
  // A classic page inside the page is sent to the sign-in form too (facts 1.1 [C]).
  const frame = page.frames().find((each) => isSignInAddress(each.url(), around.target.url));
  if (!frame && (await page.locator(SIGN_IN_FORM).filter({ visible: true }).count()) === 0) return undefined;
  return new PageLost('The session has ended: Salesforce asks to sign in again.', {
    mend: signIn,
    seal: HEADINGS_ONLY,
  });
};

const interrupted: Hindrance = async (page, around) => {
  const interruption = await interruptionAt(page);
  if (!interruption) return undefined;
  if (!interruption.pass) return forPerson(interruption, page);
  const setup = `${setupOrigin(around.target.url)}${SETUP_HOME}`;
  const mend = async () => {
    // It came where a page of Setup was open.
    const left = await goAround(interruption, page, () => goTo(page, setup), { isBack: true });
    if (left !== undefined) around.notice(left);
  };
  return new PageLost(`Salesforce shows ${interruption.name} in between.`, { mend, seal: HEADINGS_ONLY });
};

const challenged: Hindrance = async (page) => (isVerification(page) ? unexpectedChallenge(page) : undefined);

/** Facts 1.5 [P]: the page behind it is dead, and comes to life by a reload only. */
const applicationError: Hindrance = async (page) => {
  const error = page.locator(APPLICATION_ERROR).filter({ visible: true });
  if ((await error.count()) === 0) return undefined;
  return new PageLost('Lightning shows an error of its own ("Sorry to interrupt") over the page.');
};

/** What a page shows where a request fails is not public (facts 11.5): words of refusal, or nothing for a while. */
const unanswered: Hindrance = async (page) => {
  const last = lastFailed(page);
  if (!last) return undefined;
  const isOver = last.wholePage || performance.now() - last.at > MAY_RECOVER;
  if (!isOver && (await refusals(page)) === undefined) return undefined;
  forgetFailed(page);
  return new PageLost(`The org did not answer ${last.what}.`);
};

const ANYWHERE = [notLoaded, signedOut, unanswered] as const;

/** What can hinder a page of Setup, and a page behind a challenge, which is classic (facts 6 [S]). */
const HINDRANCES = {
  setup: [...ANYWHERE, interrupted, challenged, applicationError],
  behindChallenge: ANYWHERE,
  /** Signing in looks at every page itself. */
  signIn: [notLoaded, unanswered],
} as const satisfies Record<string, readonly Hindrance[]>;

/**
 * Keeps pages usable: notes what fails, answers dialogs, dismisses what lies over the page, and tells when a page leads
 * nowhere any more.
 * @param signIn signs in once more, where the session has ended
 */
export function keeperOf(
  around: Surroundings,
  kind: keyof typeof HINDRANCES,
  signIn: SignIn = async () => undefined,
): Keeper {
  // What hinders others is what signing in looks at by itself.
  const signs = kind === 'signIn' ? OVERLAY_SIGNS : SIGNS;
  return {
    prepare: async (page) => {
      noteFailedRequests(page.context(), (origin) => isOrg(origin, around));
      watchSessionIds(page.context(), around);
      answerDialogs(page, around, { sealed: kind !== 'setup' });
      await knowSigns();
      await dismissOverlays(page, around.notice);
    },
    tend: async (page) => {
      const shown = await showsSign(page, signs);
      if (shown) await lookForOverlays(page);
      // On a page of Setup only what shows a sign can hinder, or a request that failed: most looks end here.
      const goesOn = isSetup(page, around) && lastFailed(page) === undefined;
      if (goesOn && (!shown || (await signsOn(page, HINDRANCE_SIGNS).count()) === 0)) return;
      for (const hindrance of HINDRANCES[kind]) {
        const trouble = await hindrance(page, around, signIn);
        if (trouble) throw trouble;
      }
    },
  };
}

/** Does a page show what an overlay or a hindrance may show? A page of a usual run does not, and is looked at in passing. */
export async function showsSign(page: Page, signs = SIGNS): Promise<boolean> {
  return (await signsOn(page, signs).count()) > 0;
}

function isSetup(page: Page, { target }: Surroundings): boolean {
  const isPath = new URL(page.url()).pathname.startsWith('/lightning/');
  return isPath && !page.frames().some((frame) => isSignInAddress(frame.url(), target.url));
}

function isOrg(origin: string, { target }: Surroundings): boolean {
  return [new URL(target.url).origin, setupOrigin(target.url)].includes(origin);
}

/** Facts 1.1, 10.1 [C]: the form stands at the root of its host, with the reason in the query. */
function isSignInAddress(address: string, myDomain: string): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, pathname, searchParams } = new URL(address);
  return origin === new URL(myDomain).origin && pathname === '/' && searchParams.has('ec');
}
