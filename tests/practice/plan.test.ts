import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { changesIn } from '../../src/practice-org/index.ts';
import { createApp, settings, signedIn } from '../practice-org/support.ts';
import { type Practice, practice } from '../support/practice.ts';

test.describe('plan, run, verify', () => {
  test.describe.configure({ mode: 'serial' });
  let org: Practice;
  test.beforeAll(async () => {
    org = await practice();
  });
  test.afterAll(async () => org.close());

  const changes = () => changesIn(org.org.ledger());
  const look = (command: 'plan' | 'verify', ...more: readonly string[]) =>
    org.setupwright([
      ...[command, 'external-client-app', '--set', 'contactEmail=ops@acme.example'],
      ...['--set', 'appName=Document AI', ...more],
    ]);

  test('a plan of a fresh org lists every setting, is kept, ends with 2, and the org was asked to change nothing', async () => {
    const { code, out, err } = await look('plan', '--out', 'plan.json');
    expect(err).toBe('');
    expect(code).toBe(2);
    expect(out).toMatch(/Contact Email +\(no such app\) -> ops@acme\.example/);
    expect(out).toMatch(/changes pending: of 5 sections 4 to be done, 1 not known yet, 11 settings to be set/);
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

  test('a run of the plan does what it said', async () => {
    const { code, out } = await org.setupwright([
      'run',
      'external-client-app',
      '--plan',
      'plan.json',
      '--out',
      'first',
    ]);
    expect(out).toContain('converged');
    expect(code).toBe(0);
    const { run } = await org.record('first');
    expect(run.remarks.join()).toContain('Carried out as planned at');
    expect(run.inputs).toMatchObject({ appName: 'Document AI' });
  });

  test('the org that was planned for has moved: the plan is not run again', async () => {
    const before = changes().length;
    const { code, err } = await org.setupwright([
      'run',
      'external-client-app',
      '--plan',
      'plan.json',
      '--out',
      'again',
    ]);
    expect(code).toBe(4);
    expect(err).toContain('Create the app was to be done and is as wanted');
    expect(changes()).toHaveLength(before);
  });

  test('verify of a converged org ends with 0 and changes nothing', async () => {
    const before = changes().length;
    const { code, out } = await look('verify', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ pending: false });
    expect(changes()).toHaveLength(before);
  });

  test('verify of a drifted org ends with 2, and says what drifted, since when and by whom', async () => {
    const client = await signedIn(org.org);
    const app = org.org.state().apps.find(({ settings: { name } }) => name === 'Document AI');
    await client.send('PUT', `${org.org.setupUrl}/setup-api/apps/${app?.id}/settings`, {
      ...app?.settings,
      contactEmail: 'eve@acme.example',
    });
    const before = changes().length;
    const { code, out } = await look('verify');
    expect(code).toBe(2);
    expect(out).toMatch(/Contact Email +eve@acme\.example -> ops@acme\.example/);
    expect(out).toContain('6 settings as wanted');
    expect(out).toMatch(
      /Last changed, by the audit trail of the org:\n +[-\d]+ [:\d]+ UTC {2}\S+ {2}Changed settings of/,
    );
    expect(changes()).toHaveLength(before);
  });

  test('two apps of one name are in the way of all three, with 4', async () => {
    org.org.change((state) => {
      const app = state.apps.find(({ settings: { name } }) => name === 'Document AI');
      if (app) state.apps.push({ ...app, id: `${app.id.slice(0, -2)}zz` });
    });
    const { code, err } = await look('plan');
    expect(code).toBe(4);
    expect(err).toContain('There are 2 apps named Document AI');
    expect((await org.run(['--out', 'two'])).code).toBe(4);
  });
});

// tests/practice/undo.test.ts has such an app adopted in every suite.
test('case 42: an app that was made by hand is adopted: what differs is shown, and that alone is changed', {
  tag: '@sweep',
}, async () => {
  const org = await practice();
  try {
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
  } finally {
    await org.close();
  }
});
