import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { dryRun, examine, LARGEST_MAIL, type MailboxSettings } from '../identity/mailbox/index.ts';
import { Trouble } from '../runbook/trouble.ts';
import { dryRunJson, dryRunText, type MessageVerdict, messageJson, messageText } from './code-report.ts';
import { EXIT } from './exit-codes.ts';
import type { Speech } from './speech.ts';

const ONE_DAY_MS = 86_400_000;

/** What is to be looked at, and what a mail must be for its code to be taken. */
export interface CodeRequest {
  /** The mailbox to look through, where no message is given. */
  readonly mailbox?: MailboxSettings | undefined;
  /** A file with one saved mail. */
  readonly message?: string | undefined;
  readonly user: string;
  /** A mail that was written earlier is refused; any date is fine where left out, and for a mailbox that of a day ago. */
  readonly since?: Date | undefined;
  readonly senderDomain: string;
  readonly authservId?: string | undefined;
  readonly json: boolean;
  readonly showCode: boolean;
}

/**
 * Says what the rule makes of one saved mail, or of the newest mails of a mailbox, which is only read.
 * @returns the exit code: 0 whatever the verdict is, since the question was answered
 * @throws Trouble of kind `usage` where there is no such file or no mailbox, `preflight` where it cannot be read
 */
export async function codeCommand(request: CodeRequest, { out }: Speech, signal: AbortSignal): Promise<number> {
  const { message, mailbox, user, senderDomain, authservId, json } = request;
  if (message !== undefined) {
    const verdict = await verdictOn(message, request);
    out.write(json ? messageJson(verdict) : messageText(message, verdict, out));
    return EXIT.converged;
  }
  if (!mailbox) {
    const remedy = 'Set IMAP_HOST and what belongs to it, or give a saved mail with --message.';
    throw new Trouble('usage', 'The settings name no mailbox.', remedy);
  }
  const since = request.since ?? new Date(Date.now() - ONE_DAY_MS);
  const asked = { ...mailbox, username: user, senderDomain };
  const settings = authservId === undefined ? asked : { ...asked, authservId };
  const seen = await dryRun(settings, since, signal);
  out.write(json ? dryRunJson(seen) : dryRunText(seen, { ...settings, since }, out));
  return EXIT.converged;
}

async function verdictOn(path: string, request: CodeRequest): Promise<MessageVerdict> {
  const { user, since, senderDomain, authservId, showCode } = request;
  const { source, size } = await firstOf(path);
  const notBefore = since ?? new Date(-8.64e15);
  const { from, written, judgement } = await examine(source, size, {
    senderDomain,
    username: user,
    authservId,
    notBefore,
  });
  const isTaken = 'code' in judgement;
  return {
    verdict: isTaken ? 'taken' : 'refused',
    reason: isTaken ? judgement.because.join(', ') : judgement.refused,
    from: from ?? null,
    date: written?.toISOString() ?? null,
    uses: { user, senderDomain, authservId: authservId ?? null, since: since?.toISOString() ?? null },
    ...(isTaken && showCode ? { code: judgement.code } : {}),
  };
}

/** As much of a file as a mail with a code may have, and how long it is. @throws Trouble of kind `usage` */
async function firstOf(path: string): Promise<{ source: Buffer; size: number }> {
  try {
    const about = await stat(path);
    // Opening a pipe would wait for whoever writes to it.
    if (!about.isFile()) throw new Error('no file');
    return { source: await buffer(createReadStream(path, { end: LARGEST_MAIL - 1 })), size: about.size };
  } catch (error) {
    const remedy = 'Give the path of one saved mail, as mail programs save it (.eml).';
    throw new Trouble('usage', `The mail ${path} cannot be read.`, remedy, error);
  }
}
