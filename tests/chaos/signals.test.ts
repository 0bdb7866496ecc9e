import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { deeds } from '../support/ledger.ts';
import { type Practice, practice } from '../support/practice.ts';
import { appsIn, atTheEnd } from './findings.ts';
import { atSection, once } from './moments.ts';
import { stillThere } from './processes.ts';
import { Trial } from './trial.ts';

test.skip(process.platform !== 'linux', 'only Linux shows the processes as files');

let place: Practice;
test.beforeAll(async () => {
  place = await practice();
});
test.afterAll(async () => place.close());

test('case 31: an interrupt while the key and secret are shown has them handed over first, with whole evidence', async () => {
  await using trial = await Trial.in(place);
  const under = trial.run('first');
  const { code, out, err, came } = await trial.when(once('reveal credentials'), under, () => {
    expect(existsSync(trial.sink)).toBe(false);
    return under.child.kill('SIGINT');
  });
  expect(came).toBe(true);
  expect(err).toContain('stopping after this step');
  expect(code).toBe(130);
  expect(out).toContain('interrupted');
  expect(existsSync(trial.sink)).toBe(true);
  expect(existsSync(join(trial.evidence('first'), 'report.html'))).toBe(true);
  expect(await stillThere(trial.folder)).toEqual([]);
  const { consumerKey, consumerSecret } = JSON.parse(await readFile(trial.sink, 'utf8'));
  expect({ key: consumerKey, secret: consumerSecret }).toEqual(appsIn(place.org)[0]?.consumer);
  expect(deeds(place.org, 'send code')).toHaveLength(1);
});

for (const [where, moment, goesOn] of [
  ['before it changes anything', atSection('Create the app'), false],
  ['while it creates the app, and the next run goes on', once('create app'), true],
] as const) {
  test(`case 31: a second interrupt ends the run at once, with its browser, ${where}`, {
    tag: goesOn ? '@chaos' : [],
  }, async () => {
    await using trial = await Trial.in(place);
    const under = trial.run('first');
    const { code, err } = await trial.when(moment, under, async () => {
      under.child.kill('SIGINT');
      // Two that come together are one signal to a process.
      await expect.poll(() => under.said()).toContain('once more stops at once');
      return under.child.kill('SIGINT');
    });
    expect(err).toContain('once more stops at once');
    expect(code).toBe(130);
    expect(await stillThere(trial.folder)).toEqual([]);
    if (goesOn) expect(await atTheEnd(trial, await trial.goOn('first', 'second'), false)).toEqual([]);
  });
}
