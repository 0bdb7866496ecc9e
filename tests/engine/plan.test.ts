import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { plan, type SectionToLookAt } from '../../src/engine/plan.ts';
import { hasChanges, hasDrifted, type PlannedSection } from '../../src/engine/record.ts';
import { extraStep, type Section, section, step } from '../../src/runbook/runbook.ts';
import { PageLost, Trouble } from '../../src/runbook/trouble.ts';
import { no, seeing, switchOff, yes } from './stage.ts';

const { signal } = new AbortController();
const planned = (sections: readonly Section[]) => plan(sections, { signal, tell: () => undefined });

test('a section that is as wanted, and one that is not, each with its settings', async () => {
  const row = { label: 'Contact Email', wanted: 'on', found: 'off', holds: false };
  const sections = await planned([
    section('One', { settled: seeing([yes]), steps: [] }),
    section('Two', { settled: seeing([no], { readBack: () => [row] }), steps: [] }),
  ]);
  expect(sections).toEqual([
    { title: 'One', state: 'as wanted', found: 'on', rows: [] },
    { title: 'Two', state: 'to be done', wanted: 'on', found: 'off', rows: [row] },
  ]);
  expect(hasChanges(sections)).toBe(true);
  expect(hasChanges(sections.slice(0, 1))).toBe(false);
});

test('nothing is touched: no step acts, whatever is to be done', async () => {
  const move = switchOff();
  await planned([
    section('One', { settled: seeing([no]), steps: [step(1, 'a', move)] }),
    section('Two', { steps: [extraStep('b', move)] }),
  ]);
  expect(move.presses).toBe(0);
});

test('a section without a look of its own is known by its steps, once all before it is as wanted', async () => {
  const last = section('Prove', { steps: [extraStep('Sign in', seeing([yes])), extraStep('See whom', seeing([no]))] });
  expect((await planned([section('One', { settled: seeing([no]), steps: [] }), last])).at(-1)).toMatchObject({
    state: 'not known yet',
  });
  expect((await planned([section('One', { settled: seeing([yes]), steps: [] }), last])).at(-1)).toMatchObject({
    state: 'to be done',
    found: 'See whom: off',
  });
});

test('what cannot be seen cannot be told: a run would do it, and it is no drift', async () => {
  const unseen = { ...no, unseen: true as const };
  const reveal = section('Reveal', { settled: seeing([unseen]), steps: [] });
  const last = section('Prove', { steps: [extraStep('Sign in', seeing([yes]))] });
  const sections = await planned([section('One', { settled: seeing([yes]), steps: [] }), reveal, last]);
  expect(sections.map(({ state }) => state)).toEqual(['as wanted', 'not seen', 'not known yet']);
  expect(hasChanges(sections)).toBe(true);
  expect(hasDrifted(sections)).toBe(false);
  // Where something before it is to be done, so is it.
  const drifted = await planned([section('One', { settled: seeing([no]), steps: [] }), reveal]);
  expect(drifted.map(({ state }) => state)).toEqual(['to be done', 'to be done']);
  expect(hasDrifted(drifted)).toBe(true);
});

test('the page of a section that is as wanted may serve for the next one', async () => {
  const fresh: (boolean | undefined)[] = [];
  const settled = (verdict: typeof yes | typeof no) => ({
    check: async (now?: { isFresh: boolean }) => {
      fresh.push(now?.isFresh);
      return verdict;
    },
    screen: () => {
      throw new Error('no picture is taken');
    },
  });
  await planned([yes, no, yes].map((verdict, n) => section(`${n}`, { settled: settled(verdict), steps: [] })));
  expect(fresh).toEqual([false, true, false]);
});

test.describe('a look that needs no page', () => {
  let done: string[];
  test.beforeEach(() => {
    done = [];
  });

  const page = (title: string, answer: typeof yes | Trouble = yes) =>
    section(title, {
      settled: {
        check: async () => {
          await pause(5);
          done.push(title);
          if (answer instanceof Trouble) throw answer;
          return answer;
        },
        screen: () => undefined as never,
      },
      steps: [],
    });
  const beside = (look: () => Promise<typeof yes>) =>
    section('Sink', {
      settled: {
        check: async () => {
          done.push('Sink asked');
          return look();
        },
      },
      steps: [],
    });
  const silent = new Trouble('preflight', 'The sink does not answer.', 'Run again.');
  const twoApps = new Trouble('preflight', 'There are 2 apps named x.', 'Rename one.');

  test('goes on beside the pages once one was seen, and is told of at its turn', async () => {
    const told = await planned([page('One'), page('Two'), beside(async () => yes)]);
    expect(done).toEqual(['One', 'Sink asked', 'Two']);
    expect(told.map(({ title }) => title)).toEqual(['One', 'Two', 'Sink']);
  });

  test('may fail before its turn, and is told of then', async () => {
    const failing = beside(async () => {
      throw silent;
    });
    await expect(planned([page('One'), page('Two'), failing])).rejects.toBe(silent);
    expect(done).toEqual(['One', 'Sink asked', 'Two']);
  });

  test('is over when the plan is, though a page ended it', async () => {
    const slow = beside(async () => {
      await pause(30);
      done.push('Sink answered');
      throw silent;
    });
    await expect(planned([page('One'), page('Two', twoApps), slow])).rejects.toBe(twoApps);
    expect(done).toEqual(['One', 'Sink asked', 'Two', 'Sink answered']);
  });

  test('is not begun where the first page ends the plan', async () => {
    await expect(planned([page('One', twoApps), beside(async () => yes)])).rejects.toBe(twoApps);
    expect(done).toEqual(['One']);
  });

  test('is asked once where it comes first', async () => {
    await planned([beside(async () => yes), page('One')]);
    expect(done).toEqual(['Sink asked', 'One']);
  });

  test('is asked anew where what it met can be mended', async () => {
    const answers = [new PageLost('lost'), yes];
    const mended = beside(async () => {
      const answer = answers.shift() ?? yes;
      if (answer instanceof Error) throw answer;
      return answer;
    });
    expect((await planned([page('One'), mended])).at(-1)).toMatchObject({ state: 'as wanted' });
    expect(done).toEqual(['One', 'Sink asked', 'Sink asked']);
  });
});

test('a page that is lost is mended, and its section looked at from a fresh one', async () => {
  const done: string[] = [];
  const lost = (n: number) => new PageLost(`lost ${n}`, { mend: async () => done.push(`mended ${n}`) });
  const looks: (Error | typeof yes)[] = [lost(1), lost(2), yes];
  const settled = {
    check: async (now?: { isFresh: boolean }) => {
      done.push(`looked${now?.isFresh ? ' at a page that was there' : ''}`);
      const next = looks.shift() ?? yes;
      if (next instanceof Error) throw next;
      return next;
    },
    screen: () => undefined as never,
  };
  const before = section('Before', { settled: { ...seeing([yes]), screen: () => undefined as never }, steps: [] });
  const [, after] = await planned([before, section('One', { settled, steps: [] })]);
  expect(after?.state).toBe('as wanted');
  expect(done).toEqual(['looked at a page that was there', 'mended 1', 'looked', 'mended 2', 'looked']);

  looks.push(lost(1), lost(2), lost(3));
  await expect(planned([section('One', { settled, steps: [] })])).rejects.toThrow('lost 3');
});

test('a setting that is read by a weak name is told of, and with strict nothing is read by one', async () => {
  const row = { label: 'PKCE', wanted: 'on', found: 'on', holds: true, foundAs: 'Use PKCE' };
  const sections = [section('One', { settled: seeing([yes, yes], { readBack: () => [row] }), steps: [] })];
  expect((await planned(sections))[0]?.rows).toEqual([row]);
  await expect(plan(sections, { signal, strict: true, tell: () => undefined })).rejects.toThrow(
    'PKCE is not there by that name; "Use PKCE" may be it. Run without --strict to read it all the same.',
  );
});

test('a plan is given nothing that could act, and no page', () => {
  type Looked = NonNullable<SectionToLookAt['settled']>;
  const gives = (settled: Looked) => {
    // @ts-expect-error A page could be clicked.
    settled.screen?.();
    // @ts-expect-error A step could be carried out.
    return (section: SectionToLookAt) => section.steps[0]?.move.act?.();
  };
  expect(gives).toBeInstanceOf(Function);
});

test('what cannot be looked at ends the plan with its own words', async () => {
  const failure = new Trouble('preflight', 'There are 2 apps named x.', 'Rename one.');
  await expect(planned([section('One', { settled: seeing([failure]), steps: [] })])).rejects.toBe(failure);
});

test('each section is told of as soon as it was looked at, and a stop ends it', async () => {
  const told: PlannedSection[] = [];
  const stop = new AbortController();
  const looking = plan(
    [section('One', { settled: seeing([yes]), steps: [] }), section('Two', { settled: seeing([yes]), steps: [] })],
    {
      signal: stop.signal,
      tell: (one) => {
        told.push(one);
        stop.abort();
      },
    },
  );
  await expect(looking).rejects.toThrow();
  expect(told.map(({ title }) => title)).toEqual(['One']);
});
