import type { Expectation } from '../../runbook/identity.ts';
import type { Surroundings } from '../../runbook/ports.ts';
import { atOnce } from '../../runbook/side-by-side.ts';
import { Tab } from '../../runbook/tab.ts';
import type { SignInWay } from '../../runbook/target.ts';
import { goTo } from '../go-to.ts';
import { setupOrigin } from '../hosts.ts';
import type { Interruption } from '../interruptions.ts';
import { keeperOf } from '../keeper.ts';
import { anywhereInSetup, SETUP_HOME } from '../setup.ts';
import { recallSession } from './saved-session.ts';
import type { State } from './states.ts';

/** How long a page that leads nowhere may take before another address is tried. */
const LATE = 15_000;

/** What was done already, beside what a page asks for: a session URL opened, the person told. */
export type Deed = State | 'session URL' | 'another session URL' | 'told';

/** What is known of an attempt to sign in while it goes on. */
export interface Attempt {
  readonly tab: Tab;
  readonly around: Surroundings;
  /** Path of the page of Setup at which it ends where it can. */
  readonly landing: string;
  /** What was done since an answer failed to come. */
  readonly done: Set<Deed>;
  readonly passes: Map<Interruption, number>;
  expectation: Expectation | undefined;
  /** When an address was opened or something was done last, by `performance.now()`. */
  since: number;
  /** Set while the form that was opened is told where it should lead. */
  isFormLed: boolean;
  /** The way that was taken last; none is needed where a kept session still opens the org. */
  way: SignInWay['by'] | undefined;
}

const approaches = new WeakMap<Surroundings, Begun>();

/**
 * Opens the sign-in form while other things are made ready. Nothing is typed, and no session is used: a page behind one
 * may send a code before anybody expects it.
 */
export function approach(around: Surroundings, landing?: string): void {
  if (around.target.signIn.by === 'session URL') return;
  const { attempt, recalled } = begin(around, landing);
  const opening = recalled.then((hasSession) => (hasSession ? undefined : openFirstPage(attempt, false)));
  approaches.set(around, { attempt, recalled, opening: atOnce(opening) });
}

/** An attempt, and what was begun for it. */
export interface Begun {
  readonly attempt: Attempt;
  /** Whether an earlier session was kept. */
  readonly recalled: Promise<boolean>;
  /** Opens the form, where no session was kept. */
  readonly opening?: Promise<void>;
}

/** What {@link approach} has begun, once; an attempt of its own where it has not. */
export function attemptFor(around: Surroundings, landing?: string): Begun {
  const begun = approaches.get(around) ?? begin(around, landing);
  approaches.delete(around);
  return begun;
}

function begin(around: Surroundings, landing = SETUP_HOME): Begun {
  const tab = new Tab('the tab of the sign-in', around.browser, keeperOf(around, 'signIn'));
  const attempt: Attempt = {
    tab,
    around,
    landing,
    done: new Set(),
    passes: new Map(),
    expectation: undefined,
    way: undefined,
    since: performance.now(),
    isFormLed: false,
  };
  return { attempt, recalled: atOnce(recallSession(around)) };
}

/** The page of Setup at which an attempt is to end; any other of Setup will do. */
export function setupOf({ tab, around, landing }: Attempt) {
  return anywhereInSetup(tab, setupOrigin(around.target.url), landing);
}

/** Opens the page at which an attempt begins. */
export async function openFirstPage(attempt: Attempt, hasSession: boolean): Promise<void> {
  const { tab, around } = attempt;
  await tab.ensure();
  attempt.since = performance.now();
  if (hasSession) await setupOf(attempt).open();
  else if (around.target.signIn.by === 'session URL') await openSessionUrl(attempt);
  else {
    attempt.isFormLed = true;
    await goTo(tab.page(), signInAddress(attempt));
  }
}

/** Opens the form as it is. */
export async function openBareForm(attempt: Attempt): Promise<void> {
  attempt.isFormLed = false;
  await goTo(attempt.tab.page(), attempt.around.target.url);
}

/**
 * That the form takes along where it should lead, as it does by itself (facts 1.4 [C]: `?ec=302&startURL=`), and that this
 * may be a page of Setup is a guess [I]. Where it leads elsewhere, the page is opened once signed in; where neither a form
 * nor a session comes of it, the address is opened without it.
 */
function signInAddress({ around, landing }: Attempt): string {
  const startURL = `${setupOrigin(around.target.url)}${landing}`;
  return `${around.target.url}/?${new URLSearchParams({ startURL })}`;
}

/** Opens a session by its address, which works once: each time another one is asked for (facts 1.4 [P]). */
export async function openSessionUrl(attempt: Attempt): Promise<void> {
  const { around, done, tab } = attempt;
  const { signIn: way } = around.target;
  if (way.by !== 'session URL') throw new Error('There is no session URL to open');
  done.add('session URL');
  attempt.way = 'session URL';
  await expectChallenge(attempt);
  await goTo(tab.page(), (await way.next()).reveal());
}

/** Has nothing come of it for so long that another address may help? */
export function isLate({ since }: Attempt): boolean {
  return performance.now() - since > LATE;
}

/** Expects a challenge from now on, once: a code that an earlier run may have left in the mailbox does not count. */
export async function expectChallenge(attempt: Attempt): Promise<Expectation> {
  attempt.expectation ??= await attempt.around.identity.expect(attempt.around.signal);
  return attempt.expectation;
}
