import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { parse } from 'dotenv';
import type { RunRecord } from '../../src/evidence/run-record.ts';
import { type AppPolicies, changesIn, type PracticeState } from '../../src/practice-org/index.ts';
import { signedIn } from '../practice-org/support.ts';
import { diedAt } from '../support/dead-run.ts';
import { type How, type Practice, practice } from '../support/practice.ts';

/** Inputs other than the defaults, as a plan keeps them. */
const CHOSEN = [
  ...['--set', 'scopes=api,refresh_token'],
  ...['--set', 'callbackUrls=https://a.example/one,https://a.example/two'],
  ...['--set', 'profiles=System Administrator,Standard User'],
  ...['--set', 'permissionSets=Billing Sync'],
];

// One org and one app, so that each test begins where the one before ended.
test.describe('An app is planned, made, verified and undone', () => {
  test.describe.configure({ mode: 'serial' });
  let org: Practice;
  test.beforeAll(async () => {
    org = await practice();
  });
  test.afterAll(async () => org.close());

  /** The app as it was made, before it was deleted. */
  let made: PracticeState['apps'];
  const named = () => org.org.state().apps.filter(({ settings: { name } }) => name === 'Document AI');
  const changes = () => changesIn(org.org.ledger());
  const deletions = () => changes().filter(({ deed }) => deed === 'delete app');
  const look = (command: 'plan' | 'verify', more: readonly string[] = [], settings: How['settings'] = {}) =>
    org.setupwright(
      [
        ...[command, 'external-client-app', '--set', 'contactEmail=ops@acme.example'],
        ...['--set', 'appName=Document AI', ...CHOSEN, '--sink', 'file:app.env', ...more],
      ],
      { settings },
    );

  test('a plan of a fresh org lists every setting, is kept, ends with 2, and the org was asked to change nothing', async () => {
    const { code, out, err } = await look('plan', ['--out', 'plan.json']);
    expect(err).toBe('');
    expect(code).toBe(2);
    expect(out).toMatch(/Contact Email +\(no such app\) -> ops@acme\.example/);
    expect(out).toMatch(/changes pending: of 5 sections 4 to be done, 1 not known yet, 13 settings to be set/);
    expect(changes()).toEqual([]);
    const plan = JSON.parse(await readFile(join(org.folder, 'plan.json'), 'utf8'));
    expect(plan).toMatchObject({ inputs: { appName: 'Document AI' }, target: { username: org.org.admin.username } });
  });

  test('nobody agrees where nobody is there: the run ends with 3, and nothing is made', async () => {
    const { code, err } = await org.setupwright([
      ...['run', 'external-client-app', '--set', 'contactEmail=ops@acme.example', '--out', 'unasked'],
    ]);
    expect(code).toBe(3);
    expect(err).toContain('Give --yes');
    expect(changes()).toEqual([]);
  });

  test('a run of the plan does what it said, with its inputs; the sink is dotenv, the output the record', async () => {
    // The label that moved: it is found by a weaker name, and told of.
    const moveLabel = (from: string, to: string) =>
      org.org.change(({ catalogue }) => {
        for (const each of catalogue.security) Object.assign(each, { label: each.label.replace(from, to) });
      });
    moveLabel('for Web Server', 'for the Web Server');
    const { code, out, err } = await org.setupwright([
      ...['run', 'external-client-app', '--plan', 'plan.json'],
      ...['--sink', 'file:app.env', '--out', 'run', '--json'],
    ]);
    expect(code).toBe(0);
    moveLabel('for the Web Server', 'for Web Server');
    // With --json the record is the only thing on the output, and progress is beside it.
    const record = JSON.parse(out) as RunRecord;
    expect(record.outcome).toBe('converged');
    expect(record.run.remarks.join()).toContain('Carried out as planned at');
    expect(record.run.inputs).toMatchObject({ appName: 'Document AI', permissionSets: ['Billing Sync'] });
    expect(err).toContain(`${record.steps.length}/${record.steps.length}`);
    const moved = record.steps.find(({ says }) => says === 'Ensure: secret for Web Server Flow');
    expect(moved?.deviations.join()).toContain('"Require secret for the Web Server Flow" may be it. It was used.');
    // So is what a fresh page shows of it, and by which id the org knows the app.
    expect(record.sections[1]?.remarks?.join()).toContain(
      '"Require secret for the Web Server Flow" may be it. It was read.',
    );
    const [app] = named();
    expect(record.sections[0]?.subjectId).toMatch(new RegExp(`^${app?.id}`));
    expect(app?.settings.oauth?.scopes).toHaveLength(2);
    expect(app?.settings.oauth?.callbackUrl.split(/\s+/)).toEqual(['https://a.example/one', 'https://a.example/two']);
    expect(app?.policies.profiles.toSorted()).toEqual(['Standard User', 'System Administrator']);
    expect(app?.policies.permissionSets).toEqual(['Billing Sync']);
    const held = parse(await readFile(join(org.folder, 'app.env'), 'utf8'));
    expect(held['SALESFORCE_CONSUMER_SECRET']).toBe(app?.consumer.secret);
  });

  test('the org that was planned for has moved: the plan is not run again', async () => {
    const before = changes().length;
    const plan = ['run', 'external-client-app', '--plan', 'plan.json', '--out', 'again'];
    // Who agreed to one sink has not agreed to another.
    const elsewhere = await org.setupwright(plan);
    expect(elsewhere.err).toMatch(/^setupwright: The plan hands over to file app\.env, and this would be file /);
    expect(elsewhere.code).toBe(64);
    const { code, err } = await org.setupwright([...plan, '--sink', 'file:app.env']);
    expect(code).toBe(4);
    expect(err).toContain('Create the app was to be done and is as wanted');
    expect(changes()).toHaveLength(before);
  });

  test('a plan of another org is not carried out in this one, whatever org is confirmed', async () => {
    const plan = await readFile(join(org.folder, 'plan.json'), 'utf8');
    const other = '00D000000000001';
    await writeFile(join(org.folder, 'other.json'), plan.replaceAll(/00D\w{12,15}/g, other));
    const { code, err } = await org.setupwright([
      ...['run', 'external-client-app', '--plan', 'other.json', '--out', 'elsewhere', '--sink', 'file:app.env'],
      ...['--confirm-org', org.org.orgId],
    ]);
    expect(err).toMatch(new RegExp(`^setupwright: The plan is of the org ${other}, and this is 00D`));
    expect(code).toBe(4);
  });

  test('verify of a converged org ends with 0 and changes nothing', async () => {
    const before = changes().length;
    const { code, out } = await look('verify', ['--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ pending: false });
    expect(changes()).toHaveLength(before);
  });

  test('two apps of one name are in the way of all three, with 4', async () => {
    org.org.change((state) => {
      const [app] = named();
      if (app) state.apps.push({ ...app, id: `${app.id.slice(0, -2)}zz` });
    });
    const { code, err } = await look('plan');
    expect(code).toBe(4);
    expect(err).toContain('There are 2 apps named Document AI');
    expect((await org.run(['--out', 'two'])).code).toBe(4);
    org.org.change((state) => {
      state.apps = state.apps.filter(({ id }) => !id.endsWith('zz'));
    });
  });

  test('an app that is disabled is no drift: it is told as such, with 4', async () => {
    const status = (status: 'Enabled' | 'Disabled') =>
      org.org.change(({ apps }) => {
        for (const app of apps) if (app.settings.name === 'Document AI') app.status = status;
      });
    status('Disabled');
    const { code, err } = await look('verify');
    expect(err).toContain('The app Document AI is disabled');
    expect(code).toBe(4);
    status('Enabled');
  });

  test('the run is not undone where nobody agrees, or where its folder was changed', async () => {
    const before = changes().length;
    const nobody = await org.setupwright(['undo', 'run', '--no-input']);
    expect(nobody.err).toContain('Nobody is there to agree');
    expect(nobody.code).toBe(3);

    await cp(join(org.folder, 'run'), join(org.folder, 'spoilt'), { recursive: true });
    await appendFile(join(org.folder, 'spoilt', 'summary.md'), 'as it should have been');
    const spoilt = await org.setupwright(['undo', 'spoilt', '--yes']);
    expect(spoilt.err).toMatch(
      /^setupwright: The seal of spoilt does not hold: Not as they were sealed: summary\.md\./,
    );
    expect(spoilt.code).toBe(5);
    const resumed = await org.setupwright(['resume', 'spoilt', '--yes', '--no-input']);
    expect(resumed.err).toBe(spoilt.err);
    expect(resumed.code).toBe(5);
    expect(changes()).toHaveLength(before);
  });

  test('the run is undone by deleting its app, once, and names what cannot be undone', async () => {
    made = named();
    // By that name there is another app by now.
    const rename = (id: (own: string) => string) =>
      org.org.change(({ apps }) => {
        for (const app of apps) if (app.settings.name === 'Document AI') app.id = id(app.id);
      });
    rename((own) => `${own.slice(0, -2)}zz`);
    const another = await org.setupwright(['undo', 'run', '--yes', '--out', 'another']);
    expect(another.err).toMatch(/The org has moved on since that run: another app named Document AI\./);
    expect(another.code).toBe(4);
    rename(() => made[0]?.id ?? '');
    const { code, out, err } = await org.setupwright(['undo', 'run', '--yes', '--out', 'undo']);
    expect(err).toBe('');
    expect(out).toContain('Undo: Create an External Client App');
    expect(out).toContain('handing over the Consumer Key and Secret; file app.env keeps what it was given');
    expect(out).toContain('a code was sent by e-mail');
    expect(out).toContain('the audit trail of Salesforce keeps its rows');
    expect(out).not.toContain('Credentials ');
    expect(code).toBe(0);
    expect(named()).toEqual([]);
    expect(changes().at(-1)).toMatchObject({ deed: 'delete app', about: 'Document AI' });
    expect(deletions()).toHaveLength(1);
    const record = await org.record('undo');
    expect(record.run.undoes).toEqual({ run: (await org.record('run')).run.id });
    expect(record.sections).toMatchObject([{ title: 'Delete the app', outcome: 'changed' }]);
    expect(record.steps.at(-1)?.remark).toMatch(/^Confirmed with OK: "/);
    expect(await readFile(join(org.folder, 'app.env'), 'utf8')).toContain('Document AI');
  });

  test('the run is undone once more: there is nothing to do, and an undo is neither resumed nor undone', async () => {
    const { code, out } = await org.setupwright(['undo', 'run', '--yes', '--out', 'again']);
    expect(out).toMatch(/Delete the app\n +3 steps already so\n/);
    expect(code).toBe(0);
    expect(deletions()).toHaveLength(1);
    for (const command of ['resume', 'undo']) {
      const refused = await org.setupwright([command, 'undo', '--yes']);
      expect(refused.err, command).toMatch(/^setupwright: undo is (itself )?an undo, of the run /);
      expect(refused.code, command).toBe(64);
    }
  });

  test('the run is undone where the run died as it created the app, and where the answer to the deletion is lost', async () => {
    // The journal of a run that was killed once it had pressed Create, and an app as that leaves it.
    await diedAt('Create', { folder: org.folder, run: 'run', died: 'died' });
    const asMade: Partial<AppPolicies> = {
      permittedUsers: 'AllSelfAuthorized',
      profiles: [],
      permissionSets: [],
      clientCredentials: false,
      runAs: '',
    };
    const withPolicies = (change: Partial<AppPolicies>) =>
      org.org.change((state) => {
        const others = state.apps.filter(({ id }) => id !== made[0]?.id);
        state.apps = [
          ...others,
          ...made.map((app) => ({ ...app, policies: { ...app.policies, ...asMade, ...change } })),
        ];
      });
    // Somebody has gone on with it since.
    const permittedUsers = 'AdminApprovedPreAuthorized';
    const since: readonly (readonly [change: Partial<AppPolicies>, says: RegExp])[] = [
      [
        { permittedUsers, permissionSets: ['Billing Sync'] },
        /Permitted Users: wanted All users .*Select Permission Sets/,
      ],
      [{ clientCredentials: true }, /: Enable Client Credentials Flow: wanted not ticked, found ticked\./],
    ];
    for (const [change, says] of since) {
      withPolicies(change);
      const refused = await org.setupwright(['undo', 'died', '--yes', '--out', 'refused-too']);
      expect(refused.err).toMatch(/The org has moved on since that run/);
      expect(refused.err).toMatch(says);
      expect(refused.code).toBe(4);
    }
    withPolicies({});
    org.org.switch({ faults: ['drop-after@delete*1'] });
    const { code, out } = await org.setupwright(['undo', 'died', '--yes', '--out', 'last']);
    expect(code, out).toBe(0);
    expect(named()).toEqual([]);
    expect(deletions()).toHaveLength(2);
    expect((await org.record('last')).steps.at(-1)?.deviations.join()).toContain('had taken effect');
  });

  test('verify of a drifted org ends with 2, and says what drifted, since when and by whom', async () => {
    org.org.change(({ apps }) => void apps.push(...structuredClone(made)));
    // Later than anything that a run may have done.
    org.org.advance(120_000);
    const client = await signedIn(org.org);
    const [app] = named();
    await client.send('PUT', `${org.org.setupUrl}/setup-api/apps/${app?.id}/settings`, {
      ...app?.settings,
      contactEmail: 'eve@acme.example',
    });
    const before = changes().length;
    const { code, out } = await look('verify', [], { SETUPWRIGHT_OUT: '.' });
    expect(code).toBe(2);
    expect(out).toMatch(/Contact Email +eve@acme\.example -> ops@acme\.example/);
    expect(out).toContain('7 settings as wanted');
    expect(out).toMatch(
      /\nAs wanted at [-\d]+ [:\d]+ UTC, when the run (\S+) ended\.\nChanged since that run began, by the audit trail of the org, the earliest first:\n/,
    );
    // What its own runs have done since is told as that; the last change was nobody's that is known.
    expect(out).toMatch(/Deleted external client app Document AI \(the run \S+\)\n/);
    expect(out).toMatch(
      /\n {2}[-\d]+ [:\d]+ UTC {2}grace\.whitfield@acme\.practice {2}Changed settings of external client app Document AI\n$/,
    );
    expect(out).toContain(`the run ${(await org.record('run')).run.id} ended`);
    expect(changes()).toHaveLength(before);
  });

  test('the run is not undone where the org has moved on: what it set has, or somebody else has touched its app', async () => {
    const before = changes().length;
    const undone = async () => org.setupwright(['undo', 'run', '--yes', '--out', 'moved']);
    // Nor is the run gone on with, had it died as it saved the policies: nobody agreed to that.
    await diedAt('Save', { folder: org.folder, run: 'run', died: 'halfway' });
    const resume = ['resume', 'halfway', '--yes', '--no-input', '--sink', 'file:app.env', '--out', 'resumed'];
    const beyond = await org.setupwright(resume);
    expect(beyond.err).toMatch(
      /The org has moved since the plan of \S+: Contact Email was ops@acme\.example and is eve@acme\.example\. Plan again\./,
    );
    expect(beyond.code).toBe(4);
    const moved = await undone();
    expect(moved.err).toMatch(
      /The org has moved on since that run: Contact Email: wanted ops@acme\.example, found eve@acme\.example\./,
    );
    expect(moved.code).toBe(4);
    // Everything that the run looks at is as it left it again; the org's audit trail tells that there was more.
    org.org.change(({ apps }) => {
      for (const { settings } of apps) if (settings.name === 'Document AI') settings.contactEmail = 'ops@acme.example';
    });
    const touched = await undone();
    expect(touched.err).toMatch(
      /^setupwright: The org has moved on since that run: its audit trail has another change that names it, of [-\d]+ [:\d]+ UTC, by grace\.whitfield@acme\.practice: "Changed settings of external client app Document AI"\. What /,
    );
    expect(touched.code).toBe(4);
    // As it was left, what was planned is gone on with.
    expect((await org.setupwright(resume)).code).toBe(0);
    const { run } = await org.record('resumed');
    expect(run.remarks.join()).toContain('Gone on with as planned at');
    expect(run.planned?.sections[0]).toMatchObject({ title: 'Create the app', state: 'as wanted' });
    expect(changes()).toHaveLength(before);
  });
});
