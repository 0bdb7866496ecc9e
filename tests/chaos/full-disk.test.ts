import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { LedgerEntry } from '../../src/practice-org/index.ts';
import { deeds } from '../support/ledger.ts';
import { type Practice, practice } from '../support/practice.ts';
import { NO_SMALL_DISK, smallDisk } from '../support/small-disk.ts';
import { afterTheKill, atTheEnd } from './findings.ts';
import { atSection, type Moment, once } from './moments.ts';
import { Trial } from './trial.ts';

test.skip(process.platform !== 'linux', 'only Linux shows the processes as files');

let place: Practice;
test.beforeAll(async () => {
  place = await practice();
});
test.afterAll(async () => place.close());

/** A moment at which the disk of the evidence gets full, and what the org must not be asked to do after it. */
const CASES: readonly (readonly [Moment, next: LedgerEntry['deed']])[] = [
  [atSection('Create the app'), 'create app'],
  [once('create app'), 'change policies'],
  [atSection('Set the policies'), 'change policies'],
  [once('change policies'), 'send code'],
  [once('send code'), 'reveal credentials'],
];

for (const [moment, next] of CASES) {
  test(`case 33: a disk that gets full ${moment.called} ends the run before the next effect, and resume goes on`, {
    tag: '@chaos',
  }, async () => {
    await using trial = await Trial.in(place);
    await using disk = await smallDisk(join(trial.folder, 'evidence'), 'size=80m');
    test.skip(!disk, NO_SMALL_DISK);
    const under = trial.run('first');
    const { came: giveBack, code, err } = await trial.when(moment, under, () => disk?.fill());
    expect(code).toBe(5);
    expect(err).toMatch(/^setupwright: \S.* Check the disk and run again\.\n$/);
    expect(deeds(place.org, next)).toEqual([]);
    expect((await afterTheKill(trial)).findings).toEqual([]);
    await giveBack?.();
    expect(await atTheEnd(trial, await trial.goOn('first', 'second'), false)).toEqual([]);
  });
}
