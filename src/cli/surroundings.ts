import { type LaunchedBrowser, launchBrowser } from '../browser/launch.ts';
import type { Prover } from '../identity/prover.ts';
import type { AuditTrail } from '../runbook/audit.ts';
import { challengeInWords } from '../runbook/challenge-words.ts';
import type { ChallengeRecord } from '../runbook/identity.ts';
import type { Sink, Surroundings } from '../runbook/ports.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { SecretBook } from '../runbook/secret.ts';
import { atOnce } from '../runbook/side-by-side.ts';
import type { SignedIn, Target } from '../runbook/target.ts';
import { allowsOrigin } from '../salesforce/hosts.ts';
import { type OrgClock, orgClock } from '../salesforce/org-clock.ts';
import { type IdentityOptions, identityOf } from './identity.ts';
import type { Settings } from './settings.ts';
import type { Speech } from './speech.ts';
import { targetOf } from './target.ts';

/** A clock that is off by more than this is worth a word: codes depend on it. */
export const NOTABLE_OFFSET_MS = 30_000;

/** What a run lends to a product's pages, and what was noticed beside its steps. */
export interface Lent {
  readonly around: Surroundings;
  readonly identity: Prover;
  readonly browser: LaunchedBrowser;
  /** How far the org's clock is ahead, in milliseconds; undefined where it did not tell. */
  readonly clockOffset: number | undefined;
  readonly clock: OrgClock;
  /** Signs in by this. Where that fails, the challenges that were met are said: no record will tell of them. */
  signIn(by: (around: Surroundings) => Promise<SignedIn>): Promise<SignedIn>;
  /** Hands over, once, what was noticed and which challenges were met since it was asked last. */
  notices(): readonly string[];
  challenges(): readonly ChallengeRecord[];
}

export interface LendOptions {
  readonly settings: Settings;
  readonly sink: Sink;
  readonly book: SecretBook;
  readonly headed: boolean;
  /** Whether a person may be asked. */
  readonly input: boolean;
  readonly speech: Speech;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Whether a person works in the pages at this moment. */
  readonly handsOff?: () => boolean;
  /** Begun as soon as there is a browser, while the rest is made ready; ends with the browser where the rest fails. */
  readonly approach?: (around: Surroundings) => void;
  /** Set where a passkey is to be enrolled. */
  readonly enrols?: true;
  /** Ended in reverse order, when the run ends. */
  readonly cleanUps: (() => Promise<void>)[];
  /** Told of each part while it is made ready, by whom wants to tell of them one by one. */
  readonly watch?: Watch;
}

/** What is made ready before signing in, in this order. */
export interface Parts {
  readonly target: Target;
  readonly 'saved session': undefined;
  /** How far the org's clock is ahead, in milliseconds; undefined where it does not answer. */
  readonly clock: number | undefined;
  readonly identity: Prover;
  readonly browser: LaunchedBrowser;
}
/** Does the work of a part, and may look at what comes of it. */
export type Watch = <P extends keyof Parts>(part: P, work: () => Promise<Parts[P]>) => Promise<Parts[P]>;

/** Gets everything ready up to the sign-in; whatever is wrong ends here, before anybody signs in. @throws Trouble */
export async function lend(options: LendOptions): Promise<Lent> {
  const { settings, sink, book, headed, input, speech, say, signal, cleanUps } = options;
  const watch: Watch = options.watch ?? ((_part, work) => work());
  const noticed: string[] = [];
  const met: ChallengeRecord[] = [];
  const secret = (name: string, value: string) => {
    // A session begins with the id of its org, which is told of.
    book.allow(...(/^00D\w{12}(?=!)/.exec(value) ?? []));
    return book.keep(name, value);
  };
  const target = await watch('target', () => targetOf(settings, { headed: headed && input, secret, signal }));
  const { savedSession } = target;
  if (savedSession) await watch('saved session', async () => void (await savedSession.preflight()));
  // Side by side, because each takes its time: what is wrong is told in the order of the parts.
  const launching = atOnce(launchBrowser({ headed, asked: settings.SETUPWRIGHT_BROWSER }));
  cleanUps.push(async () => (await launching).close());
  let launched: LaunchedBrowser | undefined;
  const context = () => {
    if (!launched) throw new Error('The browser was not started yet');
    return launched.context;
  };
  let as: SignedIn | undefined;
  let prover: Prover | undefined;
  const around: Surroundings = {
    target,
    sink,
    get identity() {
      if (!prover) throw new Error('Nobody who proves the identity was made ready yet');
      return prover;
    },
    browser: context,
    secret,
    allowsOrigin: (origin) => allowsOrigin(origin, settings.SETUPWRIGHT_ALLOW_ORIGINS),
    signedIn: () => {
      if (!as) throw new Error('Not signed in yet');
      return as;
    },
    say,
    notice: (text) => noticed.push(text),
    ...(options.handsOff ? { handsOff: options.handsOff } : {}),
    met: (challenge) => met.push(challenge),
    defer: (cleanUp) => cleanUps.push(cleanUp),
    signal,
  };
  const approaching = atOnce(
    launching.then((browser) => {
      launched = browser;
      if (!signal.aborted) options.approach?.(around);
    }),
  );
  const clock = orgClock(target.url, signal);
  const asking = atOnce(clock.ask());
  const { enrols = false } = options;
  const preparing = atOnce(
    proverAtHand({
      settings,
      target,
      book,
      browser: context,
      clock,
      headed,
      input,
      speech,
      say,
      enrols,
    }),
  );
  const clockOffset = await watch('clock', () => asking);
  const identity = await watch('identity', () => preparing);
  prover = identity;
  // Who watches tells of it.
  if (identity.answerers.length === 0 && !options.watch) {
    say('Nobody is there who could answer a challenge, and the key and secret are usually shown after one only.');
  }
  const browser = await watch('browser', () => launching);
  await approaching;
  noticed.push(...browser.leftBehind);
  if (clockOffset !== undefined && Math.abs(clockOffset) > NOTABLE_OFFSET_MS) {
    const apart = `${Math.round(Math.abs(clockOffset) / 1000)} s ${clockOffset < 0 ? 'ahead of' : 'behind'}`;
    noticed.push(`The clock of this machine is ${apart} the org's, whose time is used for codes.`);
  }

  return {
    around,
    identity,
    browser,
    clockOffset,
    clock,
    signIn: async (by) => {
      try {
        as = await by(around);
        return as;
      } catch (error) {
        for (const challenge of met.splice(0)) say(challengeInWords(challenge));
        throw error;
      }
    },
    notices: () => noticed.splice(0),
    challenges: () => met.splice(0),
  };
}

async function proverAtHand(options: IdentityOptions): Promise<Prover> {
  const prover = identityOf(options);
  await prover.preflight();
  return prover;
}

/** An earlier row may be late, and a later one of another clock. */
const BEFORE_MS = 60_000;

/** Reads the product's own record of the run's minutes, from one before its start to now, by the org's clock. */
export function auditTrailOf(
  runbook: Runbook,
  around: Surroundings,
  startedAt: Date,
  { clockOffset = 0, clock }: Pick<Lent, 'clockOffset' | 'clock'>,
): (() => Promise<AuditTrail>) | undefined {
  const { auditTrail } = runbook;
  return (
    auditTrail &&
    (async () => {
      const from = new Date(startedAt.getTime() + clockOffset - BEFORE_MS);
      return auditTrail(around, { from, to: new Date(Date.now() + ((await clock.ask()) ?? 0)) });
    })
  );
}
