import { type AddressHeader, oneAddress } from './one-address.ts';
import { UNSPACED } from './unspaced.ts';

/** Letters and signs that can be part of a username; it is one only where none of them touches it. */
const PART_OF_USERNAME = /[\p{L}\p{M}\p{N}_%+@=&/#~$*^{|}-]/u;

/** What parts words in a line; none of it can be inside of an address. */
const BETWEEN_WORDS = /[\s<>()[\],;:"“”„«»「」'’]+/;

/** A mail that holds a code, in the parts that tell whose it is. */
export interface Addressed {
  /** The lines that the code was read from. */
  readonly lines: readonly string[];
  /** The lines of all parts that people read. */
  readonly allLines: readonly string[];
  readonly to: AddressHeader;
  readonly senderDomain: string;
}

/**
 * How a mail is bound to a user, in words, or nothing. The body decides: it names the user as a whole word. Where it
 * speaks of nobody at all, the one address in To may be the username itself; two users may share a mailbox, so that To
 * never outweighs a name in the body. Addresses of the sender's own domain, such as the help desk's, are nobody.
 */
export function bindingTo(username: string, { lines, allLines, to, senderDomain }: Addressed): string | undefined {
  const wanted = username.normalize('NFKC').toLowerCase();
  if (namesUser(lines, wanted, senderDomain)) return `names ${username}`;
  if (allLines.some((line) => addressesIn(line, senderDomain).length > 0)) return undefined;
  const recipient = oneAddress(to);
  const isTo = typeof recipient === 'object' && recipient.address === wanted;
  return isTo ? `is addressed to ${username} and names nobody else` : undefined;
}

/**
 * Do these lines name the user as a whole word? `admin@example.org` is not named where `admin@example.org.uat1` or
 * `x.admin@example.org` stands; the full stop at the end of a sentence does not count. Where addresses stand behind
 * labels, as in `Username: bob@example.org`, the user must be among those: a mail for Bob may end with "not you? Write
 * to admin@example.org".
 */
export function namesUser(lines: readonly string[], username: string, senderDomain: string): boolean {
  const wanted = username.normalize('NFKC').toLowerCase();
  const labelled = lines.filter((line) => isLabelledAddress(line, senderDomain));
  return wanted !== '' && (labelled.length > 0 ? labelled : lines).some((line) => namedIn(line.toLowerCase(), wanted));
}

function isLabelledAddress(line: string, senderDomain: string): boolean {
  const colon = line.slice(0, 60).indexOf(':');
  if (colon < 1) return false;
  const words = line.slice(colon + 1).split(BETWEEN_WORDS, 4);
  return words.filter(Boolean).length === 1 && addressesIn(line.slice(colon + 1), senderDomain).length === 1;
}

/** The words of a line that look like an address, or like a username, which has the same form. */
function addressesIn(line: string, senderDomain: string): string[] {
  if (!line.includes('@')) return [];
  const own = senderDomain.toLowerCase();
  return line
    .toLowerCase()
    .split(BETWEEN_WORDS)
    .filter((word) => {
      const at = word.lastIndexOf('@');
      const domain = word.slice(at + 1).replace(/[^\p{L}\p{N}]{1,8}$/u, '');
      return at > 0 && domain !== '' && domain !== own && !domain.endsWith(`.${own}`);
    });
}

function namedIn(line: string, wanted: string): boolean {
  for (let at = line.indexOf(wanted); at >= 0; at = line.indexOf(wanted, at + 1)) {
    const before = line[at - 1] ?? ' ';
    const [after = ' ', beyond = ' '] = line.slice(at + wanted.length, at + wanted.length + 2);
    const startsHere = before !== '.' && !isPart(before);
    const endsHere = after === '.' ? !isPart(beyond) && beyond !== '.' : !isPart(after);
    if (startsHere && endsHere) return true;
  }
  return false;
}

function isPart(character: string): boolean {
  return PART_OF_USERNAME.test(character) && !UNSPACED.test(character);
}
