import { expect, test } from '@playwright/test';
import { readJournal } from '../../src/evidence/read-journal.ts';
import { type Practice, practice } from '../support/practice.ts';
import { atTheEnd } from './findings.ts';
import { type Killed, killAndGoOn } from './killed.ts';
import { after, atLine, chance, type Moment, once, onceThere, type Victim, victims } from './moments.ts';
import { Trial } from './trial.ts';

test.skip(process.platform !== 'linux', 'only Linux shows the processes as files');

/** Gives about the same moments again, by how long a run takes then: `CHAOS_SEED=12345 npm run chaos`. Of a day, because each worker asks for it by itself. */
const SEED = process.env['CHAOS_SEED'] ?? new Date().toISOString().slice(0, 10).replaceAll('-', '');
/** Every suite kills at the same moment: what it finds is of the change that it tests. */
const USUAL_SEED = process.env['CHAOS_SEED'] ?? '20261127';
const MOMENTS = Number(process.env['CHAOS_MOMENTS'] ?? 200);
/** The sweep is long, and is carried out side by side. */
const PARTS = 4;
/** About how long a run takes, where none was measured, in milliseconds. */
const USUAL_MS = 8_000;

/** Moments at which something is half done, in the order in which a run comes to them. */
const HALF_DONE: readonly Moment[] = [
  onceThere(/^tmp\/sw-\d+-\w+$/),
  onceThere(/^tmp\/sw-[^/]+\/playwright_/),
  once('sign in'),
  onceThere(/^evidence\/first$/),
  onceThere(/^evidence\/first\/journal\.jsonl$/),
  once('create app'),
  once('change policies'),
  once('send code'),
  once('answer challenge'),
  once('reveal credentials'),
  onceThere(/^work\/credentials\.json\.\d+-[-0-9a-f]+\.new$/),
  onceThere(/^work\/credentials\.json$/),
  once('issue token'),
  onceThere(/^evidence\/first\/run\.json$/),
  onceThere(/^evidence\/first\/SHA256SUMS$/),
];

/** What came of a sweep, in figures. */
class Tally {
  readonly #place: Practice;
  readonly #all: Killed[] = [];
  readonly wrong: string[] = [];

  constructor(place: Practice) {
    this.#place = place;
  }

  /**
   * Carries a trial out; what is wrong is told at once, because a sweep is long.
   * @returns whether the run was over before its moment
   */
  async add(called: string, moment: Moment, victim: Victim): Promise<boolean> {
    const trial = await killAndGoOn(this.#place, moment, victim);
    this.#all.push(trial);
    for (const { kind, says } of trial.findings) {
      this.wrong.push(`${called}, ${victim} killed ${moment.called}, at "${trial.reached}": ${kind}: ${says}`);
      console.log(this.wrong.at(-1));
    }
    return trial.wasOver;
  }

  /** Which share of the trials came to a kill. */
  get killed(): number {
    return this.#all.filter(({ killed }) => killed).length / this.#all.length;
  }

  /** The summary: `234 trials, 230 killed, 234 converged, 0 second apps, ...`. */
  get line(): string {
    const with_ = (kind: string) =>
      this.#all.filter(({ findings }) => findings.some((each) => each.kind === kind)).length;
    const extra = this.#all.reduce((sum, trial) => sum + trial.extraCodes, 0);
    return [
      `${this.#all.filter(({ killed }) => killed).length} of ${this.#all.length} killed`,
      `${this.#all.length - with_('not converged')} converged`,
      `${with_('second app')} second apps`,
      `${with_('leak')} leaks`,
      `${extra} extra codes (${with_('code too many')} times more than one)`,
      `${with_('browser left')} browsers left`,
      `${with_('journal')} journals that do not hold`,
      `${with_('left behind')} files left behind`,
    ].join(', ');
  }
}

/**
 * A sweep with a practice org of its own, so that sweeps are carried out side by side; `said` begins its summary.
 * @param least which share must come to a kill: a run may be over before a moment of another run's time
 */
async function sweep(
  said: string,
  kill: (tally: Tally, place: Practice) => Promise<unknown>,
  least = 1,
): Promise<void> {
  const place = await practice();
  try {
    const tally = new Tally(place);
    await kill(tally, place);
    console.log(`chaos: ${said}: ${tally.line}`);
    expect(tally.wrong).toEqual([]);
    expect(tally.killed).toBeGreaterThanOrEqual(least);
  } finally {
    await place.close();
  }
}

for (const [title, moment, victim] of [
  ['case 29: a run that is killed between Create and its answer', once('create app'), 'everything'],
  ['case 30: a run that is killed before the key and secret are kept', once('reveal credentials'), 'program'],
] as const) {
  test(title, { tag: '@chaos' }, () => sweep(moment.called, (tally) => tally.add(title, moment, victim)));
}

test('case 28: a run that is killed at a random moment', () => {
  const moment = after(Math.round(chance(USUAL_SEED)() * USUAL_MS));
  return sweep(`seed ${USUAL_SEED}`, (tally) => tally.add(`seed ${USUAL_SEED}`, moment, 'everything'));
});

test('case 28: a run that is killed while something is half done', { tag: '@chaos' }, () => {
  test.setTimeout(HALF_DONE.length * 60_000);
  return sweep(`${HALF_DONE.length} moments at which something is half done`, async (tally) => {
    for (const moment of HALF_DONE) await tally.add('half done', moment, 'everything');
  });
});

for (let part = 0; part < PARTS; part += 1) {
  const called = `part ${part + 1} of ${PARTS}`;
  test(`case 28: a run that is killed at every boundary of its steps, and at random moments, ${called}`, {
    tag: '@chaos',
  }, () => {
    const random = chance(SEED);
    const moments = Array.from({ length: MOMENTS }, (_, n) => ({
      called: `moment ${n + 1} of seed ${SEED}`,
      share: random(),
      victim: victims[n % victims.length] ?? 'everything',
    }))
      // By turns of the victims, so that each part has them all.
      .filter((_, n) => Math.floor(n / victims.length) % PARTS === part);
    test.setTimeout((MOMENTS + 60) * 60_000);
    return sweep(
      `seed ${SEED}, ${called}, ${moments.length} moments and the boundaries`,
      async (tally, place) => {
        const { lines, ms } = await measured(place);
        const boundaries = lines
          .flatMap(({ n, kind, says }) => (kind === 'step ended' || kind === 'run started' ? [atLine(n, says)] : []))
          .filter((_, n) => n % PARTS === part);
        console.log(`chaos: ${called}: ${boundaries.length} boundaries, ${moments.length} moments of ${ms} ms`);
        let takes = ms;
        // Taken in turns, so that a sweep that is cut short has seen some of both.
        for (let n = 0; n < Math.max(boundaries.length, moments.length); n += 1) {
          const [boundary, at] = [boundaries[n], moments[n]];
          if (boundary) await tally.add(`boundary ${n + 1} of ${called}`, boundary, 'everything');
          // Then runs take less long than the one that was measured.
          if (at && (await tally.add(at.called, after(Math.round(at.share * takes)), at.victim))) takes *= 0.9;
          if (n % 5 === 4) console.log(`chaos: ${called}, ${n + 1} turns: ${tally.line}`);
        }
      },
      0.75,
    );
  });
}

/** A run that nobody kills: what its journal tells, line by line, and how long it takes. */
async function measured(place: Practice): Promise<{ lines: { n: number; kind: string; says: string }[]; ms: number }> {
  await using trial = await Trial.in(place);
  const under = trial.run('second');
  const ended = await trial.endOf(under);
  const ms = Math.round(performance.now() - under.from);
  expect(await atTheEnd(trial, ended, false)).toEqual([]);
  const { lines } = await readJournal(`${trial.evidence('second')}/journal.jsonl`);
  return {
    lines: lines.map(({ n, kind, step }) => ({
      n,
      kind,
      says: (step as { says?: string } | undefined)?.says ?? kind,
    })),
    ms,
  };
}
