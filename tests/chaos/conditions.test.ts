import { expect, test } from '@playwright/test';
import runbook from '../../runbooks/external-client-app/runbook.ts';
import {
  changesIn,
  type FaultName,
  faultKinds,
  type InterruptionName,
  interruptions,
  type Switches,
} from '../../src/practice-org/index.ts';
import { sectionsOf } from '../runbooks/on-paper.ts';
import { type Ended, type Practice, practice } from '../support/practice.ts';
import { atTheEnd } from './findings.ts';
import { after, atSection, type Moment } from './moments.ts';
import { Trial } from './trial.ts';

test.skip(process.platform !== 'linux', 'only Linux shows the processes as files');

let place: Practice;
test.beforeAll(async () => {
  place = await practice();
});
test.afterAll(async () => place.close());

/** Faults that break a request, so that an org that has them all the time is out of order. */
const BREAKS: readonly FaultName[] = ['error-500', 'error-503', 'drop-before', 'drop-after'];
/** Interruptions and faults that only a person can end. */
const FOR_A_PERSON: readonly (FaultName | InterruptionName)[] = ['change-password', 'passkey-enrolment', 'mail-none'];

/** What a run meets: one condition of the practice org. */
interface Condition {
  readonly called: string;
  readonly switches: Switches;
  /** Exit codes by which a run may end besides 0. */
  readonly stops: readonly number[];
}

const once = (name: FaultName): Condition => ({
  called: name,
  // What a fault is tied to by itself, else to the next request of any kind.
  switches: { faults: [faultKinds[name].usual === undefined ? `${name}@*` : name] },
  stops: FOR_A_PERSON.includes(name) ? [3] : [],
});
const always = (name: FaultName): Condition => ({
  called: `${name} always`,
  switches: { faults: [`${name}@**always`] },
  stops: [1],
});
const interruption = (name: InterruptionName): Condition => ({
  called: name,
  switches: { interruptions: [name] },
  stops: FOR_A_PERSON.includes(name) ? [3] : [],
});

const CONDITIONS: readonly Condition[] = [
  ...(Object.keys(faultKinds) as FaultName[]).map(once),
  ...BREAKS.map(always),
  ...(Object.keys(interruptions) as InterruptionName[]).map(interruption),
];

/** Where a run meets it: from its start on, or from a section on. */
interface Where {
  readonly called: string;
  readonly moment: () => Moment;
}
const SIGN_IN: Where = { called: 'the sign-in', moment: () => after(0) };
const PLACES: readonly Where[] = [
  SIGN_IN,
  ...sectionsOf(runbook).map(({ title }) => ({ called: `"${title}"`, moment: () => atSection(title) })),
];

/** One condition at one place; a run may have several, in the order of their places. */
interface Meeting {
  readonly condition: Condition;
  readonly where: Where;
}

/** What is wrong with a run and the one that went on, and whether the first got through. */
interface Came {
  readonly wrong: readonly string[];
  readonly through: boolean;
}

/** Has a run meet conditions, has them go away, and goes on. */
async function meet(meetings: readonly Meeting[]): Promise<Came> {
  await using trial = await Trial.in(place);
  const { org } = place;
  let met = 0;
  const moments = meetings.map(({ where }) => where.moment());
  const first = await trial.whenEach(moments, trial.run('first'), (n) => {
    const { faults = [], interruptions = [] } = meetings[n]?.condition.switches ?? {};
    const now = org.conditions();
    // What was switched on before and did not happen yet may still happen.
    org.switch({
      faults: [...now.faults, ...faults],
      interruptions: [...new Set([...now.interruptions, ...interruptions])],
    });
    met += 1;
  });
  const stops = meetings.flatMap(({ condition }) => condition.stops);
  const wrong = isRight(first, stops) ? [] : [`it ended with ${first.code}: ${lastWords(first)}`];
  if (met < meetings.length) wrong.push(`it came to ${met} of ${meetings.length} places`);
  org.switch({ faults: [], interruptions: [] });
  const findings = await atTheEnd(trial, await trial.goOn('first', 'second'), false);
  // While the org is out of order a run may ask for its code again.
  wrong.push(...findings.filter(({ kind }) => kind !== 'code too many').map(({ kind, says }) => `${kind}: ${says}`));
  return { wrong, through: first.code === 0 };
}

/** What the preflight meets ends with 4, as long as nothing was changed. */
function isRight({ code }: Ended, stops: readonly number[]): boolean {
  if (code === 4)
    return stops.includes(1) && changesIn(place.org.ledger()).every(({ deed }) => deed === 'switch experience');
  return code === 0 || stops.includes(code ?? -1);
}

function lastWords({ out, err }: Ended): string {
  return `${out}${err}`.trim().split('\n').slice(-3).join(' | ').slice(-400);
}

test('an org that wants a new password stops the run with 3, and the next one goes on once a person has been there', {
  tag: '@chaos',
}, async () => {
  const meeting = { condition: interruption('change-password'), where: SIGN_IN };
  expect(await meet([meeting])).toEqual({ wrong: [], through: false });
});

/** A sweep; what is wrong is told at once, because it is long, and a run that cannot be judged does not end it. */
function sweep(title: string, runs: ReadonlyArray<readonly Meeting[]>): void {
  test(title, { tag: '@chaos' }, async () => {
    test.setTimeout(runs.length * 240_000);
    const wrong: string[] = [];
    let through = 0;
    for (const meetings of runs) {
      const came = await meet(meetings).catch((error): Came => ({ wrong: [String(error)], through: false }));
      if (came.through) through += 1;
      const met = meetings.map(({ condition, where }) => `${condition.called} at ${where.called}`).join(', ');
      for (const what of came.wrong) {
        wrong.push(`${met}: ${what}`);
        console.log(wrong.at(-1));
      }
    }
    console.log(
      `chaos: ${title}: ${runs.flat().length} switched on in ${runs.length} runs, of which ${through} got through and ${runs.length - through} stopped, ${wrong.length} wrong`,
    );
    expect(wrong).toEqual([]);
  });
}

// Every one at every place, another one at each place of a run: harder than each by itself, and in a sixth of the time.
const passing = CONDITIONS.filter(({ stops }) => stops.length === 0);
const rows = passing.map((_, row) =>
  PLACES.flatMap((where, n): Meeting[] => {
    const condition = passing[(row + n) % passing.length];
    return condition ? [{ condition, where }] : [];
  }),
);
for (const [half, called] of ['one half', 'the other half'].entries()) {
  sweep(
    `every fault and interruption that a run gets through, at every section, ${called}`,
    rows.filter((_, row) => row % 2 === half),
  );
}

// By themselves: whatever came after one that stops the run would not be met.
const stopping = CONDITIONS.filter(({ stops }) => stops.length > 0);
for (const where of PLACES) {
  sweep(
    `every fault and interruption that may stop a run, at ${where.called}`,
    stopping.map((condition) => [{ condition, where }]),
  );
}
