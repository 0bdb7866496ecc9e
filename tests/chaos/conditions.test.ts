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
const PLACES: Readonly<Record<string, Moment>> = {
  'the sign-in': after(0),
  ...Object.fromEntries(sectionsOf(runbook).map(({ title }) => [`"${title}"`, atSection(title)])),
};

/** As {@link meet}; one trial that cannot be judged must not end the sweep. */
async function meetInASweep(condition: Condition, moment: Moment): Promise<{ wrong: string[]; through: boolean }> {
  try {
    return await meet(condition, moment);
  } catch (error) {
    return { wrong: [String(error)], through: false };
  }
}

/** Meets a condition at a moment, has it go away, and goes on. @returns what is wrong, and whether the run got through */
async function meet({ switches, stops }: Condition, moment: Moment): Promise<{ wrong: string[]; through: boolean }> {
  await using trial = await Trial.in(place);
  let isMet = false;
  const first = await trial.when(moment, trial.run('first'), () => {
    isMet = true;
    place.org.switch(switches);
  });
  const wrong = isRight(first, stops) ? [] : [`it ended with ${first.code}: ${lastWords(first)}`];
  if (!isMet) wrong.push('it was never met');
  place.org.switch({ faults: [], interruptions: [] });
  const findings = await atTheEnd(trial, await trial.goOn('first', 'second'), false);
  // While the org is out of order a run may ask for its code again.
  wrong.push(...findings.filter(({ kind }) => kind !== 'code too many').map(({ kind, says }) => `${kind}: ${says}`));
  return { wrong, through: first.code === 0 };
}

/** What the preflight meets ends with 4, as long as nothing was changed. */
function isRight({ code }: Ended, stops: readonly number[]): boolean {
  if (code === 4) return stops.includes(1) && changesIn(place.org.ledger()).length === 0;
  return code === 0 || stops.includes(code ?? -1);
}

function lastWords({ out, err }: Ended): string {
  return `${out}${err}`.trim().split('\n').slice(-3).join(' | ').slice(-400);
}

test('an org that wants a new password stops the run with 3, and the next one goes on once a person has been there', {
  tag: '@chaos',
}, async () => {
  expect(await meet(interruption('change-password'), after(0))).toEqual({ wrong: [], through: false });
});

for (const [where, moment] of Object.entries(PLACES)) {
  test(`every fault and interruption at ${where}`, { tag: '@chaos' }, async () => {
    test.setTimeout(CONDITIONS.length * 180_000);
    const wrong: string[] = [];
    let through = 0;
    for (const condition of CONDITIONS) {
      const came = await meetInASweep(condition, moment);
      if (came.through) through += 1;
      for (const each of came.wrong) {
        wrong.push(`${condition.called} at ${where}: ${each}`);
        console.log(wrong.at(-1));
      }
    }
    console.log(
      `chaos: ${CONDITIONS.length} faults and interruptions at ${where}: ${through} got through, ${CONDITIONS.length - through} stopped, ${wrong.length} wrong`,
    );
    expect(wrong).toEqual([]);
  });
}
