import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { RunEvent } from '../../src/engine/events.ts';
import { journal } from '../../src/evidence/journal.ts';
import { readJournal } from '../../src/evidence/read-journal.ts';
import { RunFolder } from '../../src/evidence/run-folder.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { folder, program } from '../machine/support.ts';

const SECRET = '0A1B2C3D4E5F';
const at = (second: number) => `2026-11-23T09:00:${String(second).padStart(2, '0')}.000Z`;
const EVENTS: readonly RunEvent[] = [
  { kind: 'section started', at: at(0), title: `two\nlines of ${SECRET}` },
  { kind: 'section started', at: at(1), title: 'Größe, 名前, \u{1f600}, \u2028 and \ud800' },
  { kind: 'section started', at: at(2), title: 'three' },
  { kind: 'run ended', at: at(3), outcome: 'converged' },
];

/** A journal of these events, in a folder that goes with the test. */
async function written(events: readonly RunEvent[] = EVENTS) {
  const here = await folder();
  const book = new SecretBook();
  book.keep('consumer secret', SECRET);
  const reader = journal(await RunFolder.create(here.at('run'), book));
  for (const event of events) await reader.hear(event);
  const path = here.at('run/journal.jsonl');
  const lines = async () => (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  const keep = (changed: readonly string[]) => writeFile(path, changed.map((line) => `${line}\n`).join(''));
  return { path, lines, keep, [Symbol.asyncDispose]: () => here[Symbol.asyncDispose]() };
}

test('every event is read again from a line of its own, in order', async () => {
  await using kept = await written();
  const { lines, torn } = await readJournal(kept.path);
  expect(torn).toBeUndefined();
  expect(
    lines.map(({ n, before, hash: _, ...event }) => ({ n, before: /^[0-9a-f]{64}$/.test(before), ...event })),
  ).toEqual([
    { n: 1, before: true, kind: 'section started', at: at(0), title: 'two\nlines of [SECRET consumer secret]' },
    { n: 2, before: true, ...EVENTS[1] },
    { n: 3, before: true, ...EVENTS[2] },
    { n: 4, before: true, ...EVENTS[3] },
  ]);
  expect(await kept.lines()).toHaveLength(4);
});

test('one that has no line yet is one without events', async () => {
  await using kept = await written();
  await writeFile(kept.path, '');
  expect(await readJournal(kept.path)).toEqual({ lines: [] });
});

test('case 35: a torn last line is left out, which is said, wherever it was torn', async () => {
  await using kept = await written();
  const whole = await readFile(kept.path);
  const lastBegins = whole.subarray(0, -1).lastIndexOf('\n') + 1;
  for (let end = lastBegins + 1; end < whole.length; end += 1) {
    await writeFile(kept.path, whole.subarray(0, end));
    const { lines, torn } = await readJournal(kept.path);
    expect(lines).toHaveLength(3);
    expect(torn).toBe(
      `The last line of ${kept.path}, 4, is torn (${end - lastBegins} bytes without an end) and is left out.`,
    );
  }
  await writeFile(kept.path, Buffer.concat([whole.subarray(0, lastBegins), Buffer.alloc(512)]));
  expect((await readJournal(kept.path)).torn, 'as a machine leaves it that lost its power').toContain('512 bytes');
});

/** A line whose own hash is that of its text again. */
function rehashed(line: string): string {
  const text = `${line.slice(0, line.lastIndexOf(',"hash"'))}}`;
  return `${text.slice(0, -1)},"hash":"${createHash('sha256').update(text).digest('hex')}"}`;
}

/** What may be done to the lines of a journal, and what is said of it. */
const CHANGES: Readonly<Record<string, readonly [change: (lines: string[]) => string[], says: RegExp]>> = {
  'a line in the middle is edited': [
    (lines) => lines.map((line) => line.replace('three', 'drei')),
    /^Line 3 of .* was changed\. Do not rely on it\.$/,
  ],
  'a character of the first line is of another kind': [
    (lines) => lines.map((line, index) => (index === 0 ? line.replace('two', 'twо') : line)),
    /^Line 1 of .* was changed/,
  ],
  'the last line is edited': [
    (lines) => lines.map((line) => line.replace('converged', 'failed')),
    /^Line 4 of .* was changed/,
  ],
  'a line is edited and its own hash made anew': [
    (lines) => lines.map((line) => rehashed(line.replace('three', 'drei'))),
    /^Line 4 of .* does not follow from line 3: one of the two was changed/,
  ],
  'a blank is put into a line': [
    (lines) => lines.map((line) => line.replace('{"n":2,', '{"n": 2,')),
    /^Line 2 of .* was changed/,
  ],
  'the first line is missing': [(lines) => lines.slice(1), /^Line 1 of .* bears the number 2: one is missing/],
  'a line in the middle is missing': [
    (lines) => lines.toSpliced(1, 1),
    /^Line 2 of .* bears the number 3: one is missing/,
  ],
  'a line is missing and the others numbered anew': [
    (lines) => lines.toSpliced(1, 1).map((line, index) => line.replace(/"n":\d/, `"n":${index + 1}`)),
    /^Line 2 of .* does not follow from line 1/,
  ],
  'two lines have changed places': [
    ([a = '', b = '', c = '', d = '']) => [a, c, b, d],
    /^Line 2 of .* bears the number 3/,
  ],
  'a line stands there twice': [(lines) => lines.toSpliced(1, 0, lines[0] ?? ''), /^Line 2 of .* bears the number 1/],
  'an empty line is put in': [(lines) => lines.toSpliced(2, 0, ''), /^Line 3 of .* is none of a journal/],
  'a line is no JSON': [(lines) => lines.with(3, '{"n":4'), /^Line 4 of .* is none of a journal/],
  'a line is other JSON': [(lines) => lines.with(3, '[]'), /^Line 4 of .* is none of a journal/],
  'it begins with the end of another': [
    (lines) => [lines[0]?.replace(/0{64}/, 'f'.repeat(64)) ?? '', ...lines.slice(1)],
    /^Line 1 of .* is not the first of a journal/,
  ],
};

for (const [what, [change, says]] of Object.entries(CHANGES)) {
  test(`case 35: it is refused with the number of the line where ${what}`, async () => {
    await using kept = await written();
    await kept.keep(change(await kept.lines()));
    await expect(readJournal(kept.path)).rejects.toMatchObject({
      kind: 'evidence',
      message: expect.stringMatching(says),
    });
  });
}

test('an event that was refused for the secret in it is missed', async () => {
  await using here = await folder();
  const book = new SecretBook();
  book.keep('consumer secret', SECRET);
  const reader = journal(await RunFolder.create(here.at('run'), book));
  const titles = ['one', [...SECRET].join('-'), 'three'];
  for (const title of titles) {
    await Promise.resolve(reader.hear({ kind: 'section started', at: at(0), title })).catch(() => undefined);
  }
  await expect(readJournal(here.at('run/journal.jsonl'))).rejects.toMatchObject({
    message: expect.stringMatching(/^Line 2 of .* bears the number 3: one is missing/),
  });
});

test('one that is not there is told', async () => {
  await using here = await folder();
  await expect(readJournal(here.at('journal.jsonl'))).rejects.toMatchObject({ kind: 'evidence' });
});

test('case 38: the clock may jump either way: the numbers say what came after what', async () => {
  const times = [at(30), at(5), at(59), at(0)];
  await using kept = await written(times.map((time) => ({ kind: 'section started', at: time, title: 'one' })));
  const { lines } = await readJournal(kept.path);
  expect(lines.map((line) => line.at)).toEqual(times);
  expect(lines.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
});

test('case 35: a process that is killed while it writes leaves whole lines and at most one that is torn', async () => {
  await using here = await folder();
  const path = await program(
    `import { journal } from '../evidence/journal.ts';
    import { RunFolder } from '../evidence/run-folder.ts';
    import { SecretBook } from '../runbook/secret.ts';
    const folder = await RunFolder.create(process.argv[2], new SecretBook());
    const reader = journal(folder);
    for (let n = 1; n < 1_000; n += 1) {
      await reader.hear({ kind: 'section started', at: new Date().toISOString(), title: 'x'.repeat(20_000) });
      process.stdout.write(String(n) + ' ');
    }`,
    here.path,
  );
  for (const lines of [1, 7, 20]) {
    const out = here.at(`run-${lines}`);
    const child = spawn(process.execPath, [path, out], { stdio: ['ignore', 'pipe', 'inherit'] });
    let announced = 0;
    child.stdout.on('data', (data) => {
      announced = Number(String(data).trim().split(' ').at(-1));
      if (announced >= lines) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const found = await readJournal(join(out, 'journal.jsonl'));
    expect(found.lines.length, 'what was announced is kept').toBeGreaterThanOrEqual(announced);
    await appendFile(join(out, 'journal.jsonl'), 'x\n');
    await expect(readJournal(join(out, 'journal.jsonl'))).rejects.toMatchObject({ kind: 'evidence' });
  }
});
