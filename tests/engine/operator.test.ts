import { expect, test } from '@playwright/test';
import { type Ahead, type Go, type InTrouble, NOBODY, type Operator, type WayOut } from '../../src/engine/operator.ts';
import { type Section, type Step, step } from '../../src/runbook/runbook.ts';
import { PageLost, Trouble } from '../../src/runbook/trouble.ts';
import { inOneSection, no, PATIENCE, seeing, switchOff, told, yes } from './stage.ts';

/** An operator who answers trouble in this order, and stops where the answers are used up. */
function answering(...ways: readonly WayOut[]): Operator & { readonly asked: InTrouble[] } {
  const left = [...ways];
  const asked: InTrouble[] = [];
  return {
    ...NOBODY,
    asked,
    inTrouble: async (trouble) => {
      asked.push(trouble);
      return left.shift() ?? { way: 'stop' };
    },
  };
}

/** An operator who answers before the steps of these numbers. */
function before(answers: Readonly<Record<number, Go | Error>>): Operator & { readonly ahead: Ahead[] } {
  const left = { ...answers };
  const ahead: Ahead[] = [];
  return {
    ...NOBODY,
    ahead,
    before: async (next) => {
      ahead.push(next);
      const answer = left[next.step.n];
      delete left[next.step.n];
      if (answer instanceof Error) throw answer;
      return answer ?? 'go on';
    },
  };
}

/** A step that fails this many times before its action takes effect. */
function failing(times: number): Step & { readonly tries: () => number } {
  let tries = 0;
  const move = switchOff({
    check: async () => (tries > times ? yes : no),
    act: async () => {
      tries += 1;
      return undefined;
    },
    tells: { verb: 'press', what: 'Create' },
  });
  return { ...step(1, 'Create the app', move), tries: () => tries };
}

test('without an operator a step that fails ends the run', async () => {
  const { outcome, outcomes } = await told(inOneSection(failing(9)));
  expect(outcome).toBe('failed');
  expect(outcomes).toEqual(['Create the app: failed']);
});

test('a step is tried again as often as the operator says, and the record tells of each try', async () => {
  const operator = answering({ way: 'try again' }, { way: 'try again' });
  const create = failing(2);
  const { outcome, steps } = await told(inOneSection(create, step(2, 'Go on', seeing([yes]))), { operator });
  expect(outcome).toBe('converged');
  expect(create.tries()).toBe(3);
  expect(steps.map((each) => each.outcome)).toEqual(['changed', 'already so']);
  expect(steps[0]?.deviations).toEqual([
    expect.stringMatching(/^Tried again, as the operator said: Create: wanted on, found off\./),
    expect.stringMatching(/^Tried again/),
  ]);
  expect(operator.asked[0]).toMatchObject({ section: 'Create the app', step: { n: 1 } });
});

test('what was done by hand counts where the check says so, and the operator is asked again where it does not', async () => {
  let isDone = false;
  let asked = 0;
  const operator: Operator = {
    ...NOBODY,
    inTrouble: async ({ error }) => {
      asked += 1;
      expect(error).toContain('wanted on, found off');
      isDone = asked === 2;
      return { way: 'done by hand' };
    },
  };
  const byHand = seeing([no], { check: async () => (isDone ? yes : no), act: async () => undefined, keeps: true });
  const { outcome, steps } = await told(inOneSection(step(1, 'Create the app', byHand)), { operator });
  expect(outcome).toBe('converged');
  expect(asked).toBe(2);
  expect(steps[0]).toMatchObject({ outcome: 'done by hand', proved: 'on', commits: true });
  expect(steps[0]?.error).toBeUndefined();
  expect(steps[0]?.deviations.join()).toContain('setupwright could not do it');
});

test('a step that is left out leaves the run incomplete, with the reason in its record', async () => {
  const operator = answering({ way: 'skip', why: 'not in this edition' });
  const { outcome, failure, steps, sections } = await told(inOneSection(failing(9), step(2, 'Go on', seeing([yes]))), {
    operator,
  });
  expect(failure).toBeUndefined();
  expect(outcome).toBe('incomplete');
  expect(steps.map((each) => each.outcome)).toEqual(['skipped', 'already so']);
  expect(steps[0]).toMatchObject({ remark: 'not in this edition' });
  expect(sections[0]).toMatchObject({ outcome: 'skipped', remarks: [expect.stringContaining('not in this edition')] });
});

test('a section that is not as wanted because a step was left out is incomplete and not failed; the next one runs', async () => {
  const operator = answering({ way: 'skip', why: 'by agreement' });
  const first: Section = {
    title: 'Set the policies',
    settled: { check: async () => no, patience: PATIENCE },
    steps: [failing(9)],
  };
  const { outcome, sections } = await told([first, { title: 'Prove it', steps: [step(2, 'Look', seeing([yes]))] }], {
    operator,
  });
  expect(outcome).toBe('incomplete');
  expect(sections.map((section) => section.outcome)).toEqual(['skipped', 'already so']);
  expect(sections[0]?.remarks).toContainEqual('Wanted on, found off.');
});

test('the operator may let a failure stand', async () => {
  const { outcome, outcomes } = await told(inOneSection(failing(9), step(2, 'Go on', seeing([yes]))), {
    operator: answering({ way: 'stop' }),
  });
  expect(outcome).toBe('failed');
  expect(outcomes).toEqual(['Create the app: failed', 'Go on: not reached']);
});

for (const [where, operator] of [
  ['at trouble', () => answering({ way: 'again' })],
  ['before a step', () => before({ 2: 'again' })],
] as const) {
  test(`after a take-over ${where} the section is asked from its start: what a person has done is not done again`, async () => {
    let looks = 0;
    const settled = { check: async () => (looks++ > 0 ? yes : no), patience: PATIENCE };
    const create = failing(9);
    const steps = where === 'at trouble' ? [create] : [step(1, 'Open', seeing([yes])), create];
    const { outcome, sections } = await told([{ title: 'Create the app', settled, steps }], { operator: operator() });
    expect(outcome).toBe('converged');
    expect(sections[0]).toMatchObject({ outcome: 'done by hand', proved: 'on' });
    expect(create.tries()).toBe(where === 'at trouble' ? 1 : 0);
  });
}

test('a page that is lost more often than it is mended is put before the operator, and tried again as a section', async () => {
  let tries = 0;
  const lossy = switchOff({
    check: async () => (tries > 4 ? yes : no),
    act: async () => {
      tries += 1;
      if (tries <= 4) throw new PageLost('The connection to the org broke.');
      return undefined;
    },
  });
  let settledLooks = 0;
  const settled = {
    check: async () => {
      settledLooks += 1;
      return tries > 4 ? yes : no;
    },
    patience: PATIENCE,
  };
  const operator = answering({ way: 'try again' }, { way: 'try again' });
  const { outcome, sections } = await told([{ title: 'Create the app', settled, steps: [step(1, 'Create', lossy)] }], {
    operator,
  });
  expect(outcome).toBe('converged');
  expect(operator.asked).toHaveLength(2);
  expect(settledLooks).toBe(6);
  expect(sections[0]?.remarks?.join()).toContain('The operator said to try again. The connection to the org broke.');
});

test('a section that cannot be looked at is put before the operator as a whole', async () => {
  let looks = 0;
  const settled = {
    check: async () => {
      looks += 1;
      if (looks === 1) throw new Trouble('step', 'The list does not get whole.', '');
      return yes;
    },
  };
  const operator = answering({ way: 'try again' });
  const { outcome } = await told([{ title: 'Create the app', settled, steps: [failing(0)] }], { operator });
  expect(outcome).toBe('converged');
  expect(operator.asked[0]).toMatchObject({ section: 'Create the app', error: 'The list does not get whole.' });
  expect(operator.asked[0]?.step).toBeUndefined();

  looks = 0;
  const left = await told([{ title: 'Create the app', settled, steps: [failing(0)] }], {
    operator: answering({ way: 'skip', why: 'later' }),
  });
  expect(left.outcome).toBe('incomplete');
  expect(left.outcomes).toEqual(['Create the app: not reached']);
});

for (const [what, way] of [
  ['tried again', 'try again'],
  ['done by hand', 'done by hand'],
] as const) {
  test(`a section whose proof failed is ${what}, and each step is told of once`, async () => {
    let looks = 0;
    const settled = {
      check: async () => {
        looks += 1;
        return looks > 2 ? yes : no;
      },
      patience: 0,
    };
    const steps = [step(1, 'One', switchOff()), step(2, 'Two', switchOff())];
    const { outcome, outcomes, sections } = await told([{ title: 'Create the app', settled, steps }], {
      operator: answering({ way }),
    });
    expect(outcome).toBe('converged');
    expect(outcomes).toEqual(['One: changed', 'Two: changed']);
    expect(sections[0]?.outcome).toBe(way === 'try again' ? 'changed' : 'done by hand');
  });
}

test('a session that has ended too often is mended when the operator says to try again', async () => {
  let mended = 0;
  let tries = 0;
  const mend = async () => {
    mended += 1;
  };
  const create = switchOff({
    check: async () => (tries > 3 ? yes : no),
    act: async () => {
      tries += 1;
      if (tries <= 3) throw new PageLost('The session has ended.', { mend });
      return undefined;
    },
  });
  const settled = { check: async () => (tries > 3 ? yes : no), patience: PATIENCE };
  const { outcome } = await told([{ title: 'Create the app', settled, steps: [step(1, 'Create', create)] }], {
    operator: answering({ way: 'try again' }),
  });
  expect(outcome).toBe('converged');
  expect(mended).toBe(3);
});

test('stopped before a step, the run ends as interrupted, with all that was done', async () => {
  const operator = before({ 2: 'stop' });
  const { outcome, failure, outcomes } = await told(
    inOneSection(step(1, 'One', switchOff()), step(2, 'Two', switchOff()), step(3, 'Three', switchOff())),
    { operator },
  );
  expect({ outcome, failure }).toEqual({ outcome: 'interrupted', failure: undefined });
  expect(outcomes).toEqual(['One: changed', 'Two: not reached', 'Three: not reached']);
});

test('an approval that nobody can give ends the run before the step, and the journal names the step', async () => {
  const missing = new Trouble('person', 'Step 2 needs an approval.', '');
  const create = switchOff({ keeps: true });
  const { outcome, failure, outcomes, events } = await told(
    [...inOneSection(step(1, 'One', switchOff()), step(2, 'Create', create)), { title: 'Prove', steps: [] }],
    { operator: before({ 2: missing }) },
  );
  expect({ outcome, failure }).toEqual({ outcome: 'interrupted', failure: missing });
  expect(create.presses).toBe(0);
  expect(outcomes).toEqual(['One: changed', 'Create: not reached']);
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'approval awaited', step: expect.objectContaining({ n: 2 }) }),
  );
});

test('the operator is told which steps commit, and what their checks see before they act', async () => {
  const seen: [number, string][] = [];
  const operator = {
    ...before({}),
    sees: (of: { n: number }, { found }: { found: string }) => seen.push([of.n, found]),
  };
  await told(
    inOneSection(
      step(1, 'A field', switchOff()),
      step(2, 'Save', switchOff({ keeps: true })),
      step(3, 'Delete', switchOff({ final: true })),
      step(4, 'Reveal', switchOff({ reveals: true })),
    ),
    { operator },
  );
  // The button before the reveal is asked about, and what it shows is part of that.
  expect(operator.ahead.map(({ commits }) => commits)).toEqual([false, true, true, false]);
  expect(await operator.ahead[0]?.look()).toEqual({ holds: true, found: 'on', wanted: undefined });
  expect(seen).toEqual([1, 2, 3, 4].map((n) => [n, 'off']));
});

test('a stop that the operator wants takes effect also before a hand-over, and is told so', async () => {
  const reveal = switchOff({ reveals: true });
  const keep = switchOff();
  const operator = before({ 2: 'stop' });
  const { outcome, outcomes } = await told(inOneSection(step(1, 'Reveal', reveal), step(2, 'Hand over', keep)), {
    operator,
  });
  expect(outcome).toBe('interrupted');
  expect(keep.presses).toBe(0);
  expect(outcomes).toEqual(['Reveal: changed', 'Hand over: not reached']);
  expect(operator.ahead.map(({ finishes }) => finishes)).toEqual([false, true]);
});

test('what was left out stays so where a later take-over finds the section as wanted', async () => {
  let looks = 0;
  const settled = { check: async () => (looks++ > 0 ? yes : no), patience: PATIENCE };
  const left = step(1, 'Tick', switchOff({ act: () => Promise.reject(new Error('It broke.')) }));
  const operator = answering({ way: 'skip', why: 'later' }, { way: 'again' });
  const { outcome, steps } = await told([{ title: 'Create the app', settled, steps: [left, failing(9)] }], {
    operator,
  });
  expect(outcome).toBe('incomplete');
  expect(steps.map((each) => each.outcome)).toEqual(['skipped', 'done by hand']);
});

test('what an earlier try had done to the org is in the record of the try that found it so', async () => {
  let presses = 0;
  const create = switchOff({
    tells: { verb: 'press', what: 'Create' },
    keeps: true,
    // It takes effect after the patience for it is used up.
    check: async () => (presses > 0 && asked > 0 ? yes : no),
    act: async () => {
      presses += 1;
      return undefined;
    },
  });
  let asked = 0;
  const operator: Operator = {
    ...NOBODY,
    inTrouble: async () => {
      asked += 1;
      return { way: 'try again' };
    },
  };
  const { steps } = await told(inOneSection(step(1, 'Create', create)), { operator });
  expect(presses).toBe(1);
  expect(steps[0]).toMatchObject({ outcome: 'changed', found: 'off', proved: 'on', commits: true });
});

test('a page that is lost at every look ends the section also after the operator had it begin again', async () => {
  let looks = 0;
  const settled = {
    check: async () => {
      looks += 1;
      if (looks > 1) throw new PageLost('The connection to the org broke.');
      return no;
    },
  };
  const operator = answering({ way: 'again' }, { way: 'stop' });
  const { outcome } = await told([{ title: 'Create the app', settled, steps: [failing(9)] }], { operator });
  expect(outcome).toBe('failed');
  expect(looks).toBeLessThan(8);
});

test('every answer is told before what comes of it', async () => {
  const answer = {
    at: '2026-11-23T09:00:00.000Z',
    answer: 'go on',
    by: 'the console',
    to: 'paused',
    waitedMs: 3,
  } as const;
  const given = [[], [answer], []];
  const operator: Operator = { ...NOBODY, answers: () => given.shift() ?? [] };
  const { events } = await told(inOneSection(step(1, 'One', switchOff())), { operator });
  expect(events.map(({ kind }) => kind).slice(0, 3)).toEqual(['run started', 'operator answered', 'section started']);
});
