import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** This package's version, whether it runs from its sources or from `dist/`. */
export function version(): string {
  const { version } = JSON.parse(readFileSync(join(root(), 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** The commit of the clone that this package runs from, read without git; undefined where it runs from none. */
export function commit(): string | undefined {
  const read = (name: string) => readFileSync(join(root(), '.git', name), 'utf8').trim();
  try {
    const head = read('HEAD');
    const [, branch] = /^ref: (.+)$/.exec(head) ?? [];
    return branch === undefined ? head : read(branch);
  } catch {
    return undefined;
  }
}

function root(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
