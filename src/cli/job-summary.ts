import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appendToTheirs } from '../evidence/writer/files.ts';

/**
 * Appends a run's summary to the page of the CI job, where the CI system names a file for it (GITHUB_STEP_SUMMARY; GitHub
 * Actions, Gitea and Forgejo). To be called once the folder is known to hold no secret.
 * @returns what to say where it cannot be done; the run is none the worse for it
 */
export async function tellJobPage(folder: string, environment = process.env): Promise<string | undefined> {
  const page = environment['GITHUB_STEP_SUMMARY'];
  if (!page) return undefined;
  try {
    await appendToTheirs(page, `${await readFile(join(folder, 'summary.md'), 'utf8')}\n`);
    return undefined;
  } catch {
    return 'The summary could not be added to the page of the CI job; it stands in summary.md.';
  }
}
