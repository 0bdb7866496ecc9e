import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST } from '../evidence/seal/names.ts';
import { verifyFolder } from '../evidence/seal/verify.ts';
import { Trouble } from '../runbook/trouble.ts';

/**
 * Refuses a run folder that was changed since it was sealed. One that is not sealed is relied on by its journal alone.
 * @throws Trouble of kind `evidence`
 */
export async function refuseBrokenSeal(folder: string): Promise<void> {
  const isSealed = await stat(join(folder, MANIFEST)).then(
    () => true,
    () => false,
  );
  if (!isSealed) return;
  const broken = (await verifyFolder(folder)).find(({ result }) => result === 'fails');
  if (!broken) return;
  throw new Trouble('evidence', `The seal of ${folder} does not hold: ${broken.says}`, 'Do not rely on it.');
}
