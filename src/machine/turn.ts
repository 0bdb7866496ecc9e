import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { Trouble } from '../runbook/trouble.ts';
import { FilePlace } from './file-place.ts';
import { KernelPlace } from './kernel-place.ts';
import { describe, lineOf, type Owner } from './owner.ts';
import type { Claim, Place } from './place.ts';
import { Visit } from './visit.ts';

/** How long an owner may take to say who it is, in milliseconds. */
const HEARING_MS = { shortest: 1_000, longest: 5_000 };
/** What a timer can count; a longer one would ring at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Longest pause before the next try, in milliseconds: short after an owner has left, longer where nobody speaks. */
const PAUSE_MS = { shortest: 20, longest: 1_000 };

export interface TurnOptions {
  /** What the turn is for, in a few words. Any program of this machine can read it: no username, no secret. */
  readonly what: string;
  /** How long to wait for the turn, in milliseconds. At 0 it is tried once. */
  readonly patienceMs: number;
  /** Ends the waiting at once. */
  readonly signal?: AbortSignal | undefined;
  /** Told once of each owner that is waited for; `undefined` stands for one that does not say who it is. */
  readonly waiting?: ((owner: Owner | undefined) => void) | undefined;
}

/** Something that one process of this machine has at a time, until it is disposed of or the process ends in any way. */
export class Turn implements AsyncDisposable {
  readonly #claim: Claim;
  #released: Promise<void> | undefined;

  constructor(claim: Claim) {
    this.#claim = claim;
  }

  /** Gives the turn to the next one. Doing so again changes nothing. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#released ??= this.#claim.release();
    await this.#released;
  }
}

/**
 * Waits for the turn at something that only one may do at a time on this machine, whoever its users are. The system
 * frees it when its owner dies, also by `kill -9`; there is no queue, and a turn does not keep its process alive.
 * On Linux those of one network namespace meet, so that containers mostly do not; on systems that are neither Linux nor
 * Windows, those with the same folder for temporary files do.
 * @param name what the turn is at; nobody can read it from the machine
 * @throws Trouble of kind `locked` when the patience is over, `interrupted` at the signal, `preflight` where this
 * machine keeps no turns
 */
export function takeTurn(name: string, options: TurnOptions): Promise<Turn> {
  return takeTurnAt(placeOf(name), options);
}

/** As {@link takeTurn}, at a given place. */
export async function takeTurnAt(place: Place, { what, patienceMs, signal, waiting }: TurnOptions): Promise<Turn> {
  const deadline = performance.now() + patienceMs;
  const left = (): number => Math.max(0, deadline - performance.now());
  let told: string | undefined;
  let longestPause = PAUSE_MS.shortest;
  for (;;) {
    const isLastTry = left() === 0;
    const claim = await tryToTake(place, signal);
    if (claim) {
      claim.announce(lineOf({ pid: process.pid, startedAt: new Date(), what }));
      return new Turn(claim);
    }
    using visit = new Visit(place.call());
    // One that was suspended never says who it is.
    const hearing = Math.max(Math.min(left(), HEARING_MS.longest), HEARING_MS.shortest);
    await comesWithin(visit.heard, hearing, signal);
    const owner = describe(visit.owner);
    const isThere = visit.owner !== undefined || !visit.hasEnded;
    if (isThere && owner !== told) {
      waiting?.(visit.owner);
      told = owner;
    }
    const hasLeft = await comesWithin(visit.ended, left(), signal);
    if (isLastTry || !hasLeft) throw locked(what, describe(visit.owner));
    longestPause = visit.owner ? PAUSE_MS.shortest : Math.min(longestPause * 2, PAUSE_MS.longest);
    await comesWithin(new Promise(() => undefined), Math.min(left(), Math.random() * longestPause), signal);
  }
}

function placeOf(name: string): Place {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 32);
  if (process.platform === 'linux') return KernelPlace.abstractSocket(`setupwright-${hash}`);
  if (process.platform === 'win32') return KernelPlace.namedPipe(`setupwright-${hash}`);
  // The whole path of a socket has about a hundred characters on the systems that are left.
  return new FilePlace(tmpdir(), `setupwright-${hash.slice(0, 16)}`);
}

async function tryToTake(place: Place, signal: AbortSignal | undefined): Promise<Claim | undefined> {
  if (signal?.aborted) throw interrupted();
  let claim: Claim | undefined;
  try {
    claim = await place.take();
  } catch (error) {
    throw new Trouble(
      'preflight',
      `This machine does not let setupwright keep runs apart: ${(error as NodeJS.ErrnoException).code ?? 'no reason given'}.`,
      'Check that the folder for temporary files can be written and that its path is short.',
      error,
    );
  }
  if (!signal?.aborted) return claim;
  await claim?.release();
  throw interrupted();
}

/** Whether something comes before the time is up. @throws Trouble of kind `interrupted` at the signal */
async function comesWithin(awaited: Promise<void>, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  let forget: () => void = () => undefined;
  try {
    // AbortSignal.timeout and AbortSignal.any can hang for ever on Node 20 (mail facts 1.4).
    return await new Promise<boolean>((resolve, reject) => {
      const timer = setTimeout(() => resolve(false), Math.min(ms, LONGEST_TIMER_MS));
      const interrupt = (): void => reject(interrupted());
      forget = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', interrupt);
      };
      signal?.addEventListener('abort', interrupt);
      if (signal?.aborted) interrupt();
      awaited.then(() => resolve(true), reject);
    });
  } finally {
    forget();
  }
}

function locked(what: string, owner: string): Trouble {
  return new Trouble(
    'locked',
    `Another run has what this one needs (${what}): ${owner}.`,
    'Run again when it is done, or end it.',
  );
}

function interrupted(): Trouble {
  return new Trouble('interrupted', 'The wait for another run was ended.', 'Run again.');
}
