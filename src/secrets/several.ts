import { setTimeout as pause } from 'node:timers/promises';
import type { Credentials, Held, Sink } from '../runbook/ports.ts';
import { Trouble } from '../runbook/trouble.ts';
import { plain, same } from './formats.ts';
import type { Holding, OneSink } from './one-sink.ts';
import { isReceiptOf } from './receipt.ts';

/** How long to wait before each new attempt at handing over, in milliseconds. */
const PAUSES_MS = [1_000, 3_000, 9_000];

/** How several sinks are taken for one. */
export interface SeveralOptions {
  /** Takes the place of those that fail after the reveal. */
  readonly fallback?: OneSink | undefined;
  readonly pausesMs?: readonly number[];
}

/**
 * One or several sinks as the one of a run. It holds credentials where all of them do: those that can be read back give
 * the same ones, a receipt is of these very ones, and one that can say nothing has taken them over in this run.
 */
export function several(sinks: readonly OneSink[], { fallback, pausesMs = PAUSES_MS }: SeveralOptions = {}): Sink {
  const all = fallback ? [...sinks, fallback] : sinks;
  /** Those that hold what was handed over last; the fallback stands for those that failed. */
  let holders = sinks;
  let ours: Credentials | undefined;
  let isFallbackFree = false;
  let isSeen = false;

  const isHeldBy = async (sink: OneSink, holding: Holding | undefined, credentials: Credentials): Promise<boolean> => {
    if (holding === undefined) return sink.recalls === 'nothing' && ours !== undefined && equal(ours, credentials);
    if ('receipt' in holding) return await isReceiptOf(holding.receipt, credentials);
    return equal(holding.credentials, credentials);
  };

  return {
    get name() {
      const names = holders.map((sink) => (sink.recalls === 'credentials' ? sink.name : `${sink.name} ${UNREADABLE}`));
      const failed = sinks.filter((sink) => !holders.includes(sink)).map(({ name }) => name);
      return `${names.join(', ')}${failed.length > 0 ? `, in place of ${failed.join(', ')}` : ''}`;
    },
    files: all.flatMap(({ file }) => file ?? []),
    preflight: async () => {
      for (const sink of all) await sink.preflight();
    },
    holds: async (org, app) => {
      // A fallback that holds another app's credentials refuses as the others do, before it is needed.
      if (fallback && !isFallbackFree) await fallback.holds(org, app);
      isFallbackFree = true;
      const holdings = await inTurn(holders, (sink) => sink.holds(org, app));
      const found = candidate(holders, holdings, isOf(ours, org, app) ? ours : undefined);
      const agree = await inTurn([...holders.entries()], async ([index, sink]) =>
        found ? isHeldBy(sink, holdings[index], found) : holdings[index] !== undefined,
      );
      // A receipt that is not there may lie on another machine, with what it is of.
      isSeen = holders.some(
        ({ recalls }, index) => !agree[index] && (recalls === 'credentials' || holdings[index] !== undefined),
      );
      return agree.every(Boolean) ? found : undefined;
    },
    sawNone: () => isSeen,
    store: async (credentials) => {
      const failures: { readonly sink: OneSink; readonly why: string }[] = [];
      const attempt = async (sink: OneSink): Promise<string[]> => {
        try {
          return [await retried(() => sink.store(credentials), pausesMs)];
        } catch (error) {
          failures.push({ sink, why: inWords(error) });
          return [];
        }
      };
      const references = (await inTurn(sinks, attempt)).flat();
      const holding = sinks.filter((sink) => failures.every((failed) => failed.sink !== sink));
      const [first] = failures;
      if (first && fallback) {
        const reference = await attempt(fallback);
        if (reference.length === 0) throw notHandedOver(failures, references);
        references.push(`${reference.join()}, the fallback: ${failures.map(({ why }) => why).join(' ')}`);
        holding.push(fallback);
      } else if (first) throw notHandedOver(failures, references);
      holders = holding;
      ours = credentials;
      return references.join('; ');
    },
  };
}

const UNREADABLE = '(cannot be read back)';

/** Credentials that a sink gives back, else those that this run has handed over. */
function candidate(
  sinks: readonly OneSink[],
  holdings: readonly (Holding | undefined)[],
  ours: Credentials | undefined,
): Held | undefined {
  for (const [index, holding] of holdings.entries()) {
    if (holding && 'credentials' in holding)
      return { ...holding.credentials, from: `read back from ${sinks[index]?.name}` };
  }
  const names = sinks.map(({ name }) => name).join(', ');
  return ours && { ...ours, from: `this run's own copy: ${names} ${UNREADABLE}` };
}

function isOf(credentials: Credentials | undefined, org: string, app: string): boolean {
  return credentials?.org === org && credentials.app === app;
}

function equal(one: Credentials, other: Credentials): boolean {
  return same(plain(one), plain(other));
}

/** One after the other: programs and files of one run must not be in each other's way. */
async function inTurn<In, Out>(all: readonly In[], each: (one: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  for (const one of all) results.push(await each(one));
  return results;
}

async function retried(store: () => Promise<string>, pausesMs: readonly number[]): Promise<string> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      const reference = await store();
      return attempts === 1 ? reference : `${reference}, at attempt ${attempts}`;
    } catch (error) {
      const next = pausesMs[attempts - 1];
      if (next === undefined) throw error;
      await pause(next);
    }
  }
}

function notHandedOver(failures: readonly { readonly why: string }[], references: readonly string[]): Trouble {
  return new Trouble(
    'step',
    `The app is there, but its key and secret are not handed over. ${failures.map(({ why }) => why).join(' ')}`,
    `${references.length > 0 ? `Handed over: ${references.join('; ')}. ` : ''}Mend the sink and go on with "setupwright resume", or run again: either leaves the app as it is and reveals the key and secret once more.`,
  );
}

/** Only what was said by us is passed on: other errors may quote what was to be stored. */
function inWords(error: unknown): string {
  return error instanceof Trouble ? error.message : 'The sink failed for a reason that is not known.';
}
