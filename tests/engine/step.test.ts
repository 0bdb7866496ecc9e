import { expect, test } from '@playwright/test';
import type { Verdict } from '../../src/runbook/move.ts';
import { extraStep, step } from '../../src/runbook/runbook.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { Trouble } from '../../src/runbook/trouble.ts';
import { inOneSection, NotedCamera, no, notOffered, only, seeing, switchOff, told, yes } from './stage.ts';

const LOCKED = 'Managed by your administrator';

test('already so: nothing is touched', async () => {
  const move = switchOff({ check: async () => yes });
  const record = only(await told(inOneSection(step(1, 'Enable OAuth', move))));
  expect(record).toMatchObject({ outcome: 'already so', found: 'on', deviations: [], items: [1], n: 1 });
  expect(record.proved).toBeUndefined();
  expect(move.presses).toBe(0);
});

test('changed: acts once, and the same check is the proof', async () => {
  const move = switchOff();
  const record = only(await told(inOneSection(step(1, 'Enable OAuth', move))));
  expect(record).toMatchObject({ outcome: 'changed', wanted: 'on', found: 'off', proved: 'on' });
  expect(move.presses).toBe(1);
});

test('a field whose page is drawn anew while one types is set again, and the record says so', async () => {
  const move = switchOff({ check: async () => (move.presses > 2 ? yes : no) });
  const record = only(await told(inOneSection(step(1, 'Enable OAuth', move))));
  expect(record).toMatchObject({ outcome: 'changed', proved: 'on' });
  const again = 'Enable OAuth had lost its value (found off) and was set again.';
  expect(record.deviations).toEqual([again, again]);
});

test('what is no field is done once, however long its proof takes', async () => {
  const move = switchOff({ tells: { verb: 'press', what: 'Create' }, check: async () => no });
  expect(only(await told(inOneSection(step(1, 'Create', move)))).outcome).toBe('failed');
  expect(move.presses).toBe(1);
});

test.describe('what is found by a weaker hint', () => {
  const weak = { moved: async () => 'OAuth on' };

  test('is used for what can be put right again, and the record says so', async () => {
    const record = only(await told(inOneSection(step(1, 'Enable OAuth', switchOff(weak)))));
    expect(record).toMatchObject({ outcome: 'changed' });
    expect(record.deviations).toEqual(['Enable OAuth is not there by that name; "OAuth on" may be it. It was used.']);
  });

  test('is told of where it was already so, too', async () => {
    expect(only(await told(inOneSection(step(1, 'Ensure it', seeing([yes], weak))))).deviations).toHaveLength(1);
  });

  test('is not used for what cannot be taken back', async () => {
    const move = switchOff({ ...weak, final: true });
    const result = await told(inOneSection(step(1, 'Create', move)));
    expect(only(result)).toMatchObject({ outcome: 'failed', error: expect.stringContaining('cannot be taken back') });
    expect(only(result).commits).toBeUndefined();
    expect(move.presses).toBe(0);
  });

  test('is not used at all where that is asked for', async () => {
    const move = switchOff(weak);
    const record = only(await told(inOneSection(step(1, 'Enable OAuth', move)), { strict: true }));
    expect(record).toMatchObject({ outcome: 'failed', error: expect.stringContaining('--strict') });
    expect(move.presses).toBe(0);
  });
});

test('the proof may take some looks', async () => {
  const move = seeing([no, no, no, yes], { act: async () => 'Confirmed with OK.' });
  const record = only(await told(inOneSection(extraStep('Enable OAuth', move))));
  expect(record).toMatchObject({ outcome: 'changed', remark: 'Confirmed with OK.' });
  expect(move.looked).toBe(4);
});

test('failed: what is wanted and what is found stand in the error', async () => {
  const result = await told(inOneSection(step(1, 'Enable OAuth', seeing([no], { act: async () => undefined }))));
  expect(only(result)).toMatchObject({ outcome: 'failed', wanted: 'on', found: 'off', proved: 'off' });
  expect(only(result).error).toContain('Contact Email: wanted on, found off.');
  expect(result).toMatchObject({ outcome: 'failed', failure: { kind: 'step' } });
});

test('a step that can only look waits until it holds, and has changed nothing', async () => {
  const move = seeing([no, no, yes]);
  expect(only(await told(inOneSection(extraStep('See it', move))))).toMatchObject({
    outcome: 'already so',
    proved: 'on',
  });
});

test('locked to the wanted value: already so, with a deviation', async () => {
  const move = seeing([{ ...yes, locked: LOCKED }]);
  const record = only(await told(inOneSection(step(1, 'Ensure PKCE', move, { deviation: 'As the facts say.' }))));
  expect(record.outcome).toBe('already so');
  expect(record.deviations).toEqual(['As the facts say.', `The org does not let this be changed: ${LOCKED}`]);
});

test('locked to another value: failed without being touched', async () => {
  const move = switchOff({ check: async () => ({ ...no, locked: LOCKED }) });
  const record = only(await told(inOneSection(step(1, 'Ensure PKCE', move))));
  expect(record).toMatchObject({ outcome: 'failed', found: 'off' });
  expect(record.error).toContain(`The page says: ${LOCKED}`);
  expect(move.presses).toBe(0);
});

test('not offered at first: waited for, then done', async () => {
  const looks: Verdict[] = [notOffered, notOffered, no];
  const move = switchOff();
  const offered = { ...move, check: async () => looks.shift() ?? yes };
  const record = only(await told(inOneSection(step(1, 'Ensure PKCE', offered))));
  expect(record).toMatchObject({ outcome: 'changed', found: 'off', proved: 'on' });
  expect(move.presses).toBe(1);
});

test('not offered at first and then as wanted: already so', async () => {
  const move = seeing([notOffered, yes], { act: async () => Promise.reject(new Error('touched')) });
  expect(only(await told(inOneSection(step(1, 'Ensure PKCE', move)))).outcome).toBe('already so');
});

test('never offered: failed without being touched', async () => {
  const move = switchOff({ check: async () => notOffered });
  const record = only(await told(inOneSection(step(1, 'Ensure PKCE', move))));
  expect(record.outcome).toBe('failed');
  expect(record.error).toContain('found not offered');
  expect(move.presses).toBe(0);
});

test('refused by the page: the wait ends at once, with the words of the page', async () => {
  const move = seeing([no, no, { ...no, refused: 'That name is taken.' }, yes], { act: async () => undefined });
  const record = only(await told(inOneSection(step(1, 'Create', move))));
  expect(record.outcome).toBe('failed');
  expect(record.error).toContain('The page says: That name is taken.');
  expect(move.looked).toBe(3);
});

test('words of a refusal that were there before the act are no answer to it, unless they stay', async () => {
  const before = { ...no, refused: 'A lock.' };
  const saved = seeing([before, before, yes], { act: async () => undefined });
  expect(only(await told(inOneSection(step(1, 'Save', saved))))).toMatchObject({ outcome: 'changed' });
  const other = seeing([before, { ...no, refused: 'Another.' }, yes], { act: async () => undefined });
  expect(only(await told(inOneSection(step(1, 'Save', other)))).error).toContain('The page says: Another.');
  const again = seeing([before], { act: async () => undefined, patience: 6_000, keeps: true });
  const refused = only(await told(inOneSection(step(1, 'Save', again))));
  expect(refused.error).toContain('The page says: A lock.');
  expect(refused.commits).toBeUndefined();
});

test('what a page refuses it has not kept, and what is in its way was there before', async () => {
  const refusing = (more: object) =>
    seeing([no, { ...no, refused: 'Taken.', ...more }], { act: async () => undefined, keeps: true });
  const refused = await told(inOneSection(step(1, 'Create', refusing({}))));
  expect(only(refused).commits).toBeUndefined();
  expect(refused.failure).toMatchObject({ kind: 'step' });
  const taken = await told(inOneSection(step(1, 'Create', refusing({ inTheWay: true }))));
  expect(taken.failure).toMatchObject({ kind: 'preflight', message: expect.stringContaining('The page says: Taken.') });
});

test('a check that throws while the page changes after acting is asked again', async () => {
  const move = seeing([no, new Error('context was destroyed'), yes], { act: async () => undefined });
  expect(only(await told(inOneSection(step(1, 'Create', move)))).outcome).toBe('changed');
});

test('a check that only throws after acting fails with its last error', async () => {
  const move = seeing([no, new Error('context was destroyed')], { act: async () => undefined });
  const record = only(await told(inOneSection(step(1, 'Create', move))));
  expect(record).toMatchObject({ outcome: 'failed', error: expect.stringMatching(/^E_UNFORESEEN: .*\(Error/) });
});

test('a check that throws beforehand, while the page still changes, is asked again', async () => {
  const move = seeing([new Error('context was destroyed'), yes]);
  expect(only(await told(inOneSection(step(1, 'Ensure PKCE', move)))).outcome).toBe('already so');
});

test('an act that throws fails the step, and the error itself is the failure of the run', async () => {
  const failure = new Trouble('person', 'Salesforce wants a person.', 'Sign in by hand.');
  const result = await told(inOneSection(step(1, 'Prove it', switchOff({ act: async () => Promise.reject(failure) }))));
  expect(only(result)).toMatchObject({ outcome: 'failed', error: 'Salesforce wants a person. Sign in by hand.' });
  expect(result.failure).toBe(failure);
});

test('an error of a library is told by a code of ours, with nothing of its text', async () => {
  const error = new TypeError('one line\nCall log: fill("hunter2-hunter2")');
  const move = switchOff({ act: async () => Promise.reject(error) });
  const said = only(await told(inOneSection(step(1, 'Type it', move)))).error;
  expect(said).toMatch(/^E_UNFORESEEN: .*\(TypeError/);
  expect(said).not.toMatch(/one line|hunter2/);
});

test('an error of a library is never cut within a secret, of which the rest would stay', async () => {
  const book = new SecretBook();
  book.keep('password', 'correct-horse-battery');
  const move = switchOff({ act: async () => Promise.reject(new Error(`${'x'.repeat(185)} correct-horse-battery`)) });
  const { error } = only(await told(inOneSection(step(1, 'Type it', move))));
  expect(book.redact(error ?? '')).not.toContain('correct-horse');
});

test('an error of a library in a sealed step shows nothing of its text', async () => {
  const move = switchOff({
    seal: { allow: ['h1'] },
    act: async () => Promise.reject(new TypeError('0A1B2C on the page')),
  });
  const { error } = only(await told(inOneSection(step(1, 'Read the secret', move))));
  expect(error).toMatch(/\(TypeError.*The page was sealed/);
  expect(error).not.toContain('0A1B2C');
});

test('a wanted value that is known late is told as it was then', async () => {
  let known = 'not known yet';
  const move = switchOff({
    tells: { verb: 'set', what: 'Run As', wanted: () => known },
    act: async () => {
      known = 'admin@acme.example';
      move.presses += 1;
      return undefined;
    },
  });
  expect(only(await told(inOneSection(step(1, 'Give Run As', move)))).wanted).toBe('admin@acme.example');
});

test('what a check gathered is exhibited, also where it fails', async () => {
  const exhibit = () => [['Answer', '400 invalid_client']] as const;
  const record = only(await told(inOneSection(extraStep('Sign in', seeing([no], { exhibit })))));
  expect(record).toMatchObject({ outcome: 'failed', exhibit: [['Answer', '400 invalid_client']] });
});

test('a step without a screen has no picture', async () => {
  const camera = new NotedCamera();
  expect(only(await told(inOneSection(extraStep('Sign in', switchOff())), { camera })).captures).toEqual([]);
  expect(camera.shots).toEqual([]);
});

test('a step that makes the org keep or show something says so, whether or not it got through', async () => {
  const kept = only(await told(inOneSection(step(1, 'Create', switchOff({ keeps: true })))));
  expect([kept.outcome, kept.commits]).toEqual(['changed', true]);
  const unclear = switchOff({ keeps: true, act: async () => Promise.reject(new Error('gone')) });
  expect(only(await told(inOneSection(step(1, 'Create', unclear)))).commits).toBe(true);
  const wasSo = seeing([yes], { keeps: true, act: async () => undefined });
  expect(only(await told(inOneSection(step(1, 'Create', wasSo)))).commits).toBeUndefined();
  const shown = seeing([yes], { reveals: true, act: async () => undefined });
  expect(only(await told(inOneSection(step(1, 'See it', shown)))).commits).toBe(true);
  expect(only(await told(inOneSection(step(1, 'Set it', switchOff())))).commits).toBeUndefined();
});
