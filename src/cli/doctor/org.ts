import { challengeInWords } from '../../runbook/challenge-words.ts';
import type { SignedIn } from '../../runbook/target.ts';
import { opensSecrets } from '../../salesforce/app-settings.ts';
import { addressSeen, appPermissions, type Known } from '../../salesforce/org-facts.ts';
import { kindOfOrg } from '../../salesforce/org-kind.ts';
import type { WrongTarget } from '../../salesforce/sign-in/who.ts';
import type { Lent } from '../surroundings.ts';
import type { About, Told } from './finding.ts';
import { type Findings, withMore } from './findings.ts';

/** Notes what the org said of itself and of the user while signing in, and what was met on the way. */
export function noteSignedIn(findings: Findings, { around, challenges, notices }: Lent, signedIn: SignedIn): void {
  const { url, orgId } = around.target;
  const { org, orgName, username, language, signedInBy } = signedIn;
  const called = orgName === undefined ? org : `${orgName} (${org})`;
  const met = [...challenges().map(challengeInWords), ...notices()];
  findings.note('Sign-in', withMore(`As ${username}, ${signedInBy}`, met));
  findings.note(
    'Org',
    orgId === undefined ? `${called}; SALESFORCE_ORG_ID=${org} would let no other one pass` : `${called}, as expected`,
  );
  findings.note('Kind of org', kindTold(url, signedIn));
  findings.note('User', `${username}, as expected`);
  findings.note(
    'Language',
    language === undefined
      ? { unknown: 'the org does not say it. The pages are known in English only; look at the personal settings.' }
      : `${language}: the pages are known in English`,
  );
}

function kindTold(url: string, signedIn: SignedIn): Told {
  const { org, edition } = signedIn;
  const kind = kindOfOrg(url, signedIn);
  const allowed = `run wants --allow-production --confirm-org ${org}`;
  if (kind === 'production org') {
    return edition === undefined
      ? { unknown: `the org does not answer API calls of a browser session. It counts as production: ${allowed}.` }
      : { warning: `Production (${edition}): ${allowed}.` };
  }
  const text = `${kind}${edition === undefined || edition === kind ? '' : ` (${edition})`}: not production`;
  // Facts 3.1 [D].
  return kind === 'scratch org'
    ? { warning: `${text}; some do not let External Client Apps be made in Setup. Try it, or use a sandbox.` }
    : text;
}

/** Asks the org what the session lets one know: permissions, settings of External Client Apps, and the address it saw. */
export async function askOrg(findings: Findings, { around, clockOffset = 0 }: Lent, startedAt: Date): Promise<void> {
  await findings.look('Permissions', () => appPermissions(around), ofKnown(permissionsTold, LOOK_AT.permissions));
  await findings.look('App settings', () => opensSecrets(around), ofKnown(settingsTold, LOOK_AT.settings));
  // A time in LoginHistory has whole seconds, and the offset is known to half of one.
  const since = new Date(startedAt.getTime() + clockOffset - 2_000);
  await findings.look(
    'Address',
    () => addressSeen(around, since),
    ofKnown((address) => `${address}, as the org saw this sign-in`, LOOK_AT.address),
  );
}

function permissionsTold({ has, lacks }: { has: readonly string[]; lacks: readonly string[] }): Told {
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(' and ');
  // No source says what the page with the key and secret wants (facts 11.6).
  if (lacks.length === 0) return `The user has ${quoted(has)}`;
  return { failed: `The user lacks ${quoted(lacks)}. Give it by a permission set or the profile.` };
}

function settingsTold(open: readonly string[]): Told {
  if (open.length === 0) return 'Consumer secrets are closed to the API, as they are best';
  const which = open.map((label) => `"${label}"`).join(' and ');
  const what = `${which} ${open.length === 1 ? 'is' : 'are'} on: programs read secrets without a code.`;
  return { warning: `${what} Turn it off in Setup > External Client Apps > Settings where nobody needs it.` };
}

/** What a person can do where the org does not tell. */
const LOOK_AT = {
  permissions: "Look at the user's profile and permission sets in Setup.",
  settings: 'Look at Setup > External Client Apps > Settings.',
  address: "Look at the user's login history in Setup, should the org let in some addresses only.",
} as const;

function ofKnown<T>(tell: (told: T) => Told, remedy: string): (known: Known<T>) => Told {
  return (known) => ('untold' in known ? { unknown: `${known.untold}. ${remedy}` } : tell(known.told));
}

/** Notes what is not as it was asked for, and that all before it is. @returns what it is about */
export function noteWrongTarget(findings: Findings, { about, message }: WrongTarget): About {
  findings.note('Sign-in', 'It works');
  if (about !== 'org') findings.note('Org', 'As expected');
  if (about === 'language') findings.note('User', 'As expected');
  const wrong = ({ org: 'Org', user: 'User', language: 'Language' } as const)[about];
  findings.note(wrong, { failed: message });
  return wrong;
}
