import { expect, test } from '@playwright/test';
import { readJournal } from '../../src/evidence/read-journal.ts';
import { type Practice, practice } from '../support/practice.ts';
import { atTheEnd } from './findings.ts';
import { type Killed, killAndGoOn } from './killed.ts';
import { after, atLine, chance, type Moment, once, onceThere, type Victim, victims } from './moments.ts';
import { Trial } from './trial.ts';

test.skip(process.platform !== 'linux', 'only Linux shows the processes as files');

/** Gives the same moments again: `CHAOS_SEED=12345 npm run chaos`. Of a day, because each worker asks for it by itself. */
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

let place: Practice;
test.beforeAll(async () => {
  place = await practice();
});
test.afterAll(async () => place.close());

/** What came of a sweep, in figures. */
class Tally {
  readonly #all: Killed[] = [];
  readonly wrong: string[] = [];

  /** Carries a trial out; what is wrong is told at once, because a sweep is long. */
  async add(called: string, moment: Moment, victim: Victim): Promise<void> {
    const trial = await killAndGoOn(place, moment, victim);
    this.#all.push(trial);
    for (const { kind, says } of trial.findings) {
      this.wrong.push(`${called}, ${victim} killed ${moment.called}, at "${trial.reached}": ${kind}: ${says}`);
      console.log(this.wrong.at(-1));
    }
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

for (const [title, moment, victim] of [
  ['case 29: a run that is killed between Create and its answer', once('create app'), 'everything'],
  ['case 30: a run that is killed before the key and secret are kept', once('reveal credentials'), 'program'],
] as const) {
  test(title, { tag: '@chaos' }, async () => {
    const tally = new Tally();
    await tally.add(title, moment, victim);
    console.log(`chaos: ${tally.line}`);
    expect(tally.wrong).toEqual([]);
  });
}

test('case 28: a run that is killed at a random moment', async () => {
  const random = chance(USUAL_SEED);
  const tally = new Tally();
  await tally.add(`seed ${USUAL_SEED}`, after(Math.round(random() * USUAL_MS)), 'everything');
  console.log(`chaos: seed ${USUAL_SEED}: ${tally.line}`);
  expect(tally.wrong).toEqual([]);
});

test('case 28: a run that is killed while something is half done', { tag: '@chaos' }, async () => {
  test.setTimeout(HALF_DONE.length * 60_000);
  const tally = new Tally();
  for (const moment of HALF_DONE) await tally.add('half done', moment, 'everything');
  console.log(`chaos: ${HALF_DONE.length} moments at which something is half done: ${tally.line}`);
  expect(tally.wrong).toEqual([]);
});

for (let part = 0; part < PARTS; part += 1) {
  const called = `part ${part + 1} of ${PARTS}`;
  const isOfPart = (_: unknown, n: number) => n % PARTS === part;
  test(`case 28: a run that is killed at every boundary of its steps, and at random moments, ${called}`, {
    tag: '@chaos',
  }, async () => {
    const { lines, ms } = await measured();
    const boundaries = lines
      .flatMap(({ n, kind, says }) => (kind === 'step ended' || kind === 'run started' ? [atLine(n, says)] : []))
      .filter(isOfPart);
    const random = chance(SEED);
    const moments = Array.from({ length: MOMENTS }, (_, n) => ({
      called: `moment ${n + 1} of seed ${SEED}`,
      moment: after(Math.round(random() * ms)),
      victim: victims[n % victims.length] ?? 'everything',
    }))
      // By turns of the victims, so that each part has them all.
      .filter((_, n) => isOfPart(_, Math.floor(n / victims.length)));
    test.setTimeout((boundaries.length + moments.length + 1) * 60_000);
    console.log(
      `chaos: seed ${SEED}, ${called}: ${boundaries.length} boundaries, ${moments.length} moments of ${ms} ms`,
    );
    const tally = new Tally();
    // Taken in turns, so that a sweep that is cut short has seen some of both.
    for (let n = 0; n < Math.max(boundaries.length, moments.length); n += 1) {
      const [boundary, at] = [boundaries[n], moments[n]];
      if (boundary) await tally.add(`boundary ${n + 1} of ${called}`, boundary, 'everything');
      if (at) await tally.add(at.called, at.moment, at.victim);
      if (n % 5 === 4) console.log(`chaos: ${called}, ${n + 1} turns: ${tally.line}`);
    }
    console.log(`chaos: ${called}, ${boundaries.length} boundaries, ${moments.length} moments: ${tally.line}`);
    expect(tally.wrong).toEqual([]);
  });
}

/** A run that nobody kills: what its journal tells, line by line, and how long it takes. */
async function measured(): Promise<{ lines: { n: number; kind: string; says: string }[]; ms: number }> {
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
