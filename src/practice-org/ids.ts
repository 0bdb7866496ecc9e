import { createHash, randomBytes, randomInt } from 'node:crypto';

const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const checkLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

function letters(count: number, alphabet = base62): string {
  return Array.from({ length: count }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

/** A 15-character record id of this kind: `00D` org, `005` user, `0xI` external client app. */
export function newId(prefix: string): string {
  return `${prefix}gL00000${letters(5)}`;
}

/** The id of the org of a domain: the same at every start, as an org keeps its id. */
export function orgIdOf(domain: string): string {
  const bytes = createHash('sha256').update(domain).digest().subarray(0, 5);
  return `00DgL00000${[...bytes].map((byte) => base62.charAt(byte % base62.length)).join('')}`;
}

/** The 18-character form that the API uses: one letter for the capitals in each group of five. */
export function longId(id: string): string {
  const groups = [id.slice(0, 5), id.slice(5, 10), id.slice(10, 15)];
  const capitals = (group: string) =>
    [...group].reduce((sum, letter, place) => sum + (/[A-Z]/.test(letter) ? 1 << place : 0), 0);
  return id + groups.map((group) => checkLetters.charAt(capitals(group))).join('');
}

/** A session id or access token: `<15-character org id>!AQ...`. */
export function newSessionId(orgId: string): string {
  return `${orgId}!AQ${letters(94, `${base62}._`)}`;
}

/** Shapes of facts 6.3 [C]: a key of 85 characters and a secret of 64 hexadecimal digits. */
export function newConsumer(): { key: string; secret: string } {
  return { key: `3MVG9${letters(80, `${base62}._`)}`, secret: randomBytes(32).toString('hex').toUpperCase() };
}

/** A verification code: six digits, facts 7 [C]. */
export function newCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** For one-time passwords, form tokens and the like. */
export function newToken(): string {
  return letters(43);
}
