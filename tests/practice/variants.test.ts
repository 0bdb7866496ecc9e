import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import type { PracticeMail } from '../../src/practice-org/index.ts';
import { createApp, settings, signedIn } from '../practice-org/support.ts';
import { deeds } from '../support/ledger.ts';
import { MAIN, type Practice, practice } from '../support/practice.ts';

let org: Practice;
test.afterEach(async () => org.close());

const documentAi = () => org.org.state().apps.filter(({ settings }) => settings.name === 'Document AI');

// Shorter delays are met by every suite: tests/practice/together.test.ts.
test('an org that takes its time over every answer is waited for, and nothing is done twice', {
  tag: '@sweep',
}, async () => {
  org = await practice({ faults: ['latency=400'] });
  const { code, out } = await org.run();
  expect(out).toContain('converged');
  expect(code).toBe(0);
  expect(documentAi()).toHaveLength(1);
  expect(deeds(org.org, 'send code')).toHaveLength(1);
});

// By e-mail address up to fifty pages of users are opened: long, and shown in parts by tests/salesforce/users.test.ts.
test('the Run As user is found by e-mail address, and is entered and proved as a username', {
  tag: '@sweep',
}, async () => {
  org = await practice();
  const { email, username } = org.org.admin;
  expect(email).not.toBe(username);
  const { code, out } = await org.run(['--set', `runAs=${email}`, '--out', 'first']);
  expect(out).toContain('converged');
  expect(code).toBe(0);
  expect(documentAi().map(({ policies }) => policies.runAs)).toEqual([username]);
  expect((await org.record('first')).steps.at(-1)).toMatchObject({ wanted: username, found: username });

  expect((await org.run(['--set', `runAs=${email}`, '--out', 'second'])).code).toBe(0);
  const { sections } = await org.record('second');
  expect([...new Set(sections.map(({ outcome }) => outcome))]).toEqual(['already so']);
});

test('a Run As user that is nobody ends the run with 1 before the policies are saved', { tag: '@sweep' }, async () => {
  org = await practice();
  const { code, out } = await org.run(['--set', 'runAs=nobody@acme.example']);
  expect(code).toBe(1);
  expect(out).toMatch(/Of \d+ users none has the username nobody@acme\.example/);
  expect(documentAi().map(({ policies }) => policies.clientCredentials)).toEqual([false]);
});

const tag = '@sweep';
test('case 31: an interrupt ends the run at a step with 130 and whole evidence; the next run completes it', {
  tag,
}, async () => {
  org = await practice();
  const { code, err } = await org.run(['--out', 'stopped'], { interruptAt: '32/' });
  expect(err).toContain('stopping after this step');
  expect(code).toBe(130);
  const stopped = await org.record('stopped');
  expect(stopped.outcome).toBe('interrupted');
  expect(stopped.steps.at(-1)?.outcome).toBe('not reached');
  expect(existsSync(join(org.folder, 'stopped', 'report.html'))).toBe(true);

  expect((await org.run(['--out', 'next'])).code).toBe(0);
  expect((await org.record('next')).sections[0]?.outcome).toBe('already so');
  expect(documentAi()).toHaveLength(1);
});

test('an API name that another app has ends the run with 4 and the words of the page, and nothing is made', async () => {
  org = await practice();
  org.org.change((state) => {
    const [other] = state.apps;
    if (other) other.settings.apiName = 'Document_AI';
  });
  const { code, out } = await org.run(['--out', 'refused']);
  expect(code).toBe(4);
  const failed = (await org.record('refused')).steps.find(({ outcome }) => outcome === 'failed');
  expect(failed?.says).toBe('Create the app');
  expect(failed?.error).toContain('The page says: ');
  expect(failed?.captures.map(({ shows }) => shows)).toContain('failure');
  expect(out).toContain(failed?.error);
  expect(documentAi()).toHaveLength(0);
});

// By parts: tests/salesforce/challenges.test.ts.
test('a code that the org rejects twice ends the run with 3 and what the page says of it', {
  tag: '@sweep',
}, async () => {
  const wrong = (mail: PracticeMail) => ({
    ...mail,
    text: mail.text.replace(/\d{6}/, (code) => code.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10))),
  });
  org = await practice({}, wrong);
  const { code, out } = await org.run(['--out', 'rejected']);
  expect(out).toMatch(/the answer was not accepted\..*The page says: the code is wrong or has expired/s);
  expect(code).toBe(3);
  expect(deeds(org.org, 'answer challenge')).toHaveLength(2);
  expect(existsSync(join(org.folder, 'credentials.json'))).toBe(false);
});

// By parts: tests/salesforce/without-oauth.test.ts.
test('an app of that name without OAuth is planned with 2, and adopted: OAuth is enabled and all else set', {
  tag: '@sweep',
}, async () => {
  org = await practice();
  const set = ['--set', 'contactEmail=ops@acme.example', '--set', 'appName=Warehouse Sync'];
  const planned = await org.setupwright(['plan', 'external-client-app', ...set]);
  expect(planned.out).toMatch(/Enable OAuth.*not enabled/);
  expect(planned.code).toBe(2);
  const [before] = org.org.state().apps;
  const { code, out } = await org.run(['--set', 'appName=Warehouse Sync', '--out', 'adopted']);
  expect(out).toContain('converged');
  expect(code).toBe(0);
  const { steps } = await org.record('adopted');
  const enabled = steps.filter(({ says, outcome }) => says === 'Enable OAuth' && outcome === 'changed');
  expect(enabled).toMatchObject([{ found: 'not enabled', proved: 'enabled', was: false }]);
  const [app, ...others] = org.org.state().apps;
  expect([app?.id, others]).toEqual([before?.id, []]);
  expect(app?.policies).toMatchObject({ clientCredentials: true, profiles: ['System Administrator'] });
});

test('a reader of the output that goes away does not cost the run its evidence', { tag: '@sweep' }, async () => {
  org = await practice();
  const command = `"${process.execPath}" -- "${MAIN}" run external-client-app --set contactEmail=ops@acme.example --out piped | head -n 2`;
  await promisify(execFile)('sh', ['-c', command], { cwd: org.folder, env: { ...process.env, ...org.settings } });
  expect((await org.record('piped')).outcome).toBe('converged');
  expect(existsSync(join(org.folder, 'piped', 'report.html'))).toBe(true);
});

// tests/practice/undo.test.ts has such an app adopted in every suite.
test('case 42: an app that was made by hand is adopted: what differs is in the record, and that alone is changed', {
  tag: '@sweep',
}, async () => {
  org = await practice();
  const { id } = await createApp(await signedIn(org.org), org.org, {}, settings({ description: 'By hand' }));
  const { code, out } = await org.run(['--set', 'scopes=api,web', '--out', 'adopted']);
  expect(out).toContain('converged');
  expect(code).toBe(0);
  const { sections, steps } = await org.record('adopted');
  expect(sections.slice(0, 3).map(({ outcome }) => outcome)).toEqual(['already so', 'changed', 'changed']);
  const email = steps.find(({ says }) => says === 'Ensure: contact email');
  expect(email).toMatchObject({ outcome: 'changed', found: 'owner@acme.example', was: 'owner@acme.example' });
  const adopted = org.org.state().apps.filter(({ settings: { name } }) => name === 'Document AI');
  expect(adopted.map((app) => app.id)).toEqual([id]);
  expect(adopted[0]?.settings).toMatchObject({ description: 'By hand', contactEmail: 'ops@acme.example' });
  expect(adopted[0]?.settings.oauth?.scopes.toSorted()).toEqual(['api', 'web']);
});
