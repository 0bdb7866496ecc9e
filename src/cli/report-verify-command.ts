import { readFile, stat } from 'node:fs/promises';
import { readAllowedSigners } from '../evidence/seal/allowed-signers.ts';
import type { Finding } from '../evidence/seal/finding.ts';
import { certificatesIn } from '../evidence/seal/time-stamp-token.ts';
import { sealHolds, verifyFolder } from '../evidence/seal/verify.ts';
import { jsonText } from '../evidence/visible.ts';
import { Trouble } from '../runbook/trouble.ts';
import { EXIT } from './exit-codes.ts';
import type { Speech } from './speech.ts';

/** What the user asked for. */
export interface VerifyRequest {
  /** The folder of a run. */
  readonly dir: string;
  /** Path of an allowed signers file as `ssh-keygen -Y verify` takes it. */
  readonly allowedSigners?: string | undefined;
  /** Who must have signed. */
  readonly identity?: string | undefined;
  /** Path of root certificates of time stamp authorities, as PEM. */
  readonly tsaCa?: string | undefined;
  readonly json: boolean;
}

/** Says of a run folder what of its seal holds and what does not. @returns the exit code @throws Trouble of kind `usage` */
export async function reportVerifyCommand(request: VerifyRequest, { out }: Speech): Promise<number> {
  const { dir, allowedSigners, identity, tsaCa, json } = request;
  if (identity !== undefined && allowedSigners === undefined) {
    throw new Trouble('usage', '--identity names nobody without --allowed-signers.', 'Give both.');
  }
  const found = await stat(dir).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new Trouble('usage', `${dir} is not a folder.`, 'Name the folder of a run, with its SHA256SUMS.');
  }
  const findings = await verifyFolder(dir, {
    ...(allowedSigners === undefined ? {} : { allowedSigners: await read(allowedSigners, readAllowedSigners) }),
    ...(identity === undefined ? {} : { identity }),
    ...(tsaCa === undefined ? {} : { authorities: await read(tsaCa, certificatesIn) }),
  });
  const holds = sealHolds(findings);
  out.write(json ? jsonText({ holds, verdict: verdictOf(findings), findings }) : inWords(findings));
  return holds ? EXIT.converged : EXIT.evidence;
}

async function read<T>(path: string, parse: (text: string) => T): Promise<T> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Trouble('usage', `${path} cannot be read.`, 'Name another file.', error);
  });
  try {
    return parse(text);
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'it holds no certificate in PEM';
    throw new Trouble('usage', `${path} is not usable: ${why}.`, 'docs/evidence.md shows what it looks like.', error);
  }
}

function inWords(findings: readonly Finding[]): string {
  const lines = findings.map(({ about, result, says }) => {
    const loud = result === 'fails' ? 'FAILS' : result;
    return `${loud.padEnd(12)} ${about.padEnd(11)} ${says}\n`;
  });
  return `${lines.join('')}${verdictOf(findings)}\n`;
}

function verdictOf(findings: readonly Finding[]): string {
  if (!sealHolds(findings)) return 'The seal does not hold.';
  const open = findings.filter(({ result }) => result === 'not checked').map(({ about }) => about);
  if (open.includes('signature')) return 'The folder fits its list, which nobody has signed.';
  if (open.includes('signer')) return 'The seal holds. Whose key it is was not checked: give --allowed-signers.';
  if (open.includes('time stamp')) return 'The seal holds. Whose time stamp it is was not checked: give --tsa-ca.';
  return 'The seal holds.';
}
