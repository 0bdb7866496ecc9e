import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import type { RunEvent } from '../../src/engine/events.ts';
import type { StepOutline, StepRecord } from '../../src/engine/record.ts';
import { readRunToUndo } from '../../src/evidence/earlier-run.ts';
import { journal } from '../../src/evidence/journal.ts';
import { RunFolder } from '../../src/evidence/run-folder.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { folder } from '../machine/support.ts';
import { challengeRecord, facts, sectionRecord, stepRecord } from './records.ts';

const at = '2026-11-23T09:00:00.000Z';
const STEPS = [
  [1, 'Mend', 'set', 'Contact Email'],
  [2, 'Mend', 'press', 'Save'],
  [3, 'Reveal', 'keep', 'the key and secret'],
] as const;

const outlines: StepOutline[] = STEPS.map(([n, section, verb, what]) => ({
  n,
  section,
  verb,
  what,
  items: [],
  says: what,
}));
const [field, save, handOver] = outlines as [StepOutline, StepOutline, StepOutline];
const started = (step: StepOutline): RunEvent => ({ kind: 'step started', at, step });
const ended = (step: StepOutline, more: Partial<StepRecord> = {}): RunEvent => ({
  kind: 'step ended',
  at,
  step: { ...stepRecord(step.n, { outcome: 'changed', ...more }), ...step },
});
const both = (step: StepOutline, more: Partial<StepRecord> = {}) => [started(step), ended(step, more)];
const setAgain = (was: unknown) => both(field, { was });
const again: RunEvent = { kind: 'section again', at, title: 'Mend', because: 'The page was lost.' };
const readBack = [{ label: 'Contact Email', wanted: 'b@x.example', found: 'b@x.example', holds: true }];
const mended: RunEvent = { kind: 'section ended', at, section: { ...sectionRecord(), title: 'Mend', readBack } };

/** What is read of a run with these events; `spoil` changes its journal first. */
async function told(events: readonly RunEvent[], spoil = (text: string) => text) {
  await using here = await folder();
  const reader = journal(await RunFolder.create(here.at('run'), new SecretBook()));
  for (const event of [{ kind: 'run started', at, run: facts, steps: outlines } as const, ...events]) {
    await reader.hear(event);
  }
  const path = here.at('run/journal.jsonl');
  await writeFile(path, spoil(await readFile(path, 'utf8')));
  return await readRunToUndo(here.at('run'));
}

test('what was changed and kept, what it was before, and how the run left it', async () => {
  const { began, earlier } = await told([...setAgain('a@x.example'), ...both(save, { commits: true }), mended]);
  expect(began).toMatchObject({ inputs: facts.inputs, runbook: { id: facts.runbook.id } });
  expect(earlier).toMatchObject({ id: facts.id, org: facts.target.org });
  expect(earlier.of('Mend')).toEqual({ kept: true, was: new Map([['Contact Email', 'a@x.example']]), left: readBack });
  expect(earlier.of('Reveal')).toEqual({ kept: false, was: new Map(), left: undefined });
});

for (const [what, events, kept] of [
  ['died before it saved', setAgain('a@x.example'), false],
  ['died while it typed', [started(field)], false],
  ['died while it saved', [...setAgain('a@x.example'), started(save)], true],
  [
    'failed while it saved, nobody knows how',
    [...setAgain('a'), ...both(save, { outcome: 'failed', commits: true })],
    true,
  ],
  ['was refused when it saved', [...setAgain('a'), ...both(save, { outcome: 'failed' })], false],
] as const) {
  test(`a run that ${what} has ${kept ? 'perhaps ' : 'not '}kept what it set`, async () => {
    expect((await told(events)).earlier.of('Mend').kept).toBe(kept);
  });
}

test('what a person did by hand at a step is of the run, too', async () => {
  const byHand = both(field, { outcome: 'done by hand', was: 'a@x.example' });
  expect((await told([...byHand, ...both(save, { commits: true })])).earlier.of('Mend')).toMatchObject({
    kept: true,
    was: new Map([['Contact Email', 'a@x.example']]),
  });
});

test('what was told of a try whose page was lost is void', async () => {
  const events = [...setAgain('a@x.example'), started(save), again, ...setAgain('other@x.example')];
  const done = (await told(events)).earlier.of('Mend');
  expect(done).toMatchObject({ kept: false, was: new Map([['Contact Email', 'other@x.example']]) });
});

test('a save that was lost may have been kept: what was set before it is of the run, though a later try finds it so', async () => {
  const unclear = { ...stepRecord(save.n, { outcome: 'failed', commits: true }), ...save };
  const events = [
    ...setAgain('a@x.example'),
    started(save),
    { ...again, unclear },
    ...both(field, { outcome: 'already so' }),
  ];
  expect((await told(events)).earlier.of('Mend')).toMatchObject({ was: new Map([['Contact Email', 'a@x.example']]) });
  // Where it died on the way back to the save, too.
  const died = [...setAgain('a@x.example'), started(save), { ...again, unclear }];
  expect((await told(died)).earlier.of('Mend')).toMatchObject({
    kept: true,
    was: new Map([['Contact Email', 'a@x.example']]),
  });
  const refused = [...events, ...both(save, { outcome: 'failed' })];
  expect((await told(refused)).earlier.of('Mend').kept).toBe(true);
});

test('what stays is told: what was handed over and to whom, perhaps even, and codes that were mailed', async () => {
  const met: RunEvent = { kind: 'challenge met', at, challenge: challengeRecord() };
  const { handedOver, emailedCodes } = await told([met, ...both(handOver, { wanted: 'file other.json' })]);
  expect(handedOver).toEqual([{ what: 'the key and secret', sink: 'file other.json', perhaps: false }]);
  expect(emailedCodes).toBe(1);
  // Of several sinks the first may have them where the second has failed.
  expect((await told(both(handOver, { outcome: 'failed' }))).handedOver).toMatchObject([{ perhaps: true }]);
  expect((await told([started(handOver)])).handedOver).toEqual([
    { what: 'the key and secret', sink: facts.sink, perhaps: true },
  ]);
});

test('what no journal can take back is told: mails whose codes were taken, and pages that a person took over', async () => {
  const mail = { folder: 'INBOX', uid: 12, written: at };
  const took = { at, answer: 'take over', by: 'the terminal', to: 'the pause', waitedMs: 0 } as const;
  const { mails, takenOver } = await told([
    { kind: 'challenge met', at, challenge: challengeRecord({ mail }) },
    { kind: 'operator answered', at, answer: took },
    { kind: 'operator answered', at, answer: { ...took, answer: 'hand back' } },
  ]);
  expect(mails).toEqual([{ folder: 'INBOX', uid: 12 }]);
  expect(takenOver).toEqual([{ at, by: 'the terminal' }]);
});

test('case 35: a torn last line is told of, and left out', async () => {
  const { torn, earlier } = await told(setAgain('a@x.example'), (text) => `${text}{"n":4,`);
  expect(torn).toMatch(/^The last line of .*, 4, is torn/);
  expect(earlier.of('Mend').was.size).toBe(1);
});

test('a journal that was edited is refused, and one without a beginning', async () => {
  const events = [...setAgain('a@x.example'), started(save)];
  const edited = told(events, (text) => text.replace('a@x.example', 'z@x.example'));
  await expect(edited).rejects.toMatchObject({ kind: 'evidence', message: expect.stringContaining('was changed') });
  await expect(told(events, () => '')).rejects.toMatchObject({ kind: 'evidence' });
});
