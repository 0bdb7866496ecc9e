import type { Ask } from '../operator/terminal.ts';
import type { SignedIn } from '../runbook/target.ts';
import { Trouble } from '../runbook/trouble.ts';
import { kindOfOrg, sameOrg } from '../salesforce/org-kind.ts';
import { type Allowed, agreedAtTheTerminal } from './agreement.ts';

/** What a person said beforehand of the org that is meant. */
export interface Consent {
  readonly allowProduction: boolean;
  /** The id of the org that is meant, of 15 or 18 characters. */
  readonly confirmOrg?: string | undefined;
  /** The org, and perhaps the user, of what is carried out: that confirms nothing, but no other will do. */
  readonly bound?: { readonly to: string; readonly org: string; readonly username?: string } | undefined;
}

/** Refuses an id that is none, before anything is done. @throws Trouble of kind `usage` */
export function refuseMalformed({ confirmOrg }: Consent): void {
  if (confirmOrg === undefined || /^00D\w{12}(\w{3})?$/.test(confirmOrg)) return;
  throw new Trouble(
    'usage',
    '--confirm-org wants the id of an org.',
    'It begins with 00D and has 15 or 18 characters.',
  );
}

/** What the guard looks at. */
interface Guarded {
  /** Origin of the org's My Domain. */
  readonly url: string;
  readonly signedIn: SignedIn;
  readonly consent: Consent;
  /** Undefined where nobody can be asked. */
  readonly ask: Ask | undefined;
  readonly signal: AbortSignal;
}

/**
 * Lets nobody change a production org, nor another org than the one that was named, by mistake. Asked after signing in
 * and before anything is changed. A production org wants both: the permission, and its id given, or its name or id typed.
 * @returns what the record should tell of it, if anything
 * @throws Trouble of kind `preflight` where it is refused, of kind `interrupted` when the signal fires
 */
export async function guardOrg({ url, signedIn, consent, ask, signal }: Guarded): Promise<Allowed> {
  const { org, orgName, edition } = signedIn;
  const { allowProduction, confirmOrg } = consent;
  refuseOtherOrg(signedIn, consent);
  if (kindOfOrg(url, signedIn) !== 'production org') return {};
  const called = orgName === undefined ? org : `${orgName} (${org})`;
  const what =
    edition === undefined
      ? `The org ${called} does not say what kind it is, so it counts as production`
      : `${called} is a production org (${edition})`;
  const remedy = `Name a sandbox, or give --allow-production --confirm-org ${org}.`;
  if (!allowProduction) throw refused(`${what}, and --allow-production is not given.`, remedy);
  if (confirmOrg !== undefined) {
    return { remark: 'Run against a production org: --allow-production and --confirm-org were given.' };
  }
  if (!ask) throw refused(`${what}, and nobody says that it is the one that is meant.`, remedy);
  const names = orgName === undefined ? 'id' : 'name or id';
  const typed = (await ask(`${what}. To go on, type its ${names} (not shown): `, signal)).trim();
  const isId = /^\w{15}(\w{3})?$/.test(typed) && sameOrg(typed, org);
  if (!isId && (typed === '' || typed !== orgName?.trim())) {
    throw refused(`${what}, and what was typed is not its ${names}.`, remedy);
  }
  return agreedAtTheTerminal(
    `typed the ${isId ? 'id' : 'name'} of the production org`,
    'a production org is changed only where --allow-production is given and somebody says which org is meant',
  );
}

/**
 * Refuses an org that is not the one that was named, nor the one, or the user, of what is carried out.
 * @throws Trouble of kind `preflight`
 */
export function refuseOtherOrg({ org, username }: SignedIn, { confirmOrg, bound }: Consent): void {
  if (confirmOrg !== undefined && !sameOrg(confirmOrg, org)) {
    throw refused(`This is the org ${org}, not ${confirmOrg} as --confirm-org says.`, 'Check which org is meant.');
  }
  if (bound && !sameOrg(bound.org, org)) {
    throw refused(`${bound.to} is of the org ${bound.org}, and this is ${org}.`, 'Check which org is meant.');
  }
  if (bound?.username !== undefined && bound.username.toLowerCase() !== username.toLowerCase()) {
    throw refused(
      `${bound.to} is of the user ${bound.username}, and this is ${username}.`,
      'Sign in as that one, or begin anew.',
    );
  }
}

function refused(what: string, remedy: string): Trouble {
  return new Trouble('preflight', what, `Nothing was changed. ${remedy}`);
}
