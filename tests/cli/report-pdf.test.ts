import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { printReport } from '../../src/cli/report-pdf.ts';
import { fullRecord } from '../evidence/full-record.ts';
import { writeReport } from '../evidence/report-page.ts';

let base: string;
test.beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'setupwright-pdf-'));
});
test.afterEach(() => rm(base, { recursive: true, force: true }));

const asked = process.env['SETUPWRIGHT_BROWSER'];

test('case 57: the report is printed whole, what is folded too, for its owner alone', async () => {
  const folder = await writeReport(join(base, 'run'), fullRecord());
  expect(await printReport(folder, { runId: 'run-1', asked })).toBeUndefined();
  const file = join(folder.path, 'report.pdf');
  const pdf = await readFile(file, 'latin1');
  expect(pdf.slice(0, 5)).toBe('%PDF-');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(pdf).toMatch(/\/StructTreeRoot/);
  const text = textOf(file);
  test.skip(text === undefined, 'There is no pdftotext (poppler-utils) to read it with.');
  for (const part of ['Access number 28', 'SHA-256', 'How to verify', 'By another.', 'setupwright, run run-1']) {
    expect.soft(text).toContain(part);
  }
});

test('where it cannot be printed that is said, and the record is left alone', async () => {
  const folder = await writeReport(join(base, 'run'), fullRecord());
  const trouble = await printReport(folder, { runId: 'run-1', asked: join(base, 'no-browser') });
  expect(trouble?.message).toMatch(/browser/i);
  await expect(stat(join(folder.path, 'report.pdf'))).rejects.toThrow('ENOENT');
});

function textOf(file: string): string | undefined {
  try {
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}
