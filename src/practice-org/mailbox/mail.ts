/** A mail as the practice org sends it. */
export interface PracticeMail {
  /** One address, with or without a name: `Salesforce <noreply@salesforce.com>`. A comma makes it several senders. */
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** When the sender wrote it: the Date header. */
  readonly date: Date;
  /** The Message-ID, without brackets; one that is as good where left out. */
  readonly id?: string;
}

/** The id under which this mailbox writes Authentication-Results, as a provider does (RFC 8601). */
export const AUTHSERV_ID = 'mx.practice.example';

/** RFC 5322 allows 998 octets in a line; longer or non-ASCII text goes as base64. */
const SAFE_TEXT = /^[\t\r\n\x20-\x7e]*$/;
const LONGEST_LINE = 998;

/**
 * The message as it lies in the mailbox, with the header that a receiving provider puts on top. The provider here
 * vouches for any sender: `dkim` and `dmarc` pass for the domain of the From address.
 * @param id the Message-ID of a mail that brings none
 */
export function buildMessage(mail: PracticeMail, id: string): Buffer {
  const domain = domainOf(mail.from);
  const lines = mail.text.split(/\r\n|\r|\n/);
  const plain = SAFE_TEXT.test(mail.text) && lines.every((line) => line.length <= LONGEST_LINE);
  const header = [
    `Authentication-Results: ${AUTHSERV_ID};\r\n dkim=pass header.d=${domain};\r\n spf=pass smtp.mailfrom=${domain};\r\n dmarc=pass (p=REJECT) header.from=${domain}`,
    `From: ${encodeAddresses(mail.from)}`,
    `To: ${encodeAddresses(mail.to)}`,
    `Subject: ${encodeWords(mail.subject)}`,
    `Date: ${mail.date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${(mail.id ?? id).replace(/[^\w.@-]/g, '')}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=UTF-8',
    `Content-Transfer-Encoding: ${plain ? '7bit' : 'base64'}`,
  ];
  const body = plain ? lines.join('\r\n') : foldedBase64(lines.join('\r\n'));
  return Buffer.from(`${header.join('\r\n')}\r\n\r\n${body}\r\n`, 'utf8');
}

/** The addresses of a From or To line. Names must not hold commas: this builds mails, it does not read strangers' ones. */
export function addressesOf(field: string): Array<{ name: string; local: string; domain: string }> {
  return field.split(',').map((part) => {
    const [, name = '', bracketed] = /^([^<]*)<([^>]*)>\s*$/.exec(part.trim()) ?? [];
    const address = bracketed ?? part.trim();
    const at = address.lastIndexOf('@');
    return { name: name.trim(), local: address.slice(0, at), domain: address.slice(at + 1) };
  });
}

/** Header text in ASCII: encoded words (RFC 2047) where needed. Line ends become spaces, so that no header is added. */
function encodeWords(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  if (SAFE_TEXT.test(line)) return line;
  // 12 characters are at most 48 octets, so a word stays below the 75 characters that RFC 2047 allows.
  const pieces = [...line].reduce<string[]>((all, character, index) => {
    if (index % 12 === 0) all.push('');
    all[all.length - 1] += character;
    return all;
  }, []);
  return pieces.map((piece) => `=?UTF-8?B?${Buffer.from(piece).toString('base64')}?=`).join('\r\n ');
}

function encodeAddresses(field: string): string {
  return addressesOf(field.replace(/[\r\n]+/g, ' '))
    .map(({ name, local, domain }) => (name ? `${encodeWords(name)} <${local}@${domain}>` : `${local}@${domain}`))
    .join(', ');
}

function domainOf(from: string): string {
  return addressesOf(from.replace(/[\r\n]+/g, ' '))[0]?.domain.toLowerCase() ?? '';
}

function foldedBase64(text: string): string {
  return (
    Buffer.from(text, 'utf8')
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');
}
