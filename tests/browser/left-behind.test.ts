import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { clearLeftBehind } from '../../src/machine/left-behind.ts';
import { identify, isThere, type ProcessIdentity } from '../../src/machine/process-identity.ts';
import { type NotedFolder, notedFolders, type ScratchNote } from '../../src/machine/scratch-note.ts';
import { Child, folder } from '../machine/support.ts';

test.skip(process.platform === 'win32', 'Windows does not say when a process was started');

const LAUNCH = pathToFileURL(join(import.meta.dirname, '../../dist/src/browser/launch.js')).href;
const run = {
  id: '20261123T090000Z-1a2b3c4d',
  since: '2026-11-23T09:00:00.000Z',
  folder: join(process.cwd(), 'runs/one'),
};
const REMARK =
  /^Run 20261123T090000Z-1a2b3c4d \(process \d+, since 2026-11-23 09:00:00 UTC\) died before its end; there is no evidence of it in runs\/one\./;
const AND_ITS_BROWSER = / Its browser was still there and was ended\.$/;
/** No process has such a number on Linux. */
const NOBODY = 4_194_305;

/** A process that has a real browser, and dies while the browser hangs: one that can still act may end by itself. */
async function orphaned(above: string): Promise<NotedFolder & { browser: ProcessIdentity; owner: Child }> {
  const source = `
    process.env.TMPDIR = ${JSON.stringify(above)};
    const { launchBrowser } = await import(${JSON.stringify(LAUNCH)});
    const browser = await launchBrowser({ headed: false, asked: process.env.SETUPWRIGHT_BROWSER });
    await browser.noteRun(${JSON.stringify(run)});
    await (await browser.context.newPage()).goto('data:text/html,<p>a page has a process of its own');
    process.stdout.write('ready\\n');
    setInterval(() => undefined, 1_000);`;
  await writeFile(join(above, 'program.mjs'), source);
  const owner = new Child(join(above, 'program.mjs'));
  expect(await owner.line()).toBe('ready');
  const [noted] = await notedFolders(above);
  const browser = noted?.note?.browser;
  if (!noted || !browser) throw new Error('The browser is not noted');
  process.kill(browser.pid, 'SIGSTOP');
  owner.kill('SIGKILL');
  await owner.end();
  return { ...noted, browser, owner };
}

/** Every process that still uses a folder, by number. */
async function usersOf(path: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(path)) found.push(Number(pid));
  }
  return found;
}

test.describe('a browser whose run was killed', () => {
  test.skip(process.platform !== 'linux', 'only Linux shows the processes as files');

  test('case 28: is ended at the next start, with all its processes and its folder, and a run is told of', async () => {
    await using here = await folder();
    const left = await orphaned(here.path);
    expect((await usersOf(left.path)).length).toBeGreaterThan(1);
    const remarks = await clearLeftBehind(here.path);
    expect(remarks).toEqual([expect.stringMatching(REMARK)]);
    expect(remarks[0]).toMatch(AND_ITS_BROWSER);
    await expect.poll(() => usersOf(left.path)).toEqual([]);
    expect(existsSync(left.path)).toBe(false);
    expect(await clearLeftBehind(here.path), 'told once').toEqual([]);
  });

  test('case 28: is ended too where its run died before it could note the browser', async () => {
    await using here = await folder();
    const left = await orphaned(here.path);
    const { browser: _, run: __, ...before } = left.note as ScratchNote;
    await writeFile(join(left.path, 'setupwright.json'), JSON.stringify(before));
    expect(await clearLeftBehind(here.path)).toEqual([
      expect.stringMatching(/^A process of setupwright \(\d+\) had died\./),
    ]);
    await expect.poll(() => usersOf(left.path)).toEqual([]);
  });
});

/** Something that runs, and is no browser of ours. */
async function bystander(): Promise<AsyncDisposable & { identity: ProcessIdentity; isAlive(): boolean }> {
  const child = spawn('sleep', ['600'], { stdio: 'ignore', detached: true });
  const identity = await identify(child.pid ?? 0);
  if (!identity) throw new Error('It did not start');
  return {
    identity,
    isAlive: () => child.exitCode === null && child.signalCode === null && isThere(identity.pid),
    [Symbol.asyncDispose]: async () => void child.kill('SIGKILL'),
  };
}

/** A scratch folder with such a note. */
async function scratchOf(above: string, note: unknown, { pid = NOBODY, mode = 0o600 } = {}): Promise<string> {
  const path = join(above, `sw-${pid}-abcdef`);
  await mkdir(path, { mode: 0o700 });
  const file = join(path, 'setupwright.json');
  await writeFile(file, JSON.stringify(note));
  await chmod(file, mode);
  return path;
}

async function self(): Promise<ProcessIdentity> {
  const identity = await identify(process.pid);
  if (!identity) throw new Error('This process is not there');
  return identity;
}

test('case 37: a process that has the number of a dead one, and was started at another time, is left alone', async () => {
  await using here = await folder();
  await using other = await bystander();
  const me = await self();
  const dead = { ...me, started: `${me.started}0` };
  const browser = { ...other.identity, started: `${other.identity.started}0` };
  const path = await scratchOf(
    here.path,
    { owner: dead, browser, run: { ...run, folder: here.path } },
    { pid: process.pid },
  );
  const [remark] = await clearLeftBehind(here.path);
  expect(remark).toMatch(/^Run 20261123T090000Z-1a2b3c4d .* died before its end; its evidence is in /);
  expect(remark).not.toMatch(AND_ITS_BROWSER);
  expect(existsSync(path), 'its owner is known to be dead, though its number lives').toBe(false);
  expect(other.isAlive()).toBe(true);
});

test('case 37: the process itself is ended, as the proof that the one before could have been', async () => {
  await using here = await folder();
  await using other = await bystander();
  const dead = { ...(await self()), pid: NOBODY };
  await scratchOf(here.path, { owner: dead, browser: other.identity });
  expect(await clearLeftBehind(here.path)).toHaveLength(1);
  await expect.poll(other.isAlive).toBe(false);
});

const STAY: Readonly<Record<string, (me: ProcessIdentity) => ProcessIdentity>> = {
  'a living process': (me) => me,
  'another container or machine': (me) => ({ ...me, pid: NOBODY, among: 'elsewhere pid:[1]' }),
};
for (const [whose, ownerOf] of Object.entries(STAY)) {
  test(`what belongs to ${whose} stays as it is`, async () => {
    await using here = await folder();
    await using other = await bystander();
    const owner = ownerOf(await self());
    const path = await scratchOf(here.path, { owner, browser: other.identity, run });
    expect(await clearLeftBehind(here.path)).toEqual([]);
    expect([existsSync(path), other.isAlive()]).toEqual([true, true]);
  });
}

test('a note that others can read may be theirs, and ends nobody', async () => {
  await using here = await folder();
  await using other = await bystander();
  const owner = { ...(await self()), pid: NOBODY };
  const path = await scratchOf(here.path, { owner, browser: other.identity, run }, { mode: 0o644 });
  expect(await clearLeftBehind(here.path)).toEqual([]);
  expect([existsSync(path), other.isAlive()]).toEqual([false, true]);
});

for (const note of ['', '{', '[]', '{"owner":{"pid":-1}}']) {
  test(`a note that is none is passed over: ${JSON.stringify(note)}`, async () => {
    await using here = await folder();
    const path = await scratchOf(here.path, {});
    await writeFile(join(path, 'setupwright.json'), note);
    expect(await clearLeftBehind(here.path)).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });
}
