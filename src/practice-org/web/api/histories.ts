import { longId, numberedId } from '../../ids.ts';
import { changesIn, type Deed, type LedgerEntry } from '../../ledger.ts';
import type { Org } from '../../org.ts';
import type { Row } from './table.ts';

/** The practice org is asked by this machine only. */
const here = '127.0.0.1';

/** guess [I]: facts 8.4 name the columns; which actions and words Salesforce writes for these deeds is not public. */
const audited: Partial<Readonly<Record<Deed, readonly [action: string, words: string]>>> = {
  'register method': ['registeredIdentityVerificationMethod', 'Registered a verification method for'],
  'create app': ['createdExternalClientApplication', 'Created external client app'],
  'change settings': ['changedExternalClientApplicationSettings', 'Changed settings of external client app'],
  'change policies': ['changedExternalClientApplicationPolicies', 'Changed policies of external client app'],
  'enable app': ['enabledExternalClientApplication', 'Enabled external client app'],
  'disable app': ['disabledExternalClientApplication', 'Disabled external client app'],
  'delete app': ['deletedExternalClientApplication', 'Deleted external client app'],
  'change org settings': ['changedExternalClientApplicationOrgSettings', 'Changed'],
  'stage credentials': ['stagedOauthCredentials', 'Staged OAuth credentials of external client app'],
  'rotate credentials': ['rotatedOauthCredentials', 'Rotated OAuth credentials of external client app'],
  'drop staged credentials': ['deletedStagedOauthCredentials', 'Deleted staged OAuth credentials of'],
};

/** What the ledger holds of changes, as SetupAuditTrail. */
export function auditTrail(org: Org): Row[] {
  return changesIn(org.ledger.entries).map((entry) => {
    const [action, words] = audited[entry.deed] ?? [entry.deed, entry.deed];
    return {
      Id: longId(numberedId('0Ym', entry.n)),
      Action: action,
      Section: entry.deed === 'register method' ? 'Manage Users' : 'External Client Apps',
      Display: `${words} ${entry.about}`,
      CreatedById: idOf(org, entry.user),
      CreatedDate: new Date(entry.at),
      DelegateUser: null,
    };
  });
}

/** What the page says after "You're trying to", facts 1.3 and 6.2 [C/S]; the policies are guesses [I]. */
const activities: Readonly<Record<string, readonly [remarks: string, policy: string]>> = {
  Login: ['Log In to Salesforce', 'DeviceActivation'],
  ExternalClientApp: ['access an external client app', 'PageAccess'],
};

/** What the ledger holds of codes and answers, as VerificationHistory: a row for each attempt, facts 8.4 [D]. The first letters of its ids are a guess [I], facts 8.4. */
export function verifications(org: Org): Row[] {
  return entriesOf(org, 'send code', 'answer challenge').map((entry) => {
    const { activity = '', method = '', status = '' } = entry.detail;
    const [remarks = null, policy = null] = activities[activity] ?? [];
    return {
      Id: longId(numberedId('0YV', entry.n)),
      VerificationTime: new Date(entry.at),
      UserId: idOf(org, entry.user),
      Activity: activity,
      VerificationMethod: method,
      Status: status,
      Remarks: remarks,
      Policy: policy,
      SourceIp: here,
    };
  });
}

/** Sign-ins and tokens, as LoginHistory; those of nobody known are left out. The words are guesses [I], facts 8.4, but for `Success`. */
export function logins(org: Org): Row[] {
  return entriesOf(org, 'sign in', 'issue token').flatMap((entry) => {
    const id = idOf(org, entry.user);
    const browser = entry.deed === 'sign in';
    if (id === null) return [];
    return {
      Id: longId(numberedId('0Ya', entry.n)),
      LoginTime: new Date(entry.at),
      UserId: id,
      LoginType: browser ? 'Application' : 'Remote Access 2.0',
      LoginUrl: entry.detail['from'] ?? new URL(org.addresses.myDomain).host,
      SourceIp: here,
      Status: entry.detail['status'] ?? (entry.outcome === 'done' ? 'Success' : 'Failed: Not approved for access'),
      Application: browser ? 'Browser' : entry.about,
    };
  });
}

function entriesOf(org: Org, ...deeds: readonly Deed[]): LedgerEntry[] {
  return org.ledger.entries.filter(({ deed }) => deeds.includes(deed));
}

function idOf(org: Org, username: string): string | null {
  const user = org.userNamed(username);
  return user ? longId(user.id) : null;
}
