import { z } from 'zod';
import { inOwnWords } from '../runbook/own-words.ts';
import type { Surroundings } from '../runbook/ports.ts';
import { query, whoIs } from './api.ts';
import { sessionId } from './sign-in/states.ts';

/** What an org tells of something, or why that cannot be known. */
export type Known<T> = { readonly told: T } | { readonly untold: string };

/** What the runbook's pages want, as Salesforce calls it, by the column that says whether a user has it (facts 3.1, 8.4 [D]). */
const WANTED = {
  PermissionsExternalClientAppDeveloper: 'Create, edit, and delete External Client Apps',
  PermissionsExternalClientAppAdmin: 'View all External Client Apps, view their settings, and edit their policies',
} as const;

const Permissions = z.object({
  PermissionsExternalClientAppDeveloper: z.boolean(),
  PermissionsExternalClientAppAdmin: z.boolean(),
});

const Login = z.object({ LoginTime: z.string(), SourceIp: z.string().regex(/^[\d.:a-f]+$/i) });

/**
 * Which of the permissions that External Client Apps want the signed-in user has, and which not, as Setup calls them.
 * Only asks, by the browser's own session, whose id serves as a token (facts 1.4 [C]). Never throws.
 */
export async function appPermissions(
  around: Surroundings,
): Promise<Known<{ readonly has: readonly string[]; readonly lacks: readonly string[] }>> {
  const row = await firstRow(around, Permissions, () =>
    Promise.resolve(`SELECT ${Object.keys(WANTED).join(', ')} FROM UserPermissionAccess LIMIT 1`),
  );
  if ('untold' in row) return row;
  const names = Object.keys(WANTED) as (keyof typeof WANTED)[];
  const called = (has: boolean) => names.filter((name) => row.told[name] === has).map((name) => WANTED[name]);
  return { told: { has: called(true), lacks: called(false) } };
}

/**
 * The address that the org saw this machine sign in from, by its own LoginHistory (facts 8.4 [D]). Never throws.
 * @param since by the org's clock: an earlier sign-in may have been another machine's
 */
export async function addressSeen(around: Surroundings, since: Date): Promise<Known<string>> {
  const row = await firstRow(around, Login, async (token) => {
    const { user_id: id } = await whoIs(around.target.url, token);
    if (!/^005\w{12,15}$/.test(id)) return undefined;
    return `SELECT LoginTime, SourceIp FROM LoginHistory WHERE UserId = '${id}' ORDER BY LoginTime DESC LIMIT 1`;
  });
  if ('untold' in row) return row;
  if (Date.parse(row.told.LoginTime) >= since.getTime()) return { told: row.told.SourceIp };
  return { untold: 'no sign-in was made just now whose address the org could tell' };
}

async function firstRow<T>(
  around: Surroundings,
  shape: z.ZodType<T>,
  asked: (token: ReturnType<Surroundings['secret']>) => Promise<string | undefined>,
): Promise<Known<T>> {
  try {
    const sid = await sessionId(around.browser(), around.target.url);
    if (sid === undefined) return { untold: 'the browser has no session with the org any more' };
    const token = around.secret('session id', sid);
    const soql = await asked(token);
    if (soql === undefined) return { untold: 'the org does not say who the user is' };
    const answer = await query(around.target.url, token, soql);
    if ('refused' in answer) return { untold: `the org does not let it be read (${answer.refused})` };
    const [first] = answer.records;
    const row = shape.safeParse(first);
    return row.success ? { told: row.data } : { untold: 'the org answered in a form that is not known' };
  } catch (error) {
    return { untold: inOwnWords(error) };
  }
}
