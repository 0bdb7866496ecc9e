import { derivedId, longId } from '../../ids.ts';
import type { Org } from '../../org.ts';
import { isAdmin, type PracticeUser } from '../../people.ts';
import { auditTrail, logins, verifications } from './histories.ts';
import type { Row, Table, Tables } from './table.ts';
import { everywhere } from './who.ts';

/** What a user may query: facts 8.4 [D]. The histories are the administrators', but for everybody's own logins. */
export function tablesFor(org: Org, user: PracticeUser): Tables {
  const open: Table[] = [users(org), profiles(org), organization(org), permissions(user)];
  const history = loginHistory(org);
  const own = { ...history, rows: () => history.rows().filter((row) => row['UserId'] === longId(user.id)) };
  const tables = isAdmin(user) ? [...open, history, setupAuditTrail(org), verificationHistory(org)] : [...open, own];
  return Object.fromEntries(tables.map((table) => [table.name, { ...table, rows: once(table.rows) }]));
}

/** What describes a table where it says nothing else. */
const usual = { unfiltered: [], parents: {} };

const profileId = (profile: string) => longId(derivedId('00e', profile));

function users(org: Org): Table {
  const { locale, timeZone } = everywhere;
  const rows = () => {
    const last = new Map(logins(org).map((login) => [login['UserId'], login['LoginTime'] ?? null]));
    return org.state.users.map((user): Row => {
      const id = longId(user.id);
      return {
        Id: id,
        Username: user.username,
        Email: user.email,
        Name: `${user.firstName} ${user.lastName}`,
        FirstName: user.firstName,
        LastName: user.lastName,
        Alias: user.alias,
        IsActive: user.active,
        ProfileId: profileId(user.profile),
        UserType: 'Standard',
        LanguageLocaleKey: user.language,
        LocaleSidKey: locale,
        TimeZoneSidKey: timeZone,
        LastLoginDate: last.get(id) ?? null,
      };
    });
  };
  return {
    ...usual,
    name: 'User',
    prefix: '005',
    columns: {
      Id: 'id',
      Username: 'string',
      Email: 'string',
      Name: 'string',
      FirstName: 'string',
      LastName: 'string',
      Alias: 'string',
      IsActive: 'boolean',
      ProfileId: 'id',
      UserType: 'string',
      LanguageLocaleKey: 'string',
      LocaleSidKey: 'string',
      TimeZoneSidKey: 'string',
      LastLoginDate: 'datetime',
    },
    parents: { Profile: { table: 'Profile', by: 'ProfileId' } },
    rows,
  };
}

function profiles({ state }: Org): Table {
  return {
    ...usual,
    name: 'Profile',
    prefix: '00e',
    columns: { Id: 'id', Name: 'string' },
    rows: () => state.catalogue.profiles.map(({ value }) => ({ Id: profileId(value), Name: value })),
  };
}

/** What the user may do, of the columns that are asked for: facts 8.4 [D, C]. guess [I]: that its one row has an id of this form. */
function permissions(user: PracticeUser): Table {
  return {
    ...usual,
    name: 'UserPermissionAccess',
    prefix: '0PS',
    columns: {
      Id: 'id',
      PermissionsExternalClientAppDeveloper: 'boolean',
      PermissionsExternalClientAppAdmin: 'boolean',
    },
    rows: () => [
      {
        Id: longId(derivedId('0PS', user.id)),
        PermissionsExternalClientAppDeveloper: isAdmin(user),
        PermissionsExternalClientAppAdmin: isAdmin(user),
      },
    ],
  };
}

function organization({ state, longOrgId }: Org): Table {
  const { language, locale, timeZone } = everywhere;
  return {
    ...usual,
    name: 'Organization',
    prefix: '00D',
    columns: {
      Id: 'id',
      Name: 'string',
      IsSandbox: 'boolean',
      OrganizationType: 'string',
      InstanceName: 'string',
      NamespacePrefix: 'string',
      LanguageLocaleKey: 'string',
      DefaultLocaleSidKey: 'string',
      TimeZoneSidKey: 'string',
      TrialExpirationDate: 'datetime',
    },
    rows: () => [
      {
        Id: longOrgId,
        Name: state.orgName,
        IsSandbox: state.sandbox,
        OrganizationType: state.edition,
        InstanceName: 'PRACTICE',
        NamespacePrefix: null,
        LanguageLocaleKey: language,
        DefaultLocaleSidKey: locale,
        TimeZoneSidKey: timeZone,
        TrialExpirationDate: null,
      },
    ],
  };
}

/** As the object reference describes it [D]: two of its columns cannot be asked for. */
function setupAuditTrail(org: Org): Table {
  return {
    name: 'SetupAuditTrail',
    prefix: '0Ym',
    columns: {
      Id: 'id',
      Action: 'string',
      Section: 'string',
      Display: 'string',
      CreatedById: 'id',
      CreatedDate: 'datetime',
      DelegateUser: 'string',
    },
    unfiltered: ['Section', 'Display'],
    parents: { CreatedBy: { table: 'User', by: 'CreatedById' } },
    rows: () => auditTrail(org),
  };
}

function verificationHistory(org: Org): Table {
  return {
    ...usual,
    name: 'VerificationHistory',
    prefix: '0YV',
    columns: {
      Id: 'id',
      VerificationTime: 'datetime',
      UserId: 'id',
      Activity: 'string',
      VerificationMethod: 'string',
      Status: 'string',
      Remarks: 'string',
      Policy: 'string',
      SourceIp: 'string',
    },
    rows: () => verifications(org),
  };
}

/** As the object reference describes it [D]: what came of a login can be read and not be asked for. */
function loginHistory(org: Org): Table {
  return {
    ...usual,
    name: 'LoginHistory',
    prefix: '0Ya',
    columns: {
      Id: 'id',
      LoginTime: 'datetime',
      UserId: 'id',
      LoginType: 'string',
      LoginUrl: 'string',
      SourceIp: 'string',
      Status: 'string',
      Application: 'string',
    },
    unfiltered: ['SourceIp', 'Status', 'Application'],
    rows: () => logins(org),
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
