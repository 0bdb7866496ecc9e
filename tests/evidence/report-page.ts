import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { report } from '../../src/evidence/report/report.ts';
import { RunFolder } from '../../src/evidence/run-folder.ts';
import type { RunRecord } from '../../src/evidence/run-record.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { PIXEL } from './records.ts';

/** Writes the report of a record into a new folder, as a run does, with a picture for each capture. @returns the folder */
export async function writeReport(path: string, of: RunRecord): Promise<RunFolder> {
  const folder = await RunFolder.create(path, new SecretBook());
  const captures = [...of.steps, ...of.sections].flatMap((part) => part.captures);
  for (const file of new Set(captures.map((capture) => capture.file))) await folder.picture(file, PIXEL);
  await folder.page('report.html', of, report);
  return folder;
}

/** Opens the report of a record as the run's folder writes it. */
export async function openReport(page: Page, base: string, of: RunRecord): Promise<void> {
  const { path } = await writeReport(join(base, 'run'), of);
  await page.goto(pathToFileURL(join(path, 'report.html')).href);
}
