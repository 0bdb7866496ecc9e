import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { lockRun } from '../../src/machine/run-lock.ts';
import { Child, folder, program } from './support.ts';

const never = new AbortController().signal;
const url = 'https://acme.my.salesforce.com';
/** An app that no other test has. */
const app = () => ({ org: '00D000000000001AAA', url, subject: `the app "${randomUUID()}"` });

test('case 36: of two runs at one app of one org, the second is told who has it since when', async () => {
  const thing = app();
  await using _ = await lockRun(thing, '20261123T090000Z-1a2b3c4d', never);
  await expect(lockRun(thing, '20261123T090001Z-5e6f7a8b', never)).rejects.toMatchObject({
    kind: 'locked',
    message: expect.stringMatching(
      new RegExp(
        `^Another run has the app "[0-9a-f-]+" of the org 00D000000000001AAA: process ${process.pid} since [\\d-]{10} [\\d:]{8} UTC \\(run 20261123T090000Z-1a2b3c4d\\)\\. Nothing was changed\\. Run again when it is done`,
      ),
    ),
  });
});

test('case 36: an org and an app are one by whichever of their names', async () => {
  const thing = app();
  await using _ = await lockRun(thing, 'one', never);
  const same = [
    { ...thing, org: '00D000000000001' },
    { ...thing, subject: thing.subject.toUpperCase() },
    { ...thing, url: 'https://acme--uat.sandbox.my.salesforce.com' },
  ];
  for (const other of same) await expect(lockRun(other, 'two', never)).rejects.toMatchObject({ kind: 'locked' });
});

test('case 36: another app, another org and another server of the same id are free', async () => {
  const thing = app();
  await using _ = await lockRun(thing, 'one', never);
  const others = [
    app(),
    { ...thing, org: '00D000000000002AAA' },
    { ...thing, url: 'http://acme.my.salesforce.localhost:7421' },
  ];
  for (const other of others) await (await lockRun(other, 'two', never))[Symbol.asyncDispose]();
});

test('case 37: the lock of a run that was killed is free at once, and its number tells nothing of it', async () => {
  await using here = await folder();
  const thing = app();
  const source = `
    import { lockRun } from './run-lock.ts';
    await lockRun(JSON.parse(process.argv[2]), 'one', new AbortController().signal);
    process.stdout.write('held\\n');
    setInterval(() => undefined, 1_000);`;
  await using child = new Child(await program(source, here.path), [JSON.stringify(thing)]);
  expect(await child.line()).toBe('held');
  await expect(lockRun(thing, 'two', never)).rejects.toMatchObject({
    message: expect.stringContaining(`process ${child.pid} since`),
  });
  child.kill('SIGKILL');
  await child.end();
  await (await lockRun(thing, 'two', never))[Symbol.asyncDispose]();
});

test('it is free again when a run gives it back', async () => {
  const thing = app();
  await (await lockRun(thing, 'one', never))[Symbol.asyncDispose]();
  await (await lockRun(thing, 'two', never))[Symbol.asyncDispose]();
});
