import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Runbook } from '../runbook/runbook.ts';
import { Trouble } from '../runbook/trouble.ts';

/** Every runbook that comes with setupwright, loaded when it is asked for. */
const RUNBOOKS: Readonly<Record<string, () => Promise<{ default: Runbook }>>> = {
  'external-client-app': () => import('../../runbooks/external-client-app/runbook.ts'),
};

/** All runbooks, in the order of their names. */
export async function allRunbooks(): Promise<Runbook[]> {
  return Promise.all(Object.keys(RUNBOOKS).sort().map(runbookNamed));
}

/** SHA-256 in hex of what `sha256sum *` prints in the folder of a runbook's files as they run, which are the compiled ones. */
export function digestOf(id: string): string {
  const folder = join(import.meta.dirname, '../../runbooks', id);
  const digest = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');
  const lines = readdirSync(folder)
    .sort()
    .map((name) => `${digest(readFileSync(join(folder, name)))}  ${name}\n`);
  return digest(lines.join(''));
}

/** @throws Trouble of kind `usage` where there is none of that name */
export async function runbookNamed(id: string): Promise<Runbook> {
  const load = Object.hasOwn(RUNBOOKS, id) ? RUNBOOKS[id] : undefined;
  if (!load) throw new Trouble('usage', `There is no runbook "${id}".`, '"setupwright list" names them all.');
  return (await load()).default;
}
