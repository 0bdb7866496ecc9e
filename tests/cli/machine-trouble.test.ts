import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { lockRun } from '../../src/machine/run-lock.ts';
import { userName } from '../../src/machine/user-name.ts';
import { command, type Practice, practice } from '../support/practice.ts';
import { NO_SMALL_DISK, smallDisk } from '../support/small-disk.ts';

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-trouble-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

const RUN = [
  'run',
  'external-client-app',
  '--yes',
  '--set',
  'contactEmail=ops@acme.example',
  '--set',
  'appName=Document AI',
];
/** Nobody answers there: what is refused at the start asks nobody. */
const SETTINGS = {
  SALESFORCE_URL: 'https://acme.my.salesforce.com',
  SALESFORCE_USERNAME: 'ada@acme.example',
  SALESFORCE_PASSWORD: 'correct-horse-battery',
  SETUPWRIGHT_SINK: 'file:credentials.json',
};

/** A module that does this before the command line starts; its address. */
async function before(source: string): Promise<string> {
  const path = join(folder, 'before.mjs');
  await writeFile(path, source);
  return pathToFileURL(path).href;
}

test('case 34: where the evidence cannot be written, the run ends before anybody signs in', async () => {
  await using disk = await smallDisk(join(folder, 'disk'), 'ro,size=64k');
  test.skip(!disk, NO_SMALL_DISK);
  const { code, err } = await command([...RUN, '--out', 'disk/run'], folder, SETTINGS);
  expect({ code, err }).toEqual({
    code: 64,
    err: 'setupwright: Nothing can be written into disk/run: EROFS. Name another with --out or SETUPWRIGHT_OUT.\n',
  });
  expect(existsSync(join(folder, 'credentials.json'))).toBe(false);
});

test('case 34: a folder for temporary files that is not there ends the run before anybody signs in', async () => {
  const missing = join(folder, 'missing');
  const org = await practice();
  try {
    const { code, err } = await org.run([], { settings: { TMPDIR: missing } });
    expect({ code, err }).toEqual({
      code: 4,
      err: `setupwright: Nothing can be kept in ${missing}, the folder for temporary files. Check its rights and that its disk is not full, or name another in TMPDIR.\n`,
    });
    expect(org.org.ledger()).toEqual([]);
  } finally {
    await org.close();
  }
});

test('case 34: a user without a home folder is told so, whatever is asked', async () => {
  const homeless = await before(`
    import os from 'node:os';
    import { syncBuiltinESMExports } from 'node:module';
    os.homedir = () => { throw new Error('uv_os_homedir returned ENOENT'); };
    syncBuiltinESMExports();`);
  const { code, err } = await command(['list'], folder, { HOME: undefined }, { preload: [homeless] });
  expect({ code, err }).toEqual({
    code: 64,
    err: 'setupwright: HOME is not set, and the system knows no home folder of this user. Set HOME to a folder of your own.\n',
  });
});

test('case 34: without HOME, where the system knows the home folder, nothing is missing', async () => {
  const { code, out } = await command(['list'], folder, { HOME: undefined });
  expect(code).toBe(0);
  expect(out).toContain('external-client-app');
  expect(userName()).toMatch(/^\S+$/);
});

test.describe('case 36: while another run has the app', () => {
  let at: Practice;
  test.beforeAll(async () => {
    at = await practice();
  });
  test.afterAll(() => at.close());

  test('a second one signs in, learns who has it since when, and changes nothing', async () => {
    const thing = { org: at.org.orgId, url: at.org.url, subject: 'the app "Document AI"' };
    await using _ = await lockRun(thing, '20261123T090000Z-1a2b3c4d', new AbortController().signal);
    const { code, out, err } = await at.run(['--out', 'second']);
    expect(code).toBe(7);
    expect(err).toMatch(
      new RegExp(
        `^setupwright: Another run has the app "Document AI" of the org ${at.org.orgId.slice(0, 15)}: process ${process.pid} since [\\d-]{10} [\\d:]{8} UTC \\(run 20261123T090000Z-1a2b3c4d\\)\\. Nothing was changed\\. Run again when it is done, or end it\\.\n$`,
      ),
    );
    expect(out).not.toContain('Report');
    expect(existsSync(join(at.folder, 'second'))).toBe(false);
    expect(at.org.ledger().filter(({ deed }) => /app|policies/.test(deed))).toEqual([]);
  });
});
