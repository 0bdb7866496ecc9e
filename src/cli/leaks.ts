import { relative } from 'node:path';
import { type Leak, leakInWords } from '../evidence/leak-scan/leak.ts';
import { LeakScan } from '../evidence/leak-scan/leak-scan.ts';
import { scanForLeaks } from '../evidence/leak-scan/scan-for-leaks.ts';
import type { RunFolder } from '../evidence/run-folder.ts';
import type { Screen } from '../operator/paint.ts';
import { inOwnWords } from '../runbook/own-words.ts';
import type { SecretBook } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import { EXIT } from './exit-codes.ts';
import type { Speech } from './speech.ts';

const SAID = 'what was said on the terminal';

/** What a run can have written to. */
interface Written {
  /** Left out where it was not made yet. */
  readonly folder?: RunFolder | undefined;
  /** Where the browser keeps what it needs for this run only; left out where it was not started yet. */
  readonly scratch?: string | undefined;
  readonly speech: Pick<Speech, 'book' | 'said' | 'flush'>;
}

/**
 * Every secret of a run in whatever it can have written, and what was refused because of one.
 * @throws Trouble of kind `evidence` where that cannot be told
 */
export async function leaksOf({ folder, scratch, speech }: Written): Promise<readonly Leak[]> {
  speech.flush();
  const roots = [
    ...(folder === undefined ? [] : [{ evidence: folder.path }]),
    ...(scratch === undefined ? [] : [{ others: scratch, called: "the browser's own files" }]),
    { text: speech.said.toString(), called: SAID },
  ];
  try {
    return [...(folder?.refused ?? []), ...(await scanForLeaks(roots, speech.book))];
  } catch (error) {
    const what = `Whether a secret is in the evidence could not be looked through: ${inOwnWords(error)}`;
    throw new Trouble('evidence', what, folder ? `Do not pass ${folder.path} on; run again.` : 'Run again.', error);
  }
}

/**
 * Says why a run did not come to its end where it leaves a leak behind, and tells of that.
 * @returns the exit code; undefined where nothing leaked: then nothing was said, and the error is the caller's to throw
 */
export async function endedLeaking(why: Trouble, written: Written, err: Screen): Promise<number | undefined> {
  try {
    const leaks = await leaksOf(written);
    if (leaks.length === 0) return undefined;
    err.write(`setupwright: ${why.message}\n`);
    return await tellOfLeaks(leaks, written.folder, err);
  } catch (error) {
    // Why it ended is told all the same, by its own exit code.
    err.write(`setupwright: ${inOwnWords(error)}\n`);
    return undefined;
  }
}

/** Errors that nobody caught, by the events that tell of them. */
const CRASHES = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Sees to it that a crash of the process is no end at which nobody looked: what was said is looked through first, and
 * where a secret is in it the process ends with 5. Its folder is not looked through; it is not sealed either.
 * @returns takes that back
 */
export function lookAtCrashes(speech: Speech): () => Promise<void> {
  const onCrash = (error: unknown) => {
    speech.flush();
    const leaks = new LeakScan(speech.book).inText(speech.said.toString(), SAID);
    if (leaks.length === 0) return;
    speech.err.write(`setupwright: ${inOwnWords(error)} Please report this with what led to it.\n`);
    speech.err.write(warningOf(leaks));
    process.exit(EXIT.evidence);
  };
  // Before the one that ends the process.
  for (const name of CRASHES) process.prependListener(name as 'uncaughtException', onCrash);
  return async () => {
    for (const name of CRASHES) process.off(name, onCrash);
  };
}

/**
 * Refuses secrets that stand in what the evidence must show, in any encoding: such a run would end as a leak.
 * @param names texts that the user chose, by what they are called
 * @param words texts that are the same for everybody: a secret that is made of such words counts there only as it is
 * @throws Trouble of kind `usage`, never with the value
 */
export function refuseShown(
  book: SecretBook,
  names: Readonly<Record<string, string>>,
  words: Readonly<Record<string, string>> = {},
): void {
  for (const [called, text] of Object.entries({ ...names, ...words })) {
    const [leak] = new LeakScan(book, { strict: called in names }).inText(text, called);
    if (!leak) continue;
    const what = `The ${leak.secret} stands in ${called} (${leak.rule}), which the evidence has to show.`;
    throw new Trouble('usage', what, 'Choose another secret, or another name.');
  }
}

/** Marks the folder, where there is one, and says what leaked, where, and what to do. @returns the exit code */
export async function tellOfLeaks(leaks: readonly Leak[], folder: RunFolder | undefined, err: Screen): Promise<number> {
  err.write(folder ? warningOf(leaks, await mark(folder, leaks)) : warningOf(leaks));
  return EXIT.evidence;
}

/** @param marked what became of the folder, where there is one */
function warningOf(leaks: readonly Leak[], marked?: string): string {
  return [
    `A secret may have leaked; nothing was sealed.${marked === undefined ? '' : ` ${marked}`}`,
    ...leaks.map((leak) => `  ${leakInWords(leak)}`),
    `${marked === undefined ? 'Change' : 'Delete the folder, change'} what leaked where others may have seen it, and run again; docs/secrecy.md says more.`,
  ]
    .map((line) => `setupwright: ${line}\n`)
    .join('');
}

/** What leaked is told in any case: a folder that cannot be marked must be taken away by hand. */
async function mark(folder: RunFolder, leaks: readonly Leak[]): Promise<string> {
  const where = () => relative('.', folder.path);
  return folder.markLeaked(leaks).then(
    () => `The folder is now ${where()}: do not pass it on.`,
    () => `The folder ${where()} could not be marked: do not pass it on.`,
  );
}
