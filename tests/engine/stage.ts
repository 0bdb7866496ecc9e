import type { Camera, Shot } from '../../src/engine/camera.ts';
import type { Reader, RunEvent, RunFacts } from '../../src/engine/events.ts';
import type { Capture, SectionRecord, StepRecord } from '../../src/engine/record.ts';
import { type RunOptions, type RunResult, run } from '../../src/engine/run.ts';
import type { Move, Verdict } from '../../src/runbook/move.ts';
import type { Section, Step } from '../../src/runbook/runbook.ts';

type Holding = Extract<Verdict, { holds: true }>;
type NotYet = Extract<Verdict, { holds: false }>;

/** Enough for a handful of looks, and soon over. */
export const PATIENCE = 120;

export const yes: Holding = { holds: true, found: 'on' };
export const no: NotYet = { holds: false, wanted: 'on', found: 'off' };
export const notOffered: NotYet = { ...no, found: 'not offered', notOffered: true };

/** What a check sees, look by look; the last is seen for ever. An error is thrown. */
export type Looks = readonly [Verdict | Error, ...(Verdict | Error)[]];

/** A move whose check sees these looks; `looked` counts them. */
export function seeing(looks: Looks, more: Partial<Move> = {}): Move & { looked: number } {
  const move: Move & { looked: number } = {
    tells: { verb: 'set', what: 'Contact Email' },
    patience: PATIENCE,
    looked: 0,
    check: async () => {
      const seen = looks[Math.min(move.looked, looks.length - 1)] ?? looks[0];
      move.looked += 1;
      if (seen instanceof Error) throw seen;
      return seen;
    },
    ...more,
  };
  return move;
}

/** A switch that is off until it is pressed; `presses` counts. */
export function switchOff(more: Partial<Move> = {}): Move & { presses: number } {
  const move: Move & { presses: number } = {
    tells: { verb: 'set', what: 'Enable OAuth' },
    patience: PATIENCE,
    presses: 0,
    check: async () => (move.presses > 0 ? yes : no),
    act: async () => {
      move.presses += 1;
      return undefined;
    },
    ...more,
  };
  return move;
}

/** A camera without film: it remembers what it was asked for. */
export class NotedCamera implements Camera {
  readonly shots: Shot[] = [];
  async take(shot: Shot): Promise<Capture> {
    this.shots.push(shot);
    const file = `${this.shots.length}.png`;
    const at = '2026-11-23T09:00:00.000Z';
    const seen = { at, title: 'Setup', url: 'https://a.example/', width: 1, height: 1 };
    return { n: this.shots.length, file, sha256: '0'.repeat(64), shows: shot.shows, ...seen };
  }
}

export const facts: RunFacts = {
  id: 'run-1',
  startedAt: '2026-11-23T09:00:00.000Z',
  runbook: { id: 'a', title: 'A runbook', version: '1', product: 'None' },
  guide: { title: 'A guide', source: 'nowhere', items: [] },
  target: { url: 'https://acme.example', org: '00D', username: 'admin@acme.example', signedInBy: 'password' },
  inputs: {},
  sink: 'file a.json',
  answerers: ['a mailbox'],
  challenges: [],
  remarks: [],
  tool: { version: '0', node: '0', browser: 'none', host: 'here' },
};

/** Everything that came of a run. */
export interface Told extends RunResult {
  readonly events: readonly RunEvent[];
  readonly steps: readonly StepRecord[];
  readonly sections: readonly SectionRecord[];
  /** `says: outcome` of each step, in the order in which they ended. */
  readonly outcomes: readonly string[];
}

/** Runs sections and gathers what is told. */
export async function told(
  sections: readonly Section[],
  {
    camera = new NotedCamera(),
    readers = [],
    signal = new AbortController().signal,
    notices = () => [],
    challenges = () => [],
    auditTrail,
    strict = false,
    operator,
    sleep,
  }: Partial<Omit<RunOptions, 'facts'>> = {},
): Promise<Told> {
  const events: RunEvent[] = [];
  const listener: Reader = { name: 'listener', hear: (event) => void events.push(event) };
  const heardBy = [...readers, listener];
  const others = { signal, notices, challenges, auditTrail, strict, operator, sleep };
  const result = await run(sections, { facts, camera, readers: heardBy, ...others });
  const steps = events.flatMap((event) => (event.kind === 'step ended' ? [event.step] : []));
  return {
    ...result,
    events,
    steps,
    sections: events.flatMap((event) => (event.kind === 'section ended' ? [event.section] : [])),
    outcomes: steps.map(({ says, outcome }) => `${says}: ${outcome}`),
  };
}

/** One section of these steps. */
export function inOneSection(...steps: readonly Step[]): Section[] {
  return [{ title: 'Create the app', steps }];
}

/** The record of the only step that was told of. */
export function only(of: Told): StepRecord {
  const [step, ...more] = of.steps;
  if (!step || more.length > 0) throw new Error(`Told of ${of.steps.length} steps, not of one`);
  return step;
}
