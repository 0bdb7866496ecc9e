import { expect, test } from '@playwright/test';
import type { Reader } from '../../src/engine/events.ts';
import { outline } from '../../src/engine/run.ts';
import type { ChallengeRecord } from '../../src/runbook/identity.ts';
import { extraStep, type Section, section, step } from '../../src/runbook/runbook.ts';
import { Trouble } from '../../src/runbook/trouble.ts';
import { inOneSection, no, seeing, switchOff, told, yes } from './stage.ts';

const fails = () => switchOff({ act: async () => Promise.reject(new Error('no')) });

test('the outline numbers all steps through', () => {
  const sections = [
    section('One', { steps: [step([1, 2], 'a', switchOff()), step(3, 'b', switchOff())] }),
    section('Two', { beyondGuide: true, steps: [extraStep('c', seeing([yes]))] }),
  ];
  expect(outline(sections)).toEqual([
    { n: 1, section: 'One', items: [1, 2], says: 'a', verb: 'set', what: 'Enable OAuth' },
    { n: 2, section: 'One', items: [3], says: 'b', verb: 'set', what: 'Enable OAuth' },
    { n: 3, section: 'Two', items: [], says: 'c', verb: 'set', what: 'Contact Email' },
  ]);
});

test('events come in the order in which things happen', async () => {
  const { events, outcome, failure } = await told([
    section('One', { steps: [step(1, 'a', switchOff()), step(2, 'b', seeing([yes]))] }),
    section('Two', { steps: [step(3, 'c', switchOff())] }),
  ]);
  const heard = events.map((event) => {
    if (event.kind === 'step started' || event.kind === 'step ended') return `${event.kind} ${event.step.says}`;
    return event.kind === 'section started' ? `${event.kind} ${event.title}` : event.kind;
  });
  expect(heard).toEqual([
    'run started',
    'section started One',
    ...['step started a', 'step ended a', 'step started b', 'step ended b'],
    'section ended',
    'section started Two',
    ...['step started c', 'step ended c'],
    'section ended',
    'run ended',
  ]);
  expect({ outcome, failure }).toEqual({ outcome: 'converged', failure: undefined });
});

test('a challenge is told before the end of the step that met it, and once', async () => {
  const met: ChallengeRecord[] = [];
  const proves = switchOff();
  const act = proves.act;
  proves.act = async () => {
    met.push({ at: '', occasion: 'reveal', kind: 'push', page: '', outcome: 'answered', tries: 0, ms: 1 });
    return act?.();
  };
  const { events } = await told(inOneSection(extraStep('Prove it', proves)), { challenges: () => met.splice(0) });
  expect(events.map(({ kind }) => kind).slice(2, -2)).toEqual(['step started', 'challenge met', 'step ended']);
});

test('an event is heard in full before the next happens', async () => {
  const heard: string[] = [];
  const slow: Reader = {
    name: 'slow reader',
    hear: async ({ kind }) => {
      heard.push(`begins ${kind}`);
      await new Promise((resolve) => setImmediate(resolve));
      heard.push(`has heard ${kind}`);
    },
  };
  await told(inOneSection(step(1, 'a', switchOff())), { readers: [slow] });
  expect(heard.filter((_, index) => index % 2 === 0).map((line) => line.replace('begins', 'has heard'))).toEqual(
    heard.filter((_, index) => index % 2 === 1),
  );
});

test('after a failure nothing is touched, and every step is still told of once', async () => {
  const after = switchOff();
  const result = await told([
    section('One', { steps: [step(1, 'a', switchOff()), step(2, 'b', fails()), step(3, 'c', after)] }),
    section('Two', { settled: seeing([no]), steps: [step(4, 'd', after)] }),
  ]);
  expect(result.outcomes).toEqual(['a: changed', 'b: failed', 'c: not reached', 'd: not reached']);
  expect(result.sections.map(({ outcome }) => outcome)).toEqual(['failed', 'not reached']);
  expect(result).toMatchObject({ outcome: 'failed', failure: { message: 'no' } });
  expect(after.presses).toBe(0);
});

test('a run that is stopped ends the step it is at, and begins no other', async () => {
  const stop = new AbortController();
  const stopping = switchOff();
  const act = async () => {
    stop.abort();
    stopping.presses += 1;
    return undefined;
  };
  const after = switchOff();
  const result = await told(
    [
      section('One', { steps: [step(1, 'a', { ...stopping, act }), step(2, 'b', after)] }),
      section('Two', { steps: [step(3, 'c', after)] }),
    ],
    { signal: stop.signal },
  );
  expect(result.outcomes).toEqual(['a: changed', 'b: not reached', 'c: not reached']);
  expect(result.outcome).toBe('interrupted');
  expect(after.presses).toBe(0);
});

test('case 31: what a step has shown is handed over before the run stops, and nothing after it is begun', async () => {
  const stop = new AbortController();
  const shows = seeing([no, yes], {
    reveals: true,
    act: async () => {
      stop.abort();
      return undefined;
    },
  });
  const [keeps, after] = [switchOff(), switchOff()];
  const steps = [step(1, 'shows', shows), step(2, 'keeps', keeps), step(3, 'after', after)];
  const result = await told(inOneSection(...steps), { signal: stop.signal });
  expect(result.outcomes).toEqual(['shows: changed', 'keeps: changed', 'after: not reached']);
  expect(result.outcome).toBe('interrupted');
  expect(after.presses).toBe(0);
});

test('a run that is stopped before it begins tells of every step and touches none', async () => {
  const move = switchOff();
  const settled = seeing([yes]);
  const result = await told([section('One', { settled, steps: [step(1, 'a', move)] })], {
    signal: AbortSignal.abort(),
  });
  expect(result).toMatchObject({ outcome: 'interrupted', outcomes: ['a: not reached'] });
  expect([move.presses, settled.looked]).toEqual([0, 0]);
});

test.describe('a reader that throws', () => {
  const deaf = (kind: string): Reader => ({
    name: 'journal',
    hear: (event) => {
      if (event.kind === kind) throw new Error('disk full');
    },
  });

  test('does not stop the run, and fails it at its end as evidence', async () => {
    const result = await told(inOneSection(step(1, 'a', switchOff()), step(2, 'b', switchOff())), {
      readers: [deaf('step started')],
    });
    expect(result.outcomes).toEqual(['a: changed', 'b: changed']);
    expect(result.outcome).toBe('failed');
    expect(result.failure).toBeInstanceOf(Trouble);
    expect(result.failure).toMatchObject({ kind: 'evidence', cause: { message: 'disk full' } });
    expect(String(result.failure)).toContain('The journal could not be kept at "step started": E_UNFORESEEN');
  });

  test('and without which nothing may be done ends the run before the step that it has not heard of', async () => {
    const move = switchOff();
    const result = await told(inOneSection(step(1, 'a', move), step(2, 'b', switchOff())), {
      readers: [{ ...deaf('step started'), stops: true }],
    });
    expect(result.outcomes).toEqual(['a: not reached', 'b: not reached']);
    expect(move.presses).toBe(0);
    expect(result).toMatchObject({ outcome: 'failed', failure: { kind: 'evidence' } });
  });

  test('and without which nothing may be done ends the run though a step has shown something', async () => {
    const keeps = switchOff();
    let steps = 0;
    const deafAtSecond: Reader = {
      name: 'journal',
      stops: true,
      hear: ({ kind }) => {
        if (kind === 'step started') steps += 1;
        if (steps > 1) throw new Error('disk full');
      },
    };
    const shows = switchOff({ reveals: true });
    const result = await told(inOneSection(step(1, 'shows', shows), step(2, 'keeps', keeps)), {
      readers: [deafAtSecond],
    });
    expect(result.outcomes).toEqual(['shows: changed', 'keeps: not reached']);
    expect(keeps.presses).toBe(0);
  });

  test('at the very end still fails the run', async () => {
    const result = await told(inOneSection(step(1, 'a', switchOff())), { readers: [deaf('run ended')] });
    expect(result.failure).toMatchObject({ kind: 'evidence' });
  });

  test('at the very end leaves no run that says it converged', async () => {
    const result = await told(inOneSection(step(1, 'a', switchOff())), { readers: [deaf('run ended')] });
    expect(result.outcome).toBe('failed');
  });

  test('does not hide that a step failed', async () => {
    const result = await told(inOneSection(step(1, 'a', fails())), { readers: [deaf('step ended')] });
    expect(result.failure).toMatchObject({ message: 'no' });
    // Nor does the step hide that the record has a gap.
    expect(result.missed).toMatchObject({ kind: 'evidence', message: expect.stringContaining('"step ended"') });
  });
});

test('two sections of one title are told apart', async () => {
  const twice: Section[] = [
    section('One', { steps: [step(1, 'a', switchOff())] }),
    section('One', { steps: [step(2, 'b', switchOff())] }),
  ];
  expect((await told(twice)).outcomes).toEqual(['a: changed', 'b: changed']);
});

test("the org's own account is read once, after the last section, also of a run that failed", async () => {
  const trail = { from: '2026-11-23T08:59:00.000Z', to: '2026-11-23T09:01:00.000Z', rows: [] };
  for (const move of [switchOff(), fails()]) {
    const { events } = await told(inOneSection(step(1, 'a', move)), { auditTrail: async () => trail });
    expect(events.map(({ kind }) => kind).slice(-3)).toEqual(['section ended', 'audit trail read', 'run ended']);
    expect(events.at(-2)).toMatchObject({ trail });
  }
});

test("the org's own account is not asked for where nothing was begun", async () => {
  const auditTrail = async () => {
    throw new Error('asked');
  };
  const result = await told(inOneSection(step(1, 'a', switchOff())), { auditTrail, signal: AbortSignal.abort() });
  expect(result.outcome).toBe('interrupted');
});
