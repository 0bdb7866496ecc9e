import { relative } from 'node:path';
import { type Leak, leakInWords } from '../evidence/leak-scan/leak.ts';
import { LeakScan } from '../evidence/leak-scan/leak-scan.ts';
import { scanForLeaks } from '../evidence/leak-scan/scan-for-leaks.ts';
import type { RunFolder } from '../evidence/run-folder.ts';
import type { Screen } from '../operator/progress.ts';
import { inOwnWords } from '../runbook/own-words.ts';
import type { SecretBook } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import { EXIT } from './exit-codes.ts';
import type { Speech } from './speech.ts';

/** What a run can have written to. */
interface Written {
  readonly folder: RunFolder;
  /** Where the browser keeps what it needs for this run only. */
  readonly scratch: string;
  readonly speech: Pick<Speech, 'book' | 'said'>;
}

/**
 * Every secret of a run in whatever it can have written, and what was refused because of one.
 * @throws Trouble of kind `evidence` where that cannot be told
 */
export async function leaksOf({ folder, scratch, speech: { book, said } }: Written): Promise<readonly Leak[]> {
  const roots = [
    { evidence: folder.path },
    { others: scratch, called: "the browser's own files" },
    { text: said.toString(), called: 'what was said on the terminal' },
  ];
  try {
    return [...folder.refused, ...(await scanForLeaks(roots, book))];
  } catch (error) {
    const what = `Whether a secret is in the evidence could not be looked through: ${inOwnWords(error)}`;
    throw new Trouble('evidence', what, `Do not pass ${folder.path} on; run again.`, error);
  }
}

/**
 * Refuses secrets that stand in what the evidence must show, in any encoding: such a run would end as a leak.
 * @param shown texts by what they are called
 * @throws Trouble of kind `usage`, never with the value
 */
export function refuseShown(book: SecretBook, shown: Readonly<Record<string, string>>): void {
  const scan = new LeakScan(book);
  for (const [called, text] of Object.entries(shown)) {
    const [leak] = scan.inText(text, called);
    if (!leak) continue;
    const what = `The ${leak.secret} stands in ${called} (${leak.rule}), which the evidence has to show.`;
    throw new Trouble('usage', what, 'Choose another secret, or another name.');
  }
}

/** Marks the folder and says what leaked, where, and what to do. @returns the exit code */
export async function tellOfLeaks(leaks: readonly Leak[], folder: RunFolder, err: Screen): Promise<number> {
  const where = () => relative('.', folder.path);
  // What leaked is told in any case: a folder that cannot be marked must be taken away by hand.
  const marked = await folder.markLeaked(leaks).then(
    () => `The folder is now ${where()}: do not pass it on.`,
    () => `The folder ${where()} could not be marked: do not pass it on.`,
  );
  const told = leaks.map((leak) => `setupwright:   ${leakInWords(leak)}\n`).join('');
  err.write(
    `setupwright: A secret may have leaked; nothing was sealed. ${marked}\n${told}setupwright: Delete the folder, change what leaked where others may have seen it, and run again; docs/secrecy.md says more.\n`,
  );
  return EXIT.evidence;
}
