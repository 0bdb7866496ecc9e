import { type RunToUndo, readRunToUndo } from '../evidence/earlier-run.ts';
import { timeInWords } from '../runbook/challenge-words.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { Trouble } from '../runbook/trouble.ts';
import { inReverse } from '../runbook/undo.ts';
import { refuseBrokenSeal } from './broken-seal.ts';
import { onPaper } from './on-paper.ts';
import { runRequest } from './requests.ts';
import type { RunRequest } from './run-command.ts';
import type { RunFlags } from './run-options.ts';
import type { Speech } from './speech.ts';

/** What an undo is asked for, and what it cannot take back. */
export interface UndoRequest {
  /** Undefined where the run changed nothing that can be taken back. */
  readonly request: RunRequest | undefined;
  /** For people, a sentence each. */
  readonly lasting: readonly string[];
}

/**
 * What is asked of an undo of the run in a folder: its runbook in reverse, with its inputs and in its org.
 * @throws Trouble of kind `evidence` where the folder cannot be relied on, of kind `usage` where there is no way back
 */
export async function undoRequest(folder: string, flags: RunFlags, speech: Speech): Promise<UndoRequest> {
  await refuseBrokenSeal(folder);
  const told = await readRunToUndo(folder);
  const { began, earlier } = told;
  if (began.undoes) {
    const remedy = 'Run its runbook again; to go on with an undo, undo the same run once more.';
    throw new Trouble('usage', `${folder} is itself an undo, of the run ${began.undoes.run}.`, remedy);
  }
  const request = await runRequest(began.runbook.id, flags, speech, { settled: began.inputs });
  const { runbook } = request;
  if (runbook.version !== began.runbook.version) {
    const what = `That run was of ${runbook.id} ${began.runbook.version}, and this is ${runbook.version}.`;
    throw new Trouble('usage', what, 'Undo it by the version of setupwright that ran it.');
  }
  const reverse = inReverse(runbook, earlier);
  const lasting = [...(runbook.undoLeaves?.(earlier) ?? []), ...lastingOf(told, runbook)];
  if (reverse.sections(request.inputs, onPaper(began.target)).length === 0) return { request: undefined, lasting };
  return {
    request: {
      ...request,
      runbook: reverse,
      undoes: { run: earlier.id },
      agreement: { ...request.agreement, looksFirst: true, tells: [...(told.torn ? [told.torn] : []), ...lasting] },
    },
    lasting,
  };
}

/** What stays of a run whatever is taken back, and what others of its kind changed. */
function lastingOf(told: RunToUndo, { auditTrail, product }: Runbook): string[] {
  const { handedOver, emailedCodes, mails, takenOver, resumes, resumedBy } = told;
  return [
    ...resumedBy.map(
      (id) => `Not undone by this: what the run ${id} changed, which went on with it; undo that one first.`,
    ),
    ...(resumes === undefined
      ? []
      : [`Not undone by this: what the run ${resumes} changed, with which it went on; undo that one afterwards.`]),
    ...handedOver.map(({ what, sink, perhaps }) =>
      perhaps
        ? `Cannot be undone: the run did not come to the end of handing over ${what}; look what ${sink} has of it.`
        : `Cannot be undone: handing over ${what}; ${sink} keeps what it was given, until you delete it there.`,
    ),
    ...(emailedCodes > 0
      ? [`Cannot be undone: ${emailedCodes === 1 ? 'a code was' : `${emailedCodes} codes were`} sent by e-mail.`]
      : []),
    ...mails.map(
      ({ folder, uid }) =>
        `Cannot be undone: what its IMAP_AFTER_USE did with mail ${uid} of ${folder}: marked as read, moved or deleted.`,
    ),
    ...takenOver.map(
      ({ at, by }) =>
        `Cannot be undone: what a person saved of their own after they took over at ${timeInWords(at)}, by ${by}; its journal does not know it.`,
    ),
    ...(auditTrail
      ? [`Cannot be undone: the audit trail of ${product} keeps its rows of that run, and gets new ones of this.`]
      : []),
  ];
}
