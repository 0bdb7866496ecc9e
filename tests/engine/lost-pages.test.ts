import { expect, test } from '@playwright/test';
import { section, step } from '../../src/runbook/runbook.ts';
import { PageLost, Trouble } from '../../src/runbook/trouble.ts';
import { no, seeing, switchOff, told, yes } from './stage.ts';

const kept = { holds: true, found: 'the app Billing' } as const;
const missing = { holds: false, wanted: 'the app Billing', found: 'no app' } as const;
const lost = () => new PageLost('The connection broke.');

test('a section whose page was lost begins again from its own check, and only its last try is told of', async () => {
  const first = switchOff();
  const settled = seeing([missing, missing, kept]);
  const result = await told([
    section('Create', { settled, steps: [step(1, 'a', first), step(2, 'b', seeing([lost(), no, yes]))] }),
  ]);
  expect(result.outcome).toBe('converged');
  expect(result.sections).toMatchObject([
    { outcome: 'already so', remarks: ['Begun again from its own check: The connection broke.'] },
  ]);
  const kinds = result.events.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'section again')).toHaveLength(1);
  expect(result.outcomes.slice(-2)).toEqual(['a: already so', 'b: already so']);
});

test('a step at which the page was lost, and which had taken effect, is not done again', async () => {
  let presses = 0;
  const create = seeing([no, lost()], {
    act: async () => {
      presses += 1;
      return undefined;
    },
  });
  const after = switchOff();
  const { outcomes, sections, steps } = await told([
    section('Create', {
      settled: seeing([missing, kept]),
      steps: [step(1, 'a', switchOff()), step(2, 'Create', create), step(3, 'c', after)],
    }),
  ]);
  expect(outcomes).toEqual(['a: changed', 'Create: changed', 'c: already so']);
  expect(presses).toBe(1);
  expect(after.presses).toBe(0);
  expect(sections).toMatchObject([{ outcome: 'changed', proved: 'the app Billing' }]);
  expect(steps[1]?.error).toBeUndefined();
  expect(steps[1]?.deviations).toEqual(['The connection broke. A fresh page shows that it had taken effect.']);
});

test('a step at which the page was lost, and of which nothing is seen, is told of before it is done again', async () => {
  const act = async () => undefined;
  const create = seeing([no, lost(), no, { ...no, refused: 'Taken.', inTheWay: true }], { act, keeps: true });
  const { events, failure } = await told([
    section('Create', { settled: seeing([missing]), steps: [step(1, 'Create', create)] }),
  ]);
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'section again', unclear: expect.objectContaining({ n: 1, commits: true }) }),
  );
  // The org may have kept it, so that it is no trouble of before the start any more.
  expect(failure).toMatchObject({ kind: 'step' });
});

test('a page that is lost while a section is looked at is looked at again', async () => {
  const before = await told([section('Create', { settled: seeing([lost(), kept]), steps: [] })]);
  expect(before.sections).toMatchObject([{ outcome: 'already so', remarks: [expect.stringContaining('broke')] }]);
  const settled = seeing([missing, lost(), kept]);
  const after = await told([section('Create', { settled, steps: [step(1, 'a', switchOff())] })]);
  expect(after.outcomes).toEqual(['a: changed']);
  expect(after.sections).toMatchObject([{ outcome: 'changed', proved: 'the app Billing' }]);
});

test('a page that is lost again and again ends the run, with every step told of once', async () => {
  const settled = seeing([missing]);
  const result = await told([
    section('Create', { settled, steps: [step(1, 'a', seeing([lost()])), step(2, 'b', switchOff())] }),
  ]);
  expect(result).toMatchObject({ outcome: 'failed', failure: { kind: 'step' } });
  expect(result.outcomes).toEqual(['a: failed', 'b: not reached']);
  expect(result.sections[0]?.error).toBe('The connection broke. What was typed there is lost; run again.');
  expect(settled.looked).toBe(3);
});

test('a section that cannot be looked at is not begun again, because nobody could tell what it did', async () => {
  const move = seeing([lost()]);
  const { outcomes } = await told([section('Reveal', { steps: [step(1, 'a', move)] })]);
  expect(outcomes).toEqual(['a: failed']);
  expect(move.looked).toBe(1);
});

test('what has to be mended is mended before the section begins again', async () => {
  let signedIn = false;
  const ended = new PageLost('The session has ended.', {
    mend: async () => {
      signedIn = true;
    },
  });
  const settled = seeing([missing, missing, kept]);
  const move = switchOff({ check: async () => (signedIn ? yes : Promise.reject(ended)) });
  expect((await told([section('Create', { settled, steps: [step(1, 'a', move)] })])).outcome).toBe('converged');
});

test('what cannot be mended is how the run ends', async () => {
  const refused = new Trouble('person', 'Salesforce asks for a passkey.', 'Sign in by hand.');
  const ended = new PageLost('The session has ended.', { mend: () => Promise.reject(refused) });
  const result = await told([
    section('Create', {
      settled: seeing([missing]),
      steps: [step(1, 'a', seeing([ended])), step(2, 'b', switchOff())],
    }),
  ]);
  expect(result.failure).toBe(refused);
  expect(result.outcomes).toEqual(['a: failed', 'b: not reached']);
});

test('a field that has lost its value is set again before the org remembers, and that is told', async () => {
  const email = switchOff({ tells: { verb: 'set', what: 'Contact Email' } });
  const phone = switchOff({
    tells: { verb: 'set', what: 'Contact Phone' },
    check: async () => (phone.presses > 0 ? yes : no),
  });
  const forgetful = switchOff({
    tells: { verb: 'set', what: 'Enable OAuth' },
    act: async () => {
      forgetful.presses += 1;
      email.presses = 0;
      return undefined;
    },
  });
  const create = switchOff({ tells: { verb: 'press', what: 'Create' }, keeps: true });
  const { outcomes, steps } = await told([
    section('Create', {
      steps: [step(1, 'a', email), step(2, 'b', phone), step(3, 'c', forgetful), step(4, 'd', create)],
    }),
  ]);
  expect(outcomes).toEqual(['a: changed', 'b: changed', 'c: changed', 'd: changed']);
  expect(steps.at(-1)?.deviations).toEqual(['Contact Email had lost its value (found off) and was set again.']);
  expect([email.presses, phone.presses, forgetful.presses, create.presses]).toEqual([1, 1, 1, 1]);
});

test('a form that does not keep what is set is not sent off', async () => {
  const one = switchOff({
    act: async () => {
      one.presses = 1;
      other.presses = 0;
      return undefined;
    },
  });
  const other = switchOff({
    act: async () => {
      other.presses = 1;
      one.presses = 0;
      return undefined;
    },
  });
  const create = switchOff({ tells: { verb: 'press', what: 'Create' }, keeps: true });
  const { outcomes } = await told([
    section('Create', { steps: [step(1, 'a', one), step(2, 'b', other), step(3, 'c', create)] }),
  ]);
  expect(outcomes).toEqual(['a: changed', 'b: changed', 'c: failed']);
  expect(create.presses).toBe(0);
});

test('where an action does not come through, what the check says of the page is told', async () => {
  const dead = seeing([no, new Trouble('person', 'Salesforce shows another page.', 'Look at it.')], {
    act: () => Promise.reject(new Error('Timeout 30000ms exceeded')),
  });
  const result = await told([section('Create', { steps: [step(1, 'a', dead)] })]);
  expect(result.failure).toMatchObject({ kind: 'person' });
  const blind = seeing([no], { act: () => Promise.reject(new Error('covered')) });
  expect((await told([section('Create', { steps: [step(1, 'a', blind)] })])).steps[0]?.error).toContain('E_UNFORESEEN');
});

test('what is noticed beside the steps stands with the step at hand, and else with the section', async () => {
  const noticed = ['A banner was closed.'];
  const notices = () => noticed.splice(0);
  const { steps, sections } = await told(
    [
      section('Create', { steps: [step(1, 'a', switchOff())] }),
      section('Prove', {
        settled: seeing([kept], {
          exhibit: () => {
            noticed.push('A toast was closed.');
            return [];
          },
        }),
        steps: [],
      }),
    ],
    { notices },
  );
  expect(steps[0]?.deviations).toEqual(['A banner was closed.']);
  expect(sections.map(({ remarks }) => remarks)).toEqual([undefined, ['A toast was closed.']]);
});
