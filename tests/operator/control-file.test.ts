import { appendFile, chmod, mkdir, mkdtemp, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { controlFileWheel, readAnswer } from '../../src/operator/control-file.ts';
import { Wheel } from '../../src/operator/wheel.ts';

const by = 'the control file';

for (const [line, said] of [
  ['pause', { answer: 'pause', by }],
  ['go on', { answer: 'go on', by }],
  ['step', { answer: 'one step', by }],
  ['until 14', { answer: 'run until', by, until: 14 }],
  ['run until 3', { answer: 'run until', by, until: 3 }],
  ['run until later', { answer: 'run until', by, until: undefined }],
  ['approve ticket 12', { answer: 'approve', by, why: 'ticket 12' }],
  ['try again', { answer: 'try again', by }],
  ['by hand', { answer: 'done by hand', by }],
  ['skip  the field is not there', { answer: 'skip', by, why: 'the field is not there' }],
  ['take over', { answer: 'take over', by }],
  ['hand back', { answer: 'hand back', by }],
  ['stop', { answer: 'stop', by }],
  ['stopping', undefined],
  ['', undefined],
] as const) {
  test(`a line says ${JSON.stringify(line)}`, () => {
    expect(readAnswer(line)).toEqual(said);
  });
}

test.describe('a control file', () => {
  let folder: string;
  let file: string;
  let told: string[];
  let wheel: Wheel;
  let end: () => void;
  const begin = async () => {
    end = await controlFileWheel(wheel, file, (line) => told.push(line));
  };
  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'setupwright-test-'));
    file = join(folder, 'control');
    told = [];
    wheel = new Wheel({ isAnswered: true, approve: 'never', signal: new AbortController().signal });
  });
  test.afterEach(async () => {
    end();
    await rm(folder, { recursive: true, force: true });
  });
  const answers = () => wheel.answers().map(({ answer }) => answer);

  test('is obeyed line by line as it grows, and what stood in it before is left alone', async () => {
    await writeFile(file, 'stop\n', { mode: 0o600 });
    await begin();
    await appendFile(file, 'pau');
    await appendFile(file, 'se\ntake over\n');
    await expect.poll(() => wheel.standing.due).toBe('take over');
    expect(answers()).toEqual(['pause', 'take over']);
  });

  test('may come late, and be written anew', async () => {
    await begin();
    await writeFile(file, 'pause\n', { mode: 0o600 });
    await expect.poll(() => wheel.standing.due).toBe('pause');
    await writeFile(file, 'stop!\nstop\n');
    await expect.poll(() => wheel.standing.due).toBe('stop');
    expect(told).toEqual(['The control file: "stop!" is no answer.']);
  });

  test('that is touched, or emptied, says nothing new', async () => {
    await begin();
    await writeFile(file, 'pause\n', { mode: 0o600 });
    await expect.poll(() => wheel.standing.due).toBe('pause');
    await utimes(file, new Date(), new Date(Date.now() + 5_000));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await truncate(file);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await appendFile(file, 'stop\n');
    await expect.poll(() => wheel.standing.due).toBe('stop');
    expect(answers()).toEqual(['pause', 'stop']);
    expect(told).toEqual([]);
  });

  test('that cannot be read is told of once, and is no end of the run', async () => {
    await begin();
    await mkdir(file);
    await expect.poll(() => told).toEqual([expect.stringContaining('is not read')]);
  });

  test('that says what is no answer now is told why', async () => {
    await begin();
    await writeFile(file, 'try again\nshow\n', { mode: 0o600 });
    await expect.poll(() => told).toHaveLength(2);
    expect(told[0]).toMatch(/^The control file: "try again" is no answer now; there are: pause,/);
    expect(told[1]).toBe('The control file: There is nothing to show now.');
  });

  test('that others could write is not obeyed, and that is said once', async () => {
    test.skip(process.platform === 'win32', 'Windows has no such rights');
    await begin();
    await writeFile(join(folder, 'other'), 'stop\n');
    await chmod(join(folder, 'other'), 0o666);
    await rename(join(folder, 'other'), file);
    await expect.poll(() => told).toEqual([expect.stringContaining('could be written by others')]);
    await appendFile(file, 'pause\n');
    // Longer than it takes to look again.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(told).toHaveLength(1);
    expect(answers()).toEqual([]);
  });

  test('that is a link is not obeyed', async () => {
    await writeFile(join(folder, 'other'), 'stop\n', { mode: 0o600 });
    await begin();
    await symlink(join(folder, 'other'), file);
    await expect.poll(() => told).toEqual([expect.stringContaining('is not read')]);
    expect(answers()).toEqual([]);
  });
});
