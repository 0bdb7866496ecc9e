import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { endProcess, identify, standing, startedByPs } from '../../src/machine/process-identity.ts';

test.skip(process.platform === 'win32', 'Windows does not say when a process was started');

/** A process that lasts; its number. */
function lasting(): { pid: number; kill(): void; ended: Promise<unknown> } {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  return { pid: child.pid ?? 0, kill: () => void child.kill('SIGKILL'), ended: once(child, 'exit') };
}

test('a process is the same whenever it is asked, and another than one that starts later', async () => {
  const [first, me] = [await identify(process.pid), await identify(process.pid)];
  expect(first).toEqual(me);
  await pause(20);
  const other = lasting();
  expect((await identify(other.pid))?.started).not.toBe(first?.started);
  other.kill();
  await other.ended;
});

test('it is alive while it runs and gone afterwards', async () => {
  const other = lasting();
  const identity = await identify(other.pid);
  if (!identity) throw new Error('It did not start');
  expect(await standing(identity)).toBe('alive');
  expect(await standing({ ...identity, started: `${identity.started}0` })).toBe('gone');
  expect(await standing({ ...identity, among: 'elsewhere' })).toBe('unknown');
  expect(await endProcess(identity)).toBe(true);
  expect(await standing(identity)).toBe('gone');
  expect(await endProcess(identity), 'it has gone already').toBe(false);
  expect(await identify(other.pid)).toBeUndefined();
});

test('one whose parent has not looked yet after its end is gone as well', async () => {
  test.skip(process.platform !== 'linux', 'the shell of the others is another');
  // The shell replaces itself by a program that never asks for its children.
  const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(String(line));
  try {
    await expect
      .poll(async () => (await promisify(execFile)('ps', ['-o', 'state=', '-p', `${pid}`])).stdout)
      .toMatch(/^Z/);
    expect(await identify(pid)).toBeUndefined();
    expect(await startedByPs(pid)).toBeUndefined();
  } finally {
    parent.kill('SIGKILL');
  }
});

test('the systems without files for processes say the start to the second', async () => {
  expect(await startedByPs(process.pid)).toMatch(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{2}:\d{2}:\d{2} \d{4}$/);
  expect(await startedByPs(4_194_305)).toBeUndefined();
});
