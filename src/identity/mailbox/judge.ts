import type { ParsedMail } from 'mailparser';
import { vouching } from './authentication-results.ts';
import { codeInMail } from './code-in-mail.ts';
import { bindingTo } from './names-user.ts';
import type { AddressHeader } from './one-address.ts';
import { senderRefusal } from './sender.ts';
import { inWords, writtenAt } from './written.ts';

/** What a mail must be for its code to be taken. */
export interface Expected {
  readonly senderDomain: string;
  readonly username: string;
  /** The id under which the mailbox's provider writes Authentication-Results; without it only a failure is believed. */
  readonly authservId?: string | undefined;
  /** A mail that was written earlier belongs to an earlier request. */
  readonly notBefore: Date;
}

/** A code with when its mail was written and why it is taken, or why it is not, in words that fit after "it". */
export type Judgement =
  | {
      readonly code: string;
      readonly written: Date;
      readonly messageId: string | undefined;
      readonly because: readonly string[];
    }
  | { readonly refused: string };

/** What a mail says of itself, as far as it can be read, and what is made of it. */
export interface Examination {
  readonly from?: string | undefined;
  readonly written?: Date | undefined;
  readonly judgement: Judgement;
}

/** A mail with a code is a few kilobytes; more than this is not read. */
export const LARGEST_MAIL = 256 * 1024;

/** What a mail with a code never needs, and what is slow to read. Attached mails and reports are somebody else's words. */
const LIMITS = { maxHeadSize: 64 * 1024, maxChildNodes: 50, ignoreEmbedded: true, keepDeliveryStatus: true };

/** Decides whether a mail holds the code that is waited for. @param size of the whole mail, where `source` was cut off */
export async function judge(source: Buffer, size: number, expected: Expected): Promise<Judgement> {
  return (await examine(source, size, expected)).judgement;
}

/** Like `judge`, and says also whose mail it is, for the one who must find out why it was not taken. */
export async function examine(source: Buffer, size: number, expected: Expected): Promise<Examination> {
  if (Math.max(size, source.length) > LARGEST_MAIL) return { judgement: { refused: 'is larger than 256 KB' } };
  const mail = await parsed(source);
  if (!mail) return { judgement: { refused: 'cannot be read as a mail' } };
  const from = mail.from?.value[0]?.address;
  const written = writtenAt(headerValues(mail, 'date'));
  return { from, written, judgement: judged(mail, written, expected) };
}

function judged(mail: ParsedMail, written: Date | undefined, expected: Expected): Judgement {
  const { senderDomain, username, authservId, notBefore } = expected;
  const refused = senderRefusal(addressHeader(mail, 'from'), senderDomain);
  if (refused !== undefined) return { refused };
  const vouched = vouching(headerValues(mail, 'authentication-results'), authservId, senderDomain);
  if ('refused' in vouched) return vouched;

  const found = codeInMail(mail);
  if ('refused' in found) return found;
  const binding = bindingTo(username, { ...found, to: addressHeader(mail, 'to'), senderDomain });
  if (binding === undefined) return { refused: `does not name ${username}` };

  if (!written) return { refused: 'does not have exactly one Date' };
  if (written < notBefore) return { refused: `was written at ${inWords(written)}, before this code was asked for` };
  const because = [found.place, binding, vouched.because];
  return { code: found.code, written, messageId: mail.messageId, because };
}

/** Loaded when a code is waited for: it takes a fifth of a second. */
export function mailParser(): Promise<typeof import('mailparser')> {
  return import('mailparser');
}

/** Whoever knows the address can send anything; what cannot be parsed must not end the wait. */
async function parsed(source: Buffer): Promise<ParsedMail | undefined> {
  const raw = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true };
  const { simpleParser } = await mailParser();
  return await simpleParser(source, { ...raw, ...LIMITS }).catch(() => undefined);
}

function addressHeader(mail: ParsedMail, key: 'from' | 'to'): AddressHeader {
  const lines = mail.headerLines.filter((header) => header.key === key).map(({ line }) => line);
  return { lines, addresses: [mail[key] ?? []].flat().flatMap(({ value }) => value) };
}

/** mailparser gives the present time for a Date it cannot read, and joins what is there twice, so lines are read here. */
function headerValues(mail: ParsedMail, key: string): string[] {
  return mail.headerLines
    .filter((header) => header.key === key)
    .map(({ line }) => line.slice(line.indexOf(':') + 1).trim());
}
