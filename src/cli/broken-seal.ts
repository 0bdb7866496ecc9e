import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST, TIME_STAMP } from '../evidence/seal/names.ts';
import { verifyFolder } from '../evidence/seal/verify.ts';
import { Trouble } from '../runbook/trouble.ts';

/**
 * Refuses a run folder that was changed since it was sealed. One that is not sealed is relied on by its journal alone.
 * @throws Trouble of kind `evidence`
 */
export async function refuseBrokenSeal(folder: string): Promise<void> {
  if (!existsSync(join(folder, MANIFEST))) return;
  // A stamp that an authority failed to give can be added later; that it lacks says nothing of what is sealed.
  const hasStamp = existsSync(join(folder, TIME_STAMP));
  const broken = (await verifyFolder(folder)).find(
    ({ about, result }) => result === 'fails' && (hasStamp || about !== 'time stamp'),
  );
  if (!broken) return;
  throw new Trouble('evidence', `The seal of ${folder} does not hold: ${broken.says}`, 'Do not rely on it.');
}
