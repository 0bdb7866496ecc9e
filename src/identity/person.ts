import { A_PERSON, ASKED_FOR } from '../runbook/challenge-words.ts';
import type { Challenge, ChallengeKind } from '../runbook/identity.ts';
import type { SecretBook } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Answerer } from './answerer.ts';

const PATIENCE_MS = 10 * 60_000;

/** What can be typed, and what can be done on a phone, without a browser window. */
const WITHOUT_WINDOW: readonly ChallengeKind[] = ['e-mailed code', 'authenticator code', 'push'];
const PASSKEYS = ['passkey', 'passkey enrolment'] as const;
const BY_CODE: readonly ChallengeKind[] = ['e-mailed code', 'authenticator code'];

/** What a person is asked, and by what. */
export interface PersonOptions {
  /** Whether there is a browser window in which the person can answer. */
  readonly headed: boolean;
  /** False where the window asks for a passkey in a file, and not for those of the person. */
  readonly ownPasskeys?: boolean;
  /** Shows a line to the person. */
  readonly say: (line: string) => void;
  /** Asks on the terminal; undefined where there is none. Ends with the signal. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string>) | undefined;
  readonly book: SecretBook;
  /** How long the person is waited for, in milliseconds: ten minutes by default. */
  readonly patienceMs?: number;
}

/** Lets a person answer: in the browser window, on a phone, or with a code on the terminal, whichever comes first. */
export function person({
  headed,
  ownPasskeys = true,
  say,
  ask,
  book,
  patienceMs = PATIENCE_MS,
}: PersonOptions): Answerer {
  return {
    name: A_PERSON,
    isPerson: true,
    kinds: [...WITHOUT_WINDOW, ...(headed ? (['unknown'] as const) : []), ...(headed && ownPasskeys ? PASSKEYS : [])],
    preflight: async () => undefined,
    ready: async () => {
      let before: Challenge | undefined;
      return {
        answer: async (challenge, signal) => {
          const { kind, page } = challenge;
          if (challenge === before) say('The org did not accept that.');
          before = challenge;
          const byCode = BY_CODE.includes(kind) ? ask : undefined;
          const ways = [
            headed ? 'answer in the browser window' : undefined,
            kind === 'push' ? 'approve it on the phone' : undefined,
          ];
          const elsewhere = ways.filter((way) => way !== undefined).join(' or ');
          say(
            `Waiting for you: the org asks for ${ASKED_FOR[kind]} (${page}).${elsewhere ? ` You can ${elsewhere}; the run goes on by itself.` : ''}`,
          );
          return within(patienceMs, signal, async (until) => {
            for (;;) {
              if (!byCode) return forever(until);
              const question = elsewhere ? 'Code, if you want to type it here (not shown): ' : 'Code (not shown): ';
              const typed = await byCode(question, until).catch((error: unknown) => {
                // Where the terminal is closed, the browser window is still there.
                if (elsewhere && error instanceof Trouble && error.kind === 'person') return forever(until);
                throw error;
              });
              const code = typed.replace(/\s/g, '');
              // As few and as many digits as in a mail (mail facts 4.1): a slip of the finger must not count as a try.
              if (/^\d{5,8}$/.test(code)) return { code: book.keep('code of a person', code) };
              say('That is no code.');
            }
          });
        },
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
  };
}

/** Does what takes a person, as long as there is patience and nobody ends it. */
async function within<T>(ms: number, signal: AbortSignal, work: (until: AbortSignal) => Promise<T>): Promise<T> {
  const until = new AbortController();
  const end = () => until.abort();
  // AbortSignal.timeout and AbortSignal.any can hang for ever on Node 20 (mail facts 1.4).
  const timer = setTimeout(end, ms);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  try {
    return await work(until.signal);
  } catch (error) {
    if (!until.signal.aborted || signal.aborted) throw error;
    throw new Trouble('person', `Nobody answered within ${Math.round(ms / 60_000)} minutes.`, '');
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

function forever(until: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(new Trouble('interrupted', 'The wait for a person was ended.', ''));
    if (until.aborted) end();
    else until.addEventListener('abort', end, { once: true });
  });
}
