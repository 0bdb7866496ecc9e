import { appendFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type AppPolicies, changesIn } from '../../src/practice-org/index.ts';
import { createApp, lockedTicks, oauthSettings, settings, signedIn } from '../practice-org/support.ts';
import { type Practice, practice } from '../support/practice.ts';

const app = ({ org }: Practice) => org.state().apps.find(({ settings: { name } }) => name === 'Document AI');
const changes = ({ org }: Practice) => changesIn(org.ledger()).map(({ deed, about }) => `${deed}: ${about}`);

test.describe('A run that created the app', () => {
  test.describe.configure({ mode: 'serial' });
  let org: Practice;
  let left: ReturnType<Practice['org']['state']>;

  test.beforeAll(async () => {
    org = await practice();
    expect((await org.run(['--out', 'run'])).code).toBe(0);
    left = org.org.state();
    await cp(join(org.folder, 'run'), join(org.folder, 'spoilt'), { recursive: true });
  });
  test.afterAll(async () => org.close());

  test('is not undone where nobody agrees, where its folder was changed, or where the org has moved on', async () => {
    const nobody = await org.setupwright(['undo', 'run', '--no-input']);
    expect(nobody.err).toContain('Nobody is there to agree');
    expect(nobody.code).toBe(3);

    await appendFile(join(org.folder, 'spoilt', 'summary.md'), 'as it should have been');
    const spoilt = await org.setupwright(['undo', 'spoilt', '--yes']);
    expect(spoilt.err).toMatch(
      /^setupwright: The seal of spoilt does not hold: Not as they were sealed: summary\.md\./,
    );
    expect(spoilt.code).toBe(5);

    const contact = (email: string) =>
      org.org.change(({ apps }) => {
        for (const { settings: each } of apps) if (each.name === 'Document AI') each.contactEmail = email;
      });
    contact('new@acme.example');
    const moved = await org.setupwright(['undo', 'run', '--yes', '--out', 'refused']);
    expect(moved.err).toMatch(
      /The org has moved on since that run: Contact Email: wanted ops@acme\.example, found new@acme\.example\./,
    );
    expect(moved.code).toBe(4);
    contact('ops@acme.example');
    expect(changes(org)).toEqual(['create app: Document AI', 'change policies: Document AI']);
  });

  test('is undone by deleting it, once, and names what cannot be undone', async () => {
    const { code, out, err } = await org.setupwright(['undo', 'run', '--yes', '--out', 'undo']);
    expect(err).toBe('');
    expect(out).toContain('Undo: Create an External Client App');
    expect(out).toContain('handing over the Consumer Key and Secret; file credentials.json keeps what it was given');
    expect(out).toContain('a code was sent by e-mail');
    expect(out).toContain('the audit trail of Salesforce keeps its rows');
    expect(out).not.toContain('Credentials ');
    expect(code).toBe(0);
    expect(app(org)).toBeUndefined();
    expect(changes(org).slice(2)).toEqual(['delete app: Document AI']);
    const record = await org.record('undo');
    expect(record.run.undoes).toEqual({ run: (await org.record('run')).run.id });
    expect(record.sections).toMatchObject([{ title: 'Delete the app', outcome: 'changed' }]);
    expect(record.steps.at(-1)?.remark).toMatch(/^Confirmed with OK: "/);
    expect(await readFile(join(org.folder, 'credentials.json'), 'utf8')).toContain('Document AI');
  });

  test('is undone once more: there is nothing to do, and an undo is neither resumed nor undone', async () => {
    const { code, out } = await org.setupwright(['undo', 'run', '--yes', '--out', 'again']);
    expect(out).toMatch(/Delete the app\n +3 steps already so\n/);
    expect(code).toBe(0);
    expect(changes(org)).toHaveLength(3);
    for (const command of ['resume', 'undo']) {
      const refused = await org.setupwright([command, 'undo', '--yes']);
      expect(refused.err, command).toMatch(/^setupwright: undo is (itself )?an undo, of the run /);
      expect(refused.code, command).toBe(64);
    }
  });

  test('is undone where the run died as it created the app, and where the answer to the deletion is lost', async () => {
    // The journal of a run that was killed once it had pressed Create, and an app as that leaves it.
    const lines = (await readFile(join(org.folder, 'run', 'journal.jsonl'), 'utf8')).split('\n');
    const pressed = lines.findIndex((line) => line.includes('"step started"') && line.includes('"what":"Create"'));
    await mkdir(join(org.folder, 'died'));
    await writeFile(join(org.folder, 'died', 'journal.jsonl'), `${lines.slice(0, pressed + 1).join('\n')}\n`);
    const { apps } = left;
    org.org.change((state) => {
      state.apps = apps;
    });
    org.org.switch({ faults: ['drop-after@delete*1'] });
    const { code, out } = await org.setupwright(['undo', 'died', '--yes', '--out', 'last']);
    expect(code, out).toBe(0);
    expect(app(org)).toBeUndefined();
    expect(changes(org).slice(2)).toEqual(['delete app: Document AI', 'delete app: Document AI']);
    expect((await org.record('last')).steps.at(-1)?.deviations.join()).toContain('had taken effect');
  });
});

test.describe('A run that mended an app', () => {
  let org: Practice;
  let before: ReturnType<typeof app>;

  test.beforeEach(async () => {
    org = await practice();
  });
  test.afterEach(async () => org.close());

  /** An app that somebody made by hand, and a run that brings it in line and takes away what is beyond the inputs. */
  async function adopt(policies: Partial<AppPolicies>, oauth: Parameters<typeof oauthSettings>[0]): Promise<void> {
    await createApp(await signedIn(org.org), org.org, policies, settings({ oauth: oauthSettings(oauth) }));
    before = inOrder(app(org));
    const { code, out } = await org.run(['--out', 'run', '--set', 'scopes=api', '--set', 'extras=remove']);
    expect(code, out).toBe(0);
    expect(inOrder(app(org))).not.toEqual(before);
  }

  test('is undone to exactly what was before, by those fields alone; refused whole where one of them has moved', async () => {
    const ticked = [...lockedTicks, 'clientCredentialsFlow', 'secretForWebServer', 'secretForRefreshToken'];
    const runAs = org.org.state().users.find(({ username }) => username !== org.org.admin.username)?.username ?? '';
    const approved = {
      permittedUsers: 'AdminApprovedPreAuthorized',
      profiles: ['System Administrator', 'Standard User'],
    };
    await adopt({ ...approved, runAs }, { ticked, callbackUrl: 'https://app.example/one' });
    expect(app(org)?.policies.profiles).toEqual(['System Administrator']);

    const move = (timeout: string[]) =>
      org.org.change(({ apps }) => {
        for (const each of apps)
          if (each.settings.name === 'Document AI' && each.settings.oauth) each.settings.oauth.scopes = timeout;
      });
    move(['api', 'web']);
    const refused = await org.setupwright(['undo', 'run', '--yes', '--out', 'refused']);
    expect(refused.err).toMatch(
      /The org has moved on since that run: OAuth Scopes: wanted .*\(api\), found .*\(web\)\./,
    );
    expect(refused.code).toBe(4);
    expect(changes(org).slice(-2)).toEqual(['change settings: Document AI', 'change policies: Document AI']);
    move(['api']);

    const { code, out, err } = await org.setupwright(['undo', 'run', '--yes', '--out', 'undo']);
    expect(err).toBe('');
    expect(code, out).toBe(0);
    expect(inOrder(app(org))).toEqual(before);
    expect(changes(org).slice(-2)).toEqual(['change policies: Document AI', 'change settings: Document AI']);
    const set = (await org.record('undo')).steps.filter(({ verb }) => verb === 'set');
    expect(set.map(({ what }) => what)).toEqual([
      'Select Profiles',
      'Run As (Username)',
      'Contact Email',
      'Callback URL',
    ]);
  });

  // Long, because the page asks for no confirmation when everybody is let in again.
  test('is undone where fields go from the page with others', { tag: '@sweep' }, async () => {
    await adopt({ clientCredentials: false, runAs: '' }, { ticked: lockedTicks });
    expect((await org.setupwright(['undo', 'run', '--yes', '--out', 'undo'])).code).toBe(0);
    expect(inOrder(app(org))).toEqual(before);
    expect((await org.setupwright(['undo', 'run', '--yes', '--out', 'again'])).code).toBe(0);
    expect((await org.record('again')).sections.map(({ outcome }) => outcome)).toEqual(['already so', 'already so']);
  });
});

/** A tick or a scope that is set again is kept behind the others. */
function inOrder(one: ReturnType<typeof app>) {
  const copy = structuredClone(one);
  copy?.settings.oauth?.ticked.sort();
  copy?.settings.oauth?.scopes.sort();
  return copy;
}
