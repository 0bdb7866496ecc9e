import { type ParsedMail, simpleParser } from 'mailparser';
import { authenticationRefusal } from './authentication-results.ts';
import { codeInMail } from './code-in-mail.ts';
import { namesUser } from './names-user.ts';
import { senderRefusal } from './sender.ts';

/** What a mail must be for its code to be taken. */
export interface Expected {
  readonly senderDomain: string;
  readonly username: string;
  /** The id under which the mailbox's provider writes Authentication-Results; the header is not read without it. */
  readonly authservId?: string | undefined;
  /** A mail that was written earlier belongs to an earlier request. */
  readonly notBefore: Date;
}

/** A code with when its mail was written, or why it is not taken, in words that fit after "it". */
export type Judgement =
  | { readonly code: string; readonly written: Date; readonly messageId: string | undefined }
  | { readonly refused: string };

/** A mail with a code is a few kilobytes; more than this is not read. */
export const LARGEST_MAIL = 256 * 1024;

/** Decides whether a mail holds the code that is waited for. @param size of the whole mail, where `source` was cut off */
export async function judge(source: Buffer, size: number, expected: Expected): Promise<Judgement> {
  if (Math.max(size, source.length) > LARGEST_MAIL) return { refused: 'is larger than 256 KB' };
  const mail = await parsed(source);
  if (!mail) return { refused: 'cannot be read as a mail' };
  const from = { lines: headerLines(mail, 'from'), addresses: mail.from?.value ?? [] };
  const refused = senderRefusal(from, expected.senderDomain) ?? unvouched(mail, expected);
  if (refused !== undefined) return { refused };

  const found = codeInMail(mail);
  if ('refused' in found) return found;
  if (!namesUser(found.lines, expected.username)) return { refused: `does not name ${expected.username}` };

  const written = dateOf(mail);
  if (!written) return { refused: 'does not have exactly one Date' };
  if (written < expected.notBefore)
    return { refused: `was written at ${inWords(written)}, before this code was asked for` };
  return { code: found.code, written, messageId: mail.messageId };
}

/** A time for people. */
export function inWords(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Whoever knows the address can send anything; what cannot be parsed must not end the wait. */
async function parsed(source: Buffer): Promise<ParsedMail | undefined> {
  const raw = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true };
  return await simpleParser(source, raw).catch(() => undefined);
}

function unvouched(mail: ParsedMail, { authservId, senderDomain }: Expected): string | undefined {
  if (authservId === undefined) return undefined;
  const headers = headerLines(mail, 'authentication-results').map(contentOf);
  return authenticationRefusal(headers, authservId, senderDomain);
}

/** mailparser gives the present time for a Date it cannot read, so the line itself is read here. */
function dateOf(mail: ParsedMail): Date | undefined {
  const [line, ...more] = headerLines(mail, 'date');
  const date = new Date(line === undefined ? Number.NaN : contentOf(line));
  return more.length > 0 || Number.isNaN(date.getTime()) ? undefined : date;
}

function headerLines(mail: ParsedMail, key: string): string[] {
  return mail.headerLines.filter((header) => header.key === key).map(({ line }) => line);
}

function contentOf(line: string): string {
  return line.slice(line.indexOf(':') + 1).trim();
}
