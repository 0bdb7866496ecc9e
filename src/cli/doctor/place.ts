import { join, resolve } from 'node:path';
import { RunFolder } from '../../evidence/run-folder.ts';
import { refuseUnignored } from '../../machine/git-work-tree.ts';
import { proveRoom } from '../../machine/room.ts';
import { Trouble } from '../../runbook/trouble.ts';
import type { Findings } from './findings.ts';

/** Where the evidence of a run would go. */
export interface OutFolder {
  readonly path: string;
  /** Whether it is the run's own folder, and not that of all runs. */
  readonly own: boolean;
  /** What must be free there, in millions of bytes. */
  readonly leastMb: number;
}

/** Looks whether the evidence of a run has a place: a folder, a disk that takes it, and git that leaves it alone. */
export async function lookAtPlace(findings: Findings, { path, own, leastMb }: OutFolder): Promise<void> {
  await findings.look(
    'Out folder',
    async () => {
      if (own) await RunFolder.refuseTaken(path);
    },
    () => (own ? `${path} is free` : `${path} gets a folder for each run`),
  );
  await findings.look(
    'Disk',
    () => proveRoom(path, leastMb, 'Name another with --out or SETUPWRIGHT_OUT.'),
    () => `${path} can be written into, and at least ${leastMb} MB are free`,
  );
  try {
    await refuseUnignored(join(resolve(path), 'report.html'), `The output folder ${path}`);
    findings.note('Git', `${path} is in no work tree that would take it in`);
  } catch (error) {
    // It holds no secret: no run ends by it.
    if (error instanceof Trouble) findings.note('Git', { warning: error.message });
    else findings.noteError('Git', error);
  }
}
