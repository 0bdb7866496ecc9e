import { expect, test } from '@playwright/test';
import type { Reader } from '../../src/engine/events.ts';
import type { Move } from '../../src/runbook/move.ts';
import { section, step } from '../../src/runbook/runbook.ts';
import { Tab } from '../../src/runbook/tab.ts';
import { PageLost } from '../../src/runbook/trouble.ts';
import { aWindow } from '../support/window.ts';
import { told } from './stage.ts';

const here = aWindow();
const HOME = 'https://acme.example/';

/** An org with one form, which keeps two fields once it is sent off. */
async function org() {
  const kept = new Map<string, string>();
  await here.context.route(`${HOME}**`, async (route) => {
    const { searchParams } = new URL(route.request().url());
    for (const [name, value] of searchParams) kept.set(name, value);
    const box = (name: string) => `<label>${name} <input name="${name}" value="${kept.get(name) ?? ''}"></label>`;
    const body = `<title>App</title><form>${box('Name')}${box('Email')}<button>Save</button></form>`;
    await route.fulfill({ contentType: 'text/html', body });
  });
  const tab = new Tab('the main tab', () => here.context);
  const field = (name: string) => tab.page().getByLabel(name);
  const reads = async (name: string) => (tab.isOpen ? field(name).inputValue() : '(not open)');
  const verdict = (wanted: string, found: string) =>
    found === wanted ? ({ holds: true, found } as const) : ({ holds: false, wanted, found } as const);
  const acts: string[] = [];

  const open: Move = {
    tells: { verb: 'open', what: 'App' },
    check: async () => verdict('App', tab.isOpen ? await tab.page().title() : '(not open)'),
    act: async () => {
      acts.push('open');
      await (await tab.ensure()).goto(HOME);
      return undefined;
    },
    screen: () => tab.page(),
  };
  /** @param before what happens as soon as it acts, before it types */
  const set = (name: string, value: string, before: () => Promise<unknown> = async () => undefined): Move => ({
    tells: { verb: 'set', what: name },
    // Not asked whether the tab is open: a field is on a page that an earlier step has opened.
    check: async () => verdict(value, await field(name).inputValue()),
    act: async () => {
      acts.push(`set ${name}`);
      await before();
      await field(name).fill(value);
      return undefined;
    },
    actsOn: () => field(name),
    screen: () => tab.page(),
  });
  /** @param after what happens as soon as it was sent off */
  const save = (after: () => Promise<unknown> = async () => undefined): Move => ({
    tells: { verb: 'press', what: 'Save' },
    keeps: true,
    final: true,
    check: async () => verdict('saved', new URL(tab.page().url()).search === '' ? 'not saved' : 'saved'),
    act: async () => {
      acts.push('save');
      await tab.page().getByRole('button', { name: 'Save' }).click();
      await tab.page().waitForURL(/Email=/);
      await after();
      return undefined;
    },
    screen: () => tab.page(),
  });
  const settled = {
    patience: 500,
    check: async () => {
      await (await tab.ensure()).goto(HOME);
      return verdict('Billing, ops@acme.example', `${await reads('Name')}, ${await reads('Email')}`);
    },
    screen: () => tab.page(),
  };
  const close = () => tab.page().close();
  /** What somebody does once, however often they come by. */
  const once = (does: () => Promise<unknown>) => {
    let done = false;
    return async () => {
      if (done) return;
      done = true;
      await does();
    };
  };
  return { tab, open, set, save, settled, close, once, acts, kept };
}

test('a tab whose page somebody has closed is a lost page, and opens another', async () => {
  const { tab } = await org();
  const first = await tab.ensure();
  await first.goto(HOME);
  await first.close();
  expect(tab.isOpen).toBe(false);
  expect(() => tab.page()).toThrow(PageLost);
  expect(() => tab.page()).toThrow('The tab "the main tab" was closed. What was typed there is lost; run again.');
  // Nothing is tended that is not there.
  await tab.tend();
  const second = await tab.ensure();
  expect([tab.isOpen, second === first, tab.page() === second]).toEqual([true, false, true]);
});

test('a tab whose page closes itself is a lost page too', async () => {
  const { tab } = await org();
  const page = await tab.ensure();
  const closed = page.waitForEvent('close');
  await page.evaluate(() => setTimeout(() => window.close()));
  await closed;
  expect(() => tab.page()).toThrow(PageLost);
});

const BECAUSE = 'The tab "the main tab" was closed.';

for (const [when, closing] of [
  ['between two steps', 'between'],
  ['while a field is typed into', 'typing'],
  ['while a field is waited for', 'waiting'],
] as const) {
  test(`a page that is closed ${when} is opened anew, and its section begins again from its own check`, async () => {
    const { open, set, save, settled, close, once, acts, kept } = await org();
    const goes = once(close);
    const name = set('Name', 'Billing');
    const email = set('Email', 'ops@acme.example', closing === 'typing' ? goes : undefined);
    // At first it is never typed, so the check is asked again and again until the page goes under it.
    if (closing === 'waiting') {
      const types = email.act;
      let waited = false;
      email.act = async () => {
        if (waited) return types?.();
        waited = true;
        setTimeout(() => void close(), 60);
        return undefined;
      };
    }
    const between: Reader = {
      name: 'somebody who comes by',
      hear: async (event) => {
        if (closing === 'between' && event.kind === 'step ended' && event.step.says === 'Name') await goes();
      },
    };
    const steps = [step(1, 'Open', open), step(2, 'Name', name), step(3, 'Email', email), step(4, 'Save', save())];
    const result = await told([section('Create', { settled, steps })], { readers: [between] });
    expect(result.outcome).toBe('converged');
    expect(result.sections).toMatchObject([
      {
        outcome: 'changed',
        proved: 'Billing, ops@acme.example',
        remarks: [`Begun again from its own check: ${BECAUSE}`],
      },
    ]);
    expect(result.events).toContainEqual(expect.objectContaining({ kind: 'section again', because: BECAUSE }));
    expect(result.outcomes.slice(-4)).toEqual(['Open: already so', 'Name: changed', 'Email: changed', 'Save: changed']);
    expect(Object.fromEntries(kept)).toEqual({ Name: 'Billing', Email: 'ops@acme.example' });
    expect(acts.filter((act) => act === 'save')).toHaveLength(1);
    expect(here.context.pages()).toHaveLength(1);
  });
}

test('what had taken effect before its page was closed is not done again', async () => {
  const { open, set, save, settled, close, acts } = await org();
  const { outcome, outcomes, steps } = await told([
    section('Create', {
      settled,
      steps: [
        ...[step(1, 'Open', open), step(2, 'Name', set('Name', 'Billing'))],
        ...[step(3, 'Email', set('Email', 'ops@acme.example')), step(4, 'Save', save(close))],
      ],
    }),
  ]);
  expect([outcome, outcomes.at(-1)]).toEqual(['converged', 'Save: changed']);
  expect(steps.at(-1)?.deviations).toEqual([`${BECAUSE} A fresh page shows that it had taken effect.`]);
  expect(acts).toEqual(['set Name', 'set Email', 'save']);
});

test('a page that is closed again and again ends the run, which says why', async () => {
  const { open, set, settled, close } = await org();
  const result = await told([
    section('Create', { settled, steps: [step(1, 'Open', open), step(2, 'Name', set('Name', 'Billing', close))] }),
  ]);
  expect(result.outcome).toBe('failed');
  expect(result.failure).toBeInstanceOf(PageLost);
  expect(result.steps.at(-1)?.error).toBe(`${BECAUSE} What was typed there is lost; run again.`);
});

test('where nobody can tell what a section did, a closed page ends the run', async () => {
  const { open, set, close } = await org();
  const result = await told([
    section('Reveal', { steps: [step(1, 'Open', open), step(2, 'Name', set('Name', 'Billing', close))] }),
  ]);
  expect(result.outcomes).toEqual(['Open: changed', 'Name: failed']);
  expect(result.failure).toBeInstanceOf(PageLost);
});
