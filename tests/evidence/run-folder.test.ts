import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { journal } from '../../src/evidence/journal.ts';
import { readJournal } from '../../src/evidence/read-journal.ts';
import { RunFolder } from '../../src/evidence/run-folder.ts';
import { SecretBook } from '../../src/runbook/secret.ts';

const SECRET = '0A1B2C3D4E5F';
const book = new SecretBook();
book.keep('consumer secret', SECRET);

let base: string;
let out: string;

test.beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'setupwright-folder-'));
  out = join(base, 'runs', 'one');
});

test.afterEach(() => rm(base, { recursive: true, force: true }));

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
const filesIn = async (path: string) => (await readdir(path, { recursive: true })).sort();

test('is for its owner alone, and so is every file in it', async () => {
  const before = process.umask(0);
  try {
    const folder = await RunFolder.create(out, book);
    await folder.json('run.json', {});
    await folder.line('journal.jsonl', {});
    await folder.picture('01-step-01-after.png', Buffer.from('png'));
    await folder.page('report.html', {}, () => '<p>');
  } finally {
    process.umask(before);
  }
  for (const made of ['.', 'screenshots']) expect.soft(await modeOf(join(out, made)), made).toBe('700');
  for (const file of ['run.json', 'journal.jsonl', 'report.html', 'screenshots/01-step-01-after.png']) {
    expect.soft(await modeOf(join(out, file)), file).toBe('600');
  }
});

test('is closed to others though it was there before, open and empty', async () => {
  await mkdir(out, { recursive: true, mode: 0o755 });
  await chmod(out, 0o755);
  await RunFolder.create(out, book);
  expect(await modeOf(out)).toBe('700');
});

test.describe('a folder with files in it', () => {
  for (const file of ['notes.txt', 'screenshots/01-step-01-after.png', '.hidden']) {
    test(`is refused: ${file}`, async () => {
      await mkdir(join(out, 'screenshots'), { recursive: true });
      await writeFile(join(out, file), 'mine');
      await expect(RunFolder.create(out, book)).rejects.toMatchObject({
        kind: 'usage',
        message: `The output folder ${out} is not empty. Name a new one with --out.`,
      });
      expect(await readFile(join(out, file), 'utf8')).toBe('mine');
    });
  }

  test('is left as it is', async () => {
    await mkdir(out, { recursive: true });
    await chmod(out, 0o755);
    await writeFile(join(out, 'notes.txt'), 'mine');
    await RunFolder.create(out, book).catch(() => undefined);
    expect([await modeOf(out), await filesIn(out)]).toEqual(['755', ['notes.txt']]);
  });
});

test('that cannot be made is told as usage', async () => {
  await writeFile(join(base, 'runs'), 'a file');
  await expect(RunFolder.create(out, book)).rejects.toMatchObject({ kind: 'usage', cause: { code: 'ENOTDIR' } });
});

test('refuses names that lead elsewhere or say too much', async () => {
  const folder = await RunFolder.create(out, book);
  const odd = ['../run.json', '/etc/passwd', 'a/b.json', '.env', '', 'A.json', 'a b.json', 'a\n.json', 'a\\b', '-a'];
  for (const name of odd) {
    await expect.soft(folder.json(name, {}), name).rejects.toThrow('Not a name for evidence');
    await expect.soft(folder.line(name, {}), name).rejects.toThrow('Not a name for evidence');
    await expect.soft(folder.picture(name, Buffer.from('')), name).rejects.toThrow('Not a name for evidence');
    await expect.soft(folder.page(name, {}, String), name).rejects.toThrow('Not a name for evidence');
  }
  expect(await filesIn(base)).toEqual(['runs', 'runs/one', 'runs/one/screenshots']);
});

test('holds no known secret, whatever is written', async () => {
  const folder = await RunFolder.create(out, book);
  const data = { said: `it is ${SECRET}`, url: `https://a.example/?s=${SECRET}`, list: [SECRET], n: 3 };
  await folder.json('run.json', data);
  await folder.line('journal.jsonl', data);
  await folder.page('report.html', data, ({ said }) => `<p>${said}</p>`);
  for (const file of ['run.json', 'journal.jsonl', 'report.html']) {
    const text = await readFile(join(out, file), 'utf8');
    expect.soft(text, file).not.toContain(SECRET);
    expect.soft(text, file).toContain('[SECRET consumer secret]');
  }
  expect(JSON.parse(await readFile(join(out, 'run.json'), 'utf8'))).toMatchObject({ n: 3 });
});

test.describe('what holds a secret that redaction does not know again', () => {
  const disguised = [...SECRET].join('-');
  const writes: readonly (readonly [file: string, write: (folder: RunFolder) => Promise<unknown>])[] = [
    ['run.json', (folder) => folder.json('run.json', { said: disguised })],
    ['journal.jsonl', (folder) => folder.line('journal.jsonl', { said: disguised })],
    ['report.html', (folder) => folder.page('report.html', { said: disguised }, ({ said }) => `<p>${said}</p>`)],
    ['report.pdf', (folder) => folder.bytes('report.pdf', Buffer.from(`%PDF-1.4 ${SECRET}`))],
    ['screenshots/a.png', (folder) => folder.picture('a.png', Buffer.from(`pixels ${SECRET}`))],
  ];
  for (const [file, write] of writes) {
    test(`is not written: ${file}`, async () => {
      const folder = await RunFolder.create(out, book);
      const error = await write(folder).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        kind: 'evidence',
        message: expect.stringContaining(`${file}: the consumer secret`),
      });
      expect(folder.refused).toMatchObject([{ file, secret: 'consumer secret' }]);
      expect(await filesIn(out)).toEqual(['screenshots']);
    });
  }
});

test('case 61: a folder with a leak gets another name and a file that says what leaked, without the value', async () => {
  await mkdir(`${out}.leaked`, { recursive: true });
  const folder = await RunFolder.create(out, book);
  await folder.json('run.json', {});
  await folder.markLeaked([
    { file: 'run.json', rule: 'Base64', secret: 'consumer secret' },
    { file: `${SECRET}.txt`, rule: 'a kind of file that no evidence is' },
  ]);
  expect(folder.path).toBe(`${out}.leaked-2`);
  const said = await readFile(join(folder.path, 'LEAKED'), 'utf8');
  expect(said).toContain('run.json: the consumer secret (Base64)\n[SECRET consumer secret].txt: a kind of file');
  expect(said).not.toContain(SECRET);
  expect((await readdir(join(base, 'runs'))).sort()).toEqual(['one.leaked', 'one.leaked-2']);
});

test('says whether a text holds a secret, in any encoding', async () => {
  const folder = await RunFolder.create(out, book);
  expect(folder.holdsSecret(`a heading ${Buffer.from(`x${SECRET}`).toString('base64')}`)).toBe(true);
  expect(folder.holdsSecret('a heading')).toBe(false);
  // Its last signs are a part of it.
  expect(folder.holdsSecret(`Secret ending in ${SECRET.slice(-4).toLowerCase()}`)).toBe(true);
  expect(folder.holdsSecret('Document AI 2026')).toBe(false);
  expect(folder.refused).toEqual([]);
});

test('leaves no drafts beside its files', async () => {
  const folder = await RunFolder.create(out, book);
  await Promise.all([1, 2, 3].map((n) => folder.json('run.json', { n })));
  await folder.picture('a.png', Buffer.from('png'));
  expect(await filesIn(out)).toEqual(['run.json', 'screenshots', 'screenshots/a.png']);
});

test('keeps the file that was there where the new one cannot be made', async () => {
  const folder = await RunFolder.create(out, book);
  await folder.json('run.json', { n: 1 });
  await expect(folder.json('run.json', { n: 2n })).rejects.toThrow(TypeError);
  await expect(
    folder.page('run.json', {}, () => {
      throw new Error('cannot be drawn');
    }),
  ).rejects.toThrow('cannot be drawn');
  expect(JSON.parse(await readFile(join(out, 'run.json'), 'utf8'))).toEqual({ n: 1 });
});

test('puts pictures into a page, and only its own', async () => {
  const folder = await RunFolder.create(out, book);
  await folder.picture('a.png', Buffer.from('pixels'));
  await folder.page('report.html', {}, () => '<img src="picture:a.png"><p>picture:b.png &quot;picture:b.png&quot;</p>');
  expect(await readFile(join(out, 'report.html'), 'utf8')).toBe(
    `<img src="data:image/png;base64,${Buffer.from('pixels').toString('base64')}"><p>picture:b.png &quot;picture:b.png&quot;</p>`,
  );
});

test('a picture that is lost does not cost the whole page', async () => {
  const folder = await RunFolder.create(out, book);
  await folder.page('report.html', {}, () => '<img src="picture:none.png"><p>kept</p>');
  expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('<p>kept</p>');
});

test('the journal keeps every event on a line of its own, in order', async () => {
  const folder = await RunFolder.create(out, book);
  const reader = journal(folder);
  const at = '2026-11-23T09:00:00.000Z';
  await reader.hear({ kind: 'section started', at, title: `two\nlines of ${SECRET}` });
  await reader.hear({ kind: 'run ended', at, outcome: 'converged' });
  const lines = (await readFile(join(out, 'journal.jsonl'), 'utf8')).split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ n: 1, kind: 'section started', at, title: 'two\nlines of [SECRET consumer secret]' }),
    expect.objectContaining({ n: 2, kind: 'run ended', at, outcome: 'converged' }),
  ]);
});

test('case 51: what is not seen, or turns text around, stands as escapes in what is JSON, and the data are the same', async () => {
  const folder = await RunFolder.create(out, book);
  const said = { page: 'a\u009b2Jb\u202ec\u200bd\u{e0041}e\u007ff\tg\nh' };
  await folder.json('run.json', said);
  await journal(folder).hear({ kind: 'section started', at: '2026-11-23T09:00:00.000Z', title: said.page });
  for (const file of ['run.json', 'journal.jsonl']) {
    const text = await readFile(join(out, file), 'utf8');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(text, file).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]|[\u{e0041}]/u);
    expect(text, file).toContain('a\\u009b2Jb\\u202ec\\u200bd\\udb40\\udc41e\\u007ff\\tg\\nh');
  }
  expect(JSON.parse(await readFile(join(out, 'run.json'), 'utf8'))).toEqual(said);
  expect((await readJournal(join(out, 'journal.jsonl'))).lines).toMatchObject([{ title: said.page }]);
});
