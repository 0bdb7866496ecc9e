import { expect, test } from '@playwright/test';
import type { Connection } from 'jsforce';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import { asStranger } from '../support/jsforce.ts';
import { Client, codeIn, createApp, signedIn, started } from './support.ts';

/** Asks an org by a stock client, as the user whom a fresh app runs as. */
async function asking<T>(org: PracticeOrg, ask: (connection: Connection) => Promise<T>, runAs = org.admin.username) {
  const { key, secret } = await createApp(await signedIn(org), org, { runAs });
  return asStranger(org.url, { consumerKey: key, consumerSecret: secret }, ask);
}

test('a stock client signs in, says who it is, and finds and counts users', async () => {
  const { org } = await started();
  await asking(org, async (connection) => {
    expect(await connection.identity()).toMatchObject({ username: org.admin.username, organization_id: org.orgId });
    const admins = { IsActive: true, 'Profile.Name': 'System Administrator' };
    const found = await connection.sobject('User').find(admins, 'Id, Username, Profile.Name');
    expect(found).toMatchObject([
      {
        attributes: {
          type: 'User',
          url: expect.stringMatching(/^\/services\/data\/v67\.0\/sobjects\/User\/005\w{15}$/),
        },
        Username: org.admin.username,
        Profile: { attributes: { type: 'Profile' }, Name: 'System Administrator' },
      },
    ]);
    expect(await connection.sobject('User').count()).toBe(org.state().users.length);
    const described = await connection.sobject('User').describe();
    expect(described.fields.map(({ name }) => name)).toContain('LanguageLocaleKey');
    const [all] = await connection.sobject('User').find({ Username: org.admin.username }).limit(1);
    expect(all).toMatchObject({ Email: org.admin.email, LastLoginDate: expect.stringMatching(/\+0000$/) });
    expect(await connection.sobject('User').retrieve(String(found[0]?.Id))).toMatchObject({ Email: org.admin.email });
  });
  await org.close();
});

test('a query that is misspelt is refused in the words of Salesforce', async () => {
  const { org } = await started();
  await asking(org, async (connection) => {
    await expect(connection.query('SELECT Id FROM User ORDER Name')).rejects.toMatchObject({
      errorCode: 'MALFORMED_QUERY',
      message: expect.stringContaining("unexpected token: 'ORDER'"),
    });
    await expect(connection.query('SELECT Nme FROM User')).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
    await expect(connection.query('SELECT Id FROM Wombat')).rejects.toMatchObject({ errorCode: 'INVALID_TYPE' });
    await expect(connection.request('/query/01g-')).rejects.toMatchObject({ errorCode: 'INVALID_QUERY_LOCATOR' });
    await expect(connection.request('/wombats')).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  });
  await org.close();
});

test('more than 2000 rows come in batches, of the size that is asked for', async () => {
  const { org } = await started();
  org.change(({ users }) => {
    const [first] = users;
    if (!first) throw new Error('There is no user.');
    for (let n = users.length; n < 2100; n++) {
      users.push({ ...first, id: `005gL000000${n}`, username: `user${n}@acme.practice` });
    }
  });
  await asking(org, async (connection) => {
    const soql = 'SELECT Username FROM User ORDER BY Username';
    const first = await connection.query<{ Username: string }>(soql);
    expect(first).toMatchObject({ totalSize: 2100, done: false, records: { length: 2000 } });
    const rest = await connection.queryMore<{ Username: string }>(first.nextRecordsUrl ?? '');
    expect(rest).toMatchObject({ totalSize: 2100, done: true, records: { length: 100 } });
    expect(new Set([...first.records, ...rest.records].map((user) => user.Username)).size).toBe(2100);
    const small = await connection.query(soql, { headers: { 'Sforce-Query-Options': 'batchSize=200' } });
    expect(small.records).toHaveLength(200);
  });
  await org.close();
});

test('the org says what it is, and which versions of the API it has', async () => {
  for (const [release, newest] of [
    ['2026-08', { label: "Summer '26", version: '67.0', url: '/services/data/v67.0' }],
    ['2025-10', { label: "Winter '26", version: '65.0', url: '/services/data/v65.0' }],
  ] as const) {
    const { org } = await started({ release });
    const versions = (await (await new Client().request(`${org.url}/services/data/`)).json()) as unknown[];
    expect(versions.at(-1)).toEqual(newest);
    expect(versions[0]).toEqual({ label: "Summer '14", version: '31.0', url: '/services/data/v31.0' });
    await org.close();
  }
  const { org } = await started();
  await asking(org, async (connection) => {
    const soql = 'SELECT Id, Name, IsSandbox, OrganizationType, InstanceName, LanguageLocaleKey FROM Organization';
    expect((await connection.query(soql)).records).toMatchObject([
      {
        Id: org.orgId,
        Name: org.orgName,
        IsSandbox: false,
        OrganizationType: 'Developer Edition',
        LanguageLocaleKey: 'en_US',
      },
    ]);
    const profile = "SELECT Name FROM Profile WHERE Name LIKE 'system%'";
    expect((await connection.query(profile)).records).toMatchObject([{ Name: 'System Administrator' }]);
  });
  await org.close();
});

// facts 1.1 [C]
test('a sandbox says that it is one', async () => {
  const { org } = await started({ sandbox: true });
  await asking(org, async (connection) => {
    const { records } = await connection.query('SELECT IsSandbox FROM Organization WHERE IsSandbox = true');
    expect(records).toMatchObject([{ IsSandbox: true }]);
  });
  await org.close();
});

// facts 8.4 [D]
test('an org of another edition says which', async () => {
  const { org } = await started({ edition: 'Enterprise Edition' });
  await asking(org, async (connection) => {
    const { records } = await connection.query('SELECT IsSandbox, OrganizationType FROM Organization');
    expect(records).toMatchObject([{ IsSandbox: false, OrganizationType: 'Enterprise Edition' }]);
  });
  await org.close();
});

// facts 8.4 [D]
for (const [profile, may] of [
  ['System Administrator', true],
  ['Standard User', false],
] as const) {
  test(`what a user may do with External Client Apps: ${profile}`, async () => {
    const { org } = await started();
    const user = org.state().users.find((each) => each.profile === profile && each.active);
    const columns = ['PermissionsExternalClientAppDeveloper', 'PermissionsExternalClientAppAdmin'];
    const ask = async (connection: Connection) => {
      const { records } = await connection.query(`SELECT ${columns.join(', ')} FROM UserPermissionAccess`);
      expect(records).toMatchObject([Object.fromEntries(columns.map((column) => [column, may]))]);
    };
    await asking(org, ask, user?.username);
    await org.close();
  });
}

// facts 8.4 [D]: an attempt is a row; that the key and secret are an activity of their own.
test('the histories tell who changed, proved and signed in what and when, and repeat with the seed', async () => {
  const rows = () => histories();
  const [first, second] = [await rows(), await rows()];
  expect(second).toEqual(first);
});

async function histories() {
  const at = new Date('2026-11-23T09:00:00Z');
  const { org, mails } = await started({ seed: 'histories', at });
  const admin = await signedIn(org);
  const { id, key, secret } = await createApp(admin, org);
  const details = await admin.request(`${org.setupUrl}/setup-api/apps/${id}`);
  const { consumerDetailsUrl } = (await details.json()) as { consumerDetailsUrl: string };
  const { visited } = await admin.follow(consumerDetailsUrl);
  const page = visited.at(-1) ?? '';
  const vcsrf = new URL(page).searchParams.get('vcsrf') ?? '';
  org.advance(60_000);
  for (const emc of ['000000', codeIn(mails.at(-1))]) await admin.post(page.replace(/\?.*/, ''), { vcsrf, emc });
  const answer = await asStranger(org.url, { consumerKey: key, consumerSecret: secret }, async (connection) => ({
    audit: (
      await connection.query(
        `SELECT Id, Action, Display, Section, CreatedBy.Username, CreatedDate FROM SetupAuditTrail WHERE CreatedDate = TODAY ORDER BY CreatedDate, Id`,
      )
    ).records,
    verification: (
      await connection.query(
        "SELECT Id, VerificationMethod, Status, Remarks, VerificationTime FROM VerificationHistory WHERE Activity = 'ExternalClientApp' ORDER BY VerificationTime, Id",
      )
    ).records,
    logins: (
      await connection.query(
        'SELECT Id, LoginType, Status, Application, UserId FROM LoginHistory ORDER BY LoginTime, Id',
      )
    ).records,
  }));
  expect(answer.audit).toMatchObject([
    {
      Display: 'Created external client app Document AI',
      Section: 'External Client Apps',
      CreatedBy: { Username: org.admin.username },
      CreatedDate: '2026-11-23T09:00:00.000+0000',
    },
    { Display: 'Changed policies of external client app Document AI' },
  ]);
  const remarks = { VerificationMethod: 'Email', Remarks: 'access an external client app' };
  expect(answer.verification).toMatchObject([
    { ...remarks, Status: 'Initiated', VerificationTime: '2026-11-23T09:00:00.000+0000' },
    { ...remarks, Status: 'FailedInvalidCode', VerificationTime: '2026-11-23T09:01:00.000+0000' },
    { ...remarks, Status: 'Succeeded' },
  ]);
  expect(answer.logins).toMatchObject([
    { LoginType: 'Application', Status: 'Success' },
    { LoginType: 'Remote Access 2.0', Status: 'Success', Application: 'Document AI' },
  ]);
  await org.close();
  return answer;
}

// facts 8.4 [D]: Manage Users.
test('other users find only their own logins, and no other history', async () => {
  const { org } = await started();
  const runAs = 'wei.chen@acme.practice';
  await asking(
    org,
    async (connection) => {
      const { records } = await connection.query('SELECT Application FROM LoginHistory');
      expect(records).toMatchObject([{ Application: 'Document AI' }]);
      for (const table of ['SetupAuditTrail', 'VerificationHistory']) {
        await expect(connection.query(`SELECT Id FROM ${table}`)).rejects.toMatchObject({ errorCode: 'INVALID_TYPE' });
      }
    },
    runAs,
  );
  await org.close();
});
