import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { changesIn, type PracticeOrgOptions } from '../../src/practice-org/index.ts';
import { type Practice, practice } from '../support/practice.ts';

interface Told {
  readonly ready: boolean;
  readonly findings: readonly { readonly about: string; readonly verdict: string; readonly says: string }[];
}

let place: Practice;
test.afterEach(() => place?.close());

async function at(options: Partial<PracticeOrgOptions> = {}): Promise<Practice> {
  place = await practice({ signIn: 'password', ...options });
  return place;
}

/** What the doctor finds, by what it is about; the org was changed by none of it, which its ledger shows. */
async function doctor(args: readonly string[] = [], settings: Readonly<Record<string, string | undefined>> = {}) {
  const { code, out, err } = await place.setupwright(['doctor', '--no-input', '--json', ...args], { settings });
  expect(err).toBe('');
  const { ready, findings } = JSON.parse(out) as Told;
  expect(changesIn(place.org.ledger())).toEqual([]);
  expect(code).toBe(ready ? 0 : 4);
  for (const { says } of findings) {
    expect(says).not.toMatch(/\n/);
    expect(says).not.toContain(place.org.admin.password);
  }
  return { ready, found: Object.fromEntries(findings.map(({ about, ...found }) => [about, found])), findings };
}

const ok = (says: RegExp) => ({ verdict: 'ok', says: expect.stringMatching(says) });
const warning = (says: RegExp) => ({ verdict: 'warning', says: expect.stringMatching(says) });
const failed = (says: RegExp) => ({ verdict: 'failed', says: expect.stringMatching(says) });
const unknown = (says: RegExp) => ({ verdict: 'not known', says: expect.stringMatching(says) });
const dependsOn = (about: string) => unknown(new RegExp(`^Cannot be known from here: it depends on ${about}\\.$`));

test('where all is well, each thing is looked at, the org tells what it can, and nothing in it is changed', async () => {
  const { org } = await at({ challengeAtSignIn: true, interruptions: ['phone-registration'] });
  const { ready, found, findings } = await doctor(['external-client-app', '--set', 'contactEmail=ops@acme.example'], {
    SALESFORCE_ORG_ID: org.orgId,
  });
  expect(ready).toBe(true);
  expect(found).toEqual({
    Settings: ok(/^Complete, for grace\.whitfield@acme\.practice at http:/),
    Inputs: ok(/^Complete$/),
    'Out folder': ok(/^runs gets a folder for each run$/),
    Disk: ok(/^runs can be written into, and at least 50 MB are free$/),
    Git: ok(/in no work tree/),
    Seal: ok(/not signed/),
    Sink: ok(/^File credentials\.json took a dummy value$/),
    'My Domain': ok(/ answers$/),
    Clock: ok(/^(In step with|\d s (behind|ahead of)) the org's$/),
    Mailbox: ok(/^INBOX and Junk of admin@practice\.example can be read; no mail came in the last day$/),
    Identity: ok(/^Can be proved by mailbox /),
    Browser: ok(/^Chromium \d/),
    'Sign-in': ok(
      /^As grace\S+, by password\. The challenge "e-mailed code" while signing in was answered by mailbox .*\. Salesforce showed Register Your Mobile Phone in between; it was passed\.$/,
    ),
    Org: ok(/^Acme Practice \(00D\w{12}\), as expected$/),
    'Kind of org': ok(/^Developer Edition: not production$/),
    User: ok(/^grace\.whitfield@acme\.practice, as expected$/),
    Language: ok(/^en_US/),
    Permissions: ok(/^The user has "Create, edit, and delete External Client Apps" and "View all/),
    'App settings': ok(/closed to the API/),
    Address: ok(/^127\.0\.0\.1, as the org saw this sign-in$/),
    Runbook: ok(/"Create an External Client App" is ready to run/),
  });
  expect(findings[0]?.about).toBe('Settings');
});

test('what a run would trip over is found all at once, and what does not depend on it is looked at too', async () => {
  const { folder } = await at();
  await mkdir(join(folder, 'taken'));
  await writeFile(join(folder, 'taken', 'report.html'), '');
  const { found } = await doctor(['external-client-app', '--out', 'taken', '--sink', 'command:/no/such/program'], {
    IMAP_PASSWORD: 'ninth-gate-4711-zz',
    SETUPWRIGHT_SEAL_KEY_FILE: 'no-key',
  });
  expect(found).toMatchObject({
    Settings: ok(/./),
    Inputs: failed(/contactEmail is missing/),
    'Out folder': failed(/taken is not empty\. .*--out/),
    Seal: failed(/SETUPWRIGHT_SEAL_KEY_FILE .* does not exist/),
    Sink: failed(/cannot be started \(ENOENT\)/),
    'My Domain': ok(/./),
    Mailbox: failed(/refused the login .*IMAP_PASSWORD/),
    Identity: dependsOn('Mailbox'),
    Browser: ok(/^Chromium/),
    'Sign-in': dependsOn('Identity'),
    Permissions: dependsOn('Identity'),
  });
});

test('settings that are wrong keep it from the org and from nothing else', async () => {
  await at();
  const { found } = await doctor([], { SALESFORCE_URL: 'https://acme.example', SETUPWRIGHT_BROWSER: '/no/browser' });
  expect(found).toMatchObject({
    Settings: failed(/^SALESFORCE_URL is not usable/),
    Disk: ok(/^runs can be written into/),
    Browser: failed(/names \/no\/browser, which is not a program/),
    'My Domain': dependsOn('Settings'),
    Address: dependsOn('Settings'),
  });
  expect(Object.keys(found)).not.toContain('Inputs');
  expect(place.org.ledger(), 'nobody signed in').toEqual([]);
});

test('a settings file that cannot be used is a finding', async () => {
  await at();
  await writeFile(join(place.folder, 'open.env'), 'SALESFORCE_URI=x\n', { mode: 0o600 });
  const { found } = await doctor(['--env-file', 'open.env']);
  expect(found['Settings']).toEqual(failed(/^open\.env sets SALESFORCE_URI, which is no setting\./));
});

test('a CLI that opens no org, or a session that cannot be kept, keeps it from signing in and from nothing else', async () => {
  await at();
  const byCli = { SALESFORCE_CLI_ORG: 'acme-uat', SALESFORCE_PASSWORD: undefined, PATH: '/nowhere' };
  expect((await doctor([], byCli)).found).toMatchObject({
    Settings: ok(/./),
    'Salesforce CLI': failed(/./),
    'My Domain': ok(/ answers$/),
    Browser: { verdict: expect.stringMatching(/^(ok|failed)$/) },
    'Sign-in': dependsOn('Salesforce CLI'),
  });
  const { found } = await doctor([], { SALESFORCE_SESSION_FILE: '.' });
  expect(found).toMatchObject({
    'Saved session': failed(/./),
    Browser: ok(/./),
    'Sign-in': dependsOn('Saved session'),
  });
  expect(place.org.ledger(), 'nobody signed in').toEqual([]);
});

test('another org, user or language than was asked for is told as what it is', async () => {
  const { org } = await at();
  const other = `${org.orgId.slice(0, 14)}${org.orgId[14] === 'x' ? 'y' : 'x'}`;
  expect((await doctor([], { SALESFORCE_ORG_ID: other })).found).toMatchObject({
    'Sign-in': ok(/./),
    Org: failed(/^Signed in to the org \w{15}, not to \w{15}\. .*SALESFORCE_ORG_ID/),
    User: dependsOn('Org'),
  });
  org.change(({ users }) => {
    for (const user of users) user.language = 'de';
  });
  expect((await doctor()).found).toMatchObject({
    Org: ok(/./),
    User: ok(/./),
    Language: failed(/is de, and the pages are known in English only\. .*Language & Time Zone/),
    Permissions: dependsOn('Language'),
  });
});

test('what makes a production org or an open door is a warning, and nothing fails by it', async () => {
  const { org } = await at({ edition: 'Enterprise Edition' });
  org.change((state) => {
    state.orgSettings.secretsInRestApi = true;
  });
  const { ready, found } = await doctor([], { IMAP_HOST: undefined, IMAP_USER: undefined, IMAP_PASSWORD: undefined });
  expect(ready).toBe(true);
  expect(found).toMatchObject({
    Mailbox: ok(/^None is set/),
    Identity: warning(/^Nobody is there who could answer a challenge/),
    Org: ok(/; SALESFORCE_ORG_ID=00D\w{12} would let no other one pass$/),
    'Kind of org': warning(
      /^Production \(Enterprise Edition\): run wants --allow-production --confirm-org 00D\w{12}\.$/,
    ),
    'App settings': warning(/^"Allow access to External Client App consumer secrets via REST API" is on: /),
  });
});

// facts 1.4 [C]: API Access Control refuses calls of a browser's session.
test('what an org does not tell cannot be known, and why is said', async () => {
  const { org } = await at();
  org.change((state) => {
    state.apiAccessControl = true;
  });
  const { ready, found } = await doctor();
  expect(ready).toBe(true);
  expect(found).toMatchObject({
    'Kind of org': unknown(/does not answer API calls .* It counts as production: run wants --allow-production/),
    Permissions: unknown(
      /^Cannot be known from here: the org does not let it be read \(HTTP \d+.*\)\. Look at the user's profile and permission sets in Setup\.$/,
    ),
    Address: unknown(/^Cannot be known from here: /),
    'App settings': ok(/./),
  });
});

test('for people it is one line each where it is no terminal, with what it comes to at the end', async () => {
  await at();
  const { code, out, err } = await place.setupwright(['doctor', '--no-input'], {
    settings: { SALESFORCE_PASSWORD: 'wrong-and-never-right-1' },
  });
  expect(code).toBe(4);
  expect(err).toBe('');
  const [first, , ...lines] = out.trimEnd().split('\n');
  expect(first).toBe('Looking at everything that a run needs; nothing is changed in the org.');
  expect(lines.at(-1)).toBe('1 failed: a run would not get through; 7 not known. Nothing was changed in the org.');
  const rows = lines.slice(0, -2);
  for (const row of rows) expect(row).toMatch(/^(ok {9}|warning {4}|failed {5}|not known {2})[A-Z].{15}\S/);
  expect(rows.filter((row) => row.startsWith('failed'))).toEqual([
    expect.stringMatching(/^failed {5}Sign-in {9}Salesforce refuses the sign-in: .*SALESFORCE_PASSWORD/),
  ]);
  expect(out).not.toContain('wrong-and-never-right-1');
  expect(out).not.toContain('\u001b');
});
