import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { opened } from '../../../src/evidence/leak-scan/inside.ts';
import { leakInWords } from '../../../src/evidence/leak-scan/leak.ts';
import { scanForLeaks } from '../../../src/evidence/leak-scan/scan-for-leaks.ts';
import { SecretBook } from '../../../src/runbook/secret.ts';
import { chunk, part, png, webp, withChunk, zipOf } from './samples.ts';

const SECRET = 'k2Xw7TqLm4Rz8Bn5';
const book = new SecretBook();
book.keep('consumer secret', SECRET);

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-scan-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

async function holds(files: Readonly<Record<string, Buffer | string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
const found = async () => (await scanForLeaks([{ evidence: folder }], book)).map((leak) => leakInWords(leak));
const picture = (bytes: Buffer, type = 'png') => `<img src="data:image/${type};base64,${bytes.toString('base64')}">`;

const pdfOf = (stream: Buffer | string) =>
  Buffer.concat([Buffer.from('%PDF-1.4\n<< /Filter /FlateDecode >>\nstream\n'), Buffer.from(stream as string)]);

/** What a run leaves behind. */
const GOOD = {
  'run.json': '{"said":"[SECRET consumer secret]"}\n',
  'journal.jsonl': '{}\n{}\n',
  'report.html': `<p>Grüße</p>${picture(png())}${picture(webp(), 'webp')}`,
  'junit.xml': '<testsuites/>',
  'summary.md': '# Summary\n',
  'screenshots/01-step-01-after.png': png(),
  'screenshots/02-step-02-after.webp': webp(),
};

test('a folder as a run leaves it is clean', async () => {
  await holds(GOOD);
  expect(await found()).toEqual([]);
});

test('a leak is told by file, rule and name of the secret', async () => {
  await holds({
    ...GOOD,
    'run.json': `{"said":"${SECRET}"}`,
    'summary.md': Buffer.from(`x${SECRET}`).toString('base64'),
  });
  expect(await found()).toEqual([
    'run.json: the consumer secret (as it is)',
    'summary.md: the consumer secret (Base64)',
  ]);
});

test.describe('case 23: a file that can hold what nobody sees', () => {
  for (const [path, content, says] of [
    ['run.webm', Buffer.from('1a45dfa3', 'hex'), 'a kind of file that no evidence is'],
    ['trace.zip', zipOf('nothing'), 'a kind of file that no evidence is'],
    ['run.har', '{}', 'a kind of file that no evidence is'],
    ['notes', 'x', 'a kind of file that no evidence is'],
    ['journal.jsonl.new', '{}', 'a kind of file that no evidence is'],
    ['report.json', gzipSync('{}'), 'is not what its ending .json says'],
    ['screenshots/a.png', 'no picture', 'is not what its ending .png says'],
    ['report.pdf', '<p>', 'is not what its ending .pdf says'],
    ['.hidden.json', '{}', 'a name that runs do not give'],
    ['Run.json', '{}', 'a name that runs do not give'],
    ['trace/a.json', '{}', 'a folder that runs do not have'],
    ['screenshots/a.png', withChunk(chunk('tEXt', Buffer.from('a\0b'))), 'carries more than is seen (tEXt)'],
    ['screenshots/a.png', withChunk(chunk('iTXt', Buffer.from('a'))), 'carries more than is seen (iTXt)'],
    ['screenshots/a.png', withChunk(chunk('eXIf', Buffer.from('a'))), 'carries more than is seen (eXIf)'],
    ['screenshots/a.png', Buffer.concat([png(), Buffer.from('a')]), 'something behind its end'],
    ['screenshots/a.png', png().subarray(0, -6), 'cut short'],
    ['screenshots/a.webp', png(), 'is not what its ending .webp says'],
    ['screenshots/a.webp', webp(part('XMP ', 'a')), 'carries more than is seen (XMP)'],
    ['screenshots/a.webp', webp(part('EXIF', 'a')), 'carries more than is seen (EXIF)'],
    ['screenshots/a.webp', Buffer.concat([webp(), Buffer.from('a')]), 'something behind its end'],
    ['screenshots/a.webp', webp().subarray(0, -6), 'cut short'],
    ['other.html', picture(webp(part('XMP ', 'a')), 'webp'), 'carries more than is seen (XMP)'],
    [
      'screenshots/a.png',
      withChunk(chunk('iCCP', Buffer.from('a\0\0no profile'))),
      'packed that cannot be looked into',
    ],
    ['report.pdf', pdfOf('no stream'), 'packed that cannot be looked into'],
    [
      'other.html',
      gzipSync('x'.repeat(99)).subarray(0, -9).toString('base64').padEnd(64, 'A'),
      'packed that cannot be looked into',
    ],
    ['other.html', picture(withChunk(chunk('tEXt', Buffer.from('a\0b')))), 'carries more than is seen (tEXt)'],
  ] as const) {
    test(`fails the scan: ${path}, ${says}`, async () => {
      await holds({ ...GOOD, [path]: content });
      const told = await found();
      expect(told).toHaveLength(1);
      expect(told[0]).toContain(says);
    });
  }

  test('fails the scan: a link', async () => {
    await holds(GOOD);
    await symlink(join(folder, 'run.json'), join(folder, 'other.json'));
    expect(await found()).toEqual(['other.json: a link']);
  });
});

test('a picture that the report alone holds is looked through as well', async () => {
  const odd = withChunk(chunk('zTXt', Buffer.from(SECRET)));
  await holds({ 'report.html': picture(odd) });
  expect((await found()).join()).toContain('consumer secret');
});

test.describe('a PDF is looked through in all of its parts', () => {
  const stream = (about: string, bytes: Buffer, length = bytes.length) => [
    `<< /Filter /FlateDecode ${about} /Length ${length} >>\nstream\n`,
    bytes,
    '\nendstream\n',
  ];
  const pdf = (...parts: readonly (readonly (string | Buffer)[])[]) =>
    Buffer.concat(['%PDF-1.4\n', ...parts.flat()].map((each) => Buffer.from(each as string)));
  const text = (content: string) => stream('', deflateSync(content));
  const PIXELS = deflateSync(Buffer.alloc(9_000, 7));
  const seen = stream('/Subtype /Image', PIXELS);
  const escaped = [...SECRET].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');

  test('what deflate has packed is no part of its text, also where it looks like the begin of something', () => {
    const looksLikeOne = Buffer.concat([PIXELS, Buffer.from('<< /Filter')]);
    const made = pdf(seen, stream('/Subtype /Image', looksLikeOne), seen, ['<< /Title (rest) >>'], text('content'));
    const { rest, packed } = opened(made);
    expect(rest.includes(PIXELS)).toBe(false);
    expect(rest.toString('latin1')).toContain('/Title (rest)');
    expect(packed.map(String)).toEqual(['content']);
  });

  test('none of it leaks', async () => {
    await holds({ ...GOOD, 'report.pdf': pdf(text('BT (x) Tj ET'), seen, text('BT (y) Tj ET')) });
    expect(await found()).toEqual([]);
  });

  for (const [where, content] of [
    ['in a stream', pdf(seen, text(`BT (${escaped}) Tj ET`))],
    ['before its streams', pdf([`<< /Title (${escaped}) >>\n`], seen)],
    ['between two streams', pdf(text('x'), [`<< /Title (${escaped}) >>\n`], seen)],
    ['behind its streams', pdf(text('x'), seen, [`%${escaped}\n`])],
    ['behind a picture without an end', pdf(seen, seen.slice(0, 2), [`%${escaped}\n`], seen)],
    ['behind a picture that says that it is longer', pdf(stream('/Subtype /Image', PIXELS, 900), [`%${escaped}\n`])],
    ['as it is, in the stream of a picture', pdf(stream('/Subtype /Image', Buffer.from(`..${SECRET}..`)))],
  ] as const) {
    test(`a secret ${where} is seen`, async () => {
      await holds({ ...GOOD, 'report.pdf': content });
      const told = await found();
      expect(told.join()).toContain('report.pdf: the consumer secret');
    });
  }
});

test('what others write is looked through, whatever kind it is, and so is what was said', async () => {
  await holds({
    'profile/Cache/data_0': Buffer.from(`\0\x01${SECRET}\xff`, 'latin1'),
    [`dl/${SECRET}.txt`]: 'x',
    'a.zip': zipOf(SECRET),
  });
  const roots = [
    { others: folder, called: 'browser' },
    { text: `it is ${SECRET}`, called: 'terminal' },
  ];
  expect((await scanForLeaks(roots, book)).map(({ file }) => file)).toEqual([
    'browser/a.zip',
    'browser/(a file whose name holds a secret)',
    'browser/profile/Cache/data_0',
    'terminal',
  ]);
});

test('what is packed and cannot be unpacked is told of what others write too', async () => {
  const locked = zipOf('x');
  locked.writeUInt16LE(locked.readUInt16LE(6) | 1, 6);
  const unknown = zipOf('x');
  unknown.writeUInt16LE(93, 8);
  await holds({
    'a.gz': gzipSync('x'.repeat(1_000)).subarray(0, -12),
    'deep.gz': gzipSync(gzipSync(gzipSync(gzipSync(gzipSync('x'))))),
    'good.gz': gzipSync(gzipSync('x')),
    'locked.zip': locked,
    'unknown.zip': unknown,
  });
  const leaks = await scanForLeaks([{ others: folder, called: 'browser' }], book);
  expect(leaks).toEqual(
    ['a.gz', 'deep.gz', 'locked.zip', 'unknown.zip'].map((name) => ({
      file: `browser/${name}`,
      rule: 'something packed that cannot be looked into',
    })),
  );
});

test('a place that cannot be looked through is no clean place', async () => {
  await expect(scanForLeaks([{ evidence: join(folder, 'none') }], book)).rejects.toThrow('ENOENT');
});
