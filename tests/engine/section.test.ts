import { expect, test } from '@playwright/test';
import { section, step } from '../../src/runbook/runbook.ts';
import { Trouble } from '../../src/runbook/trouble.ts';
import { NotedCamera, no, seeing, switchOff, told, yes } from './stage.ts';

const kept = { holds: true, found: 'the app Billing' } as const;
const missing = { holds: false, wanted: 'the app Billing', found: 'no app' } as const;

test('settled beforehand: its steps stay untouched and are told as already so', async () => {
  const move = switchOff();
  const settled = seeing([kept], { exhibit: () => [['Contact Email', 'ops@acme.example']] });
  const result = await told([section('Create', { settled, steps: [step(1, 'a', move), step(2, 'b', move)] })]);
  expect(result.outcomes).toEqual(['a: already so', 'b: already so']);
  expect(result.sections).toMatchObject([
    { outcome: 'already so', proved: 'the app Billing', exhibit: [['Contact Email', 'ops@acme.example']] },
  ]);
  expect(result.events.map(({ kind }) => kind)).not.toContain('step started');
  expect(move.presses).toBe(0);
});

test('not settled beforehand: done step by step, and settled afterwards is its proof', async () => {
  const settled = seeing([missing, missing, kept]);
  const result = await told([section('Create', { settled, steps: [step(1, 'a', switchOff())] })]);
  expect(result.outcomes).toEqual(['a: changed']);
  expect(result.sections).toMatchObject([{ outcome: 'changed', proved: 'the app Billing' }]);
  expect(settled.looked).toBe(3);
});

test.describe('settings that differ before a section changes them', () => {
  const rows = [
    { label: 'Contact Email', wanted: 'ops@acme.example', found: 'eve@acme.example', holds: false },
    { label: 'PKCE', wanted: 'ticked', found: 'ticked', holds: true },
  ];
  const change = () =>
    section('Settings', {
      settled: seeing([no, yes], { readBack: () => rows }),
      steps: [step(2, 'b', switchOff())],
    });
  const create = (...looks: Parameters<typeof seeing>[0]) =>
    section('Create', { settled: { ...seeing(looks), subjectId: () => '0xI1' }, steps: [step(1, 'a', switchOff())] });
  const differences = ({ events }: Awaited<ReturnType<typeof told>>) =>
    events.flatMap((event) => (event.kind === 'differences found' ? [event] : []));

  test('are told of before its first step, and stand in the record', async () => {
    const result = await told([create(kept), change()]);
    expect(differences(result)).toMatchObject([{ title: 'Settings', rows: [rows[0]] }]);
    const kinds = result.events.map(({ kind }) => kind);
    expect(kinds.indexOf('differences found')).toBeLessThan(kinds.indexOf('step started'));
    expect(result.sections[1]?.remarks).toEqual([
      'Found before this section changed anything: Contact Email: eve@acme.example, wanted ops@acme.example.',
    ]);
  });

  test('are none where the run has just made it, nor where nothing differs', async () => {
    const made = await told([create(missing, kept), change()]);
    expect(made.outcomes).toEqual(['a: changed', 'b: changed']);
    expect(differences(made)).toEqual([]);
    const same = section('Settings', { settled: seeing([yes], { readBack: () => rows.slice(1) }), steps: [] });
    expect(differences(await told([create(kept), same]))).toEqual([]);
  });
});

test('steps that all were so make a section that was so', async () => {
  const result = await told([
    section('Create', { steps: [step(1, 'a', seeing([yes])), step(2, 'b', seeing([yes]))] }),
    section('Change', { steps: [step(3, 'c', seeing([yes])), step(4, 'd', switchOff())] }),
  ]);
  expect(result.sections.map(({ title, outcome }) => `${title}: ${outcome}`)).toEqual([
    'Create: already so',
    'Change: changed',
  ]);
});

test('case 43: an org that did not keep what the steps did fails the section, and the run', async () => {
  const settled = seeing([missing, { ...missing, refused: 'The app is gone.' }]);
  const after = switchOff();
  const result = await told([
    section('Create', { settled, steps: [step(1, 'a', switchOff())] }),
    section('Reveal', { steps: [step(2, 'b', after)] }),
  ]);
  expect(result.outcomes).toEqual(['a: changed', 'b: not reached']);
  expect(result.sections[0]?.error).toBe(
    'Create: wanted the app Billing, found no app on a fresh page. The app is gone.',
  );
  expect(result).toMatchObject({ outcome: 'failed', failure: { kind: 'step' } });
  expect(after.presses).toBe(0);
});

test('a section that cannot be looked at beforehand fails untouched, in the words of the trouble', async () => {
  const move = switchOff();
  const settled = seeing([new Trouble('step', 'There is an app Billing with other settings.', 'Mend it by hand.')]);
  const result = await told([section('Create', { settled, steps: [step(1, 'a', move)] })]);
  expect(result.outcomes).toEqual(['a: not reached']);
  expect(result.sections).toMatchObject([
    { outcome: 'failed', error: 'There is an app Billing with other settings. Mend it by hand.' },
  ]);
  expect(move.presses).toBe(0);
});

test('a sealed section shows nothing of a text that is not ours', async () => {
  const settled = seeing([new Error('0A1B2C on the page')], { seal: { allow: ['h1'] } });
  const { sections } = await told([section('Reveal', { settled, steps: [] })]);
  expect(sections[0]?.error).toContain('The page was sealed (read Reveal).');
  expect(sections[0]?.error).not.toContain('0A1B2C');
});

test('a failed step gives the section its error', async () => {
  const { sections } = await told([
    section('Create', { settled: seeing([missing]), steps: [step(1, 'a', seeing([no]))] }),
  ]);
  expect(sections).toMatchObject([{ outcome: 'failed', error: expect.stringContaining('wanted on, found off') }]);
});

test('a section without a screen is proved without a picture', async () => {
  const camera = new NotedCamera();
  const { sections } = await told([section('Reveal', { settled: seeing([kept]), steps: [] })], { camera });
  expect(sections[0]?.captures).toEqual([]);
  expect(camera.shots).toEqual([]);
});

test('every step is told of once, even where the proof of a settled section cannot be gathered', async () => {
  const settled = seeing([kept], {
    exhibit: () => {
      throw new Error('disk full');
    },
  });
  const { outcomes } = await told([section('Create', { settled, steps: [step(1, 'a', switchOff())] })]);
  expect(outcomes).toHaveLength(1);
});

test('what a person must read ends the wait at once, where a section is proved', async () => {
  const settled = seeing([missing, new Trouble('person', 'Another person is at it.', 'Ask them.'), kept]);
  const result = await told([section('Create', { settled, steps: [step(1, 'a', switchOff())] })]);
  expect(result.failure).toMatchObject({ kind: 'person' });
});
