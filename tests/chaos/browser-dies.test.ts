import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Practice, practice } from '../support/practice.ts';
import { appsIn, atTheEnd } from './findings.ts';
import { atSection } from './moments.ts';
import { stillThere } from './processes.ts';
import { Trial } from './trial.ts';

test.skip(process.platform !== 'linux', 'only Linux shows the processes as files');

let place: Practice;
test.beforeAll(async () => {
  place = await practice();
});
test.afterAll(async () => place.close());

for (const [victim, section, goesOn] of [
  ['browser', 'Create the app', false],
  ['browser', 'Set the policies', true],
  ['renderer', 'Set the policies', true],
] as const) {
  const title = `case 32: a ${victim} that dies at "${section}" ends the run with 1, one line and its evidence`;
  test(`${title}${goesOn ? ', and the next run goes on' : ''}`, { tag: goesOn ? '@chaos' : [] }, async () => {
    await using trial = await Trial.in(place);
    const { killed, code, out, err } = await trial.killAt(atSection(section), trial.run('first'), victim);
    expect(killed).toBe(true);
    expect(out).toMatch(/\nfailed: .*\n +.*: E_(CLOSED|CRASHED): the page .*\n/);
    expect(err).toBe('');
    expect(code).toBe(1);
    expect(existsSync(join(trial.evidence('first'), 'report.html'))).toBe(true);
    expect(appsIn(place.org)).toHaveLength(goesOn ? 1 : 0);
    expect(await stillThere(trial.folder)).toEqual([]);
    if (goesOn) expect(await atTheEnd(trial, await trial.goOn('first', 'second'), false)).toEqual([]);
  });
}
