import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Trouble } from '../runbook/trouble.ts';

/**
 * A secret in a git work tree is one `git add` away from being published.
 * @param file its whole path; it need not be there
 * @param what the file in words that begin a sentence
 * @throws Trouble of kind `preflight` where the file lies in a work tree that does not ignore it
 */
export async function refuseUnignored(file: string, what: string): Promise<void> {
  // Looked for where the folder really is, also where it is not made yet.
  let nearest = dirname(file);
  while (!existsSync(nearest)) nearest = dirname(nearest);
  const folder = await realpath(nearest);
  let top = folder;
  while (!existsSync(join(top, '.git'))) {
    if (dirname(top) === top) return;
    top = dirname(top);
  }
  const real = join(folder, relative(nearest, file));
  try {
    await promisify(execFile)('git', ['-C', top, '-c', 'core.fsmonitor=false', 'check-ignore', '--quiet', '--', real], {
      // A work tree may bring programs of its own; they get no setting of ours.
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    });
  } catch (error) {
    const NOT_IGNORED = 1;
    const told = (error as { code?: unknown }).code === NOT_IGNORED;
    throw new Trouble(
      'preflight',
      told
        ? `${what} lies in a git work tree that does not ignore it.`
        : `${what} lies in a git work tree, and git does not say whether it ignores it.`,
      'Add it to .gitignore, or name a file elsewhere.',
      error,
    );
  }
}
