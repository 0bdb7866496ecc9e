import { createHash } from 'node:crypto';
import type { Dice } from './dice.ts';

const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const checkLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** A 15-character record id of this kind: `00D` org, `005` user, `0xI` external client app. */
export function newId(dice: Dice, prefix: string): string {
  return `${prefix}gL00000${dice.letters(5, base62, `id ${prefix}`)}`;
}

/** An id that needs no chance: the same for the same thing at every start. */
export function derivedId(prefix: string, of: string): string {
  const bytes = createHash('sha256').update(of).digest().subarray(0, 5);
  return `${prefix}gL00000${[...bytes].map((byte) => base62.charAt(byte % base62.length)).join('')}`;
}

/** The id of the org of a domain: the same at every start, as an org keeps its id. */
export function orgIdOf(domain: string): string {
  return derivedId('00D', domain);
}

/** The id of a row that has a number, such as an entry of a history. */
export function numberedId(prefix: string, n: number): string {
  return `${prefix}gL00000${n.toString(36).padStart(5, '0')}`;
}

/** The 18-character form that the API uses: one letter for the capitals in each group of five. */
export function longId(id: string): string {
  const groups = [id.slice(0, 5), id.slice(5, 10), id.slice(10, 15)];
  const capitals = (group: string) =>
    [...group].reduce((sum, letter, place) => sum + (/[A-Z]/.test(letter) ? 1 << place : 0), 0);
  return id + groups.map((group) => checkLetters.charAt(capitals(group))).join('');
}

/** A session id or access token: `<15-character org id>!AQ...`. */
export function newSessionId(dice: Dice, orgId: string): string {
  return `${orgId}!AQ${dice.letters(94 + dice.surplus('session'), `${base62}._`, 'session')}`;
}

/** Shapes of facts 6.3 [C]: a key of 85 characters and a secret of 64 hexadecimal digits, or an older one of digits. */
export function newConsumer(dice: Dice): { key: string; secret: string } {
  const older = dice.surplus('consumer secret');
  return {
    key: `3MVG9${dice.letters(80 + dice.surplus('consumer key'), `${base62}._`, 'consumer key')}`,
    secret:
      older > 0
        ? dice.letters(15 + (older % 6), '0123456789', 'consumer secret')
        : dice.letters(64, '0123456789ABCDEF', 'consumer secret'),
  };
}

/** A verification code: six digits, facts 7 [C]. */
export function newCode(dice: Dice): string {
  return dice.letters(6, '0123456789', 'code');
}

/** For one-time passwords, form tokens and the like. */
export function newToken(dice: Dice, purpose: string): string {
  return dice.letters(43, base62, purpose);
}
