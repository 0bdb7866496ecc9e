import { expect, test } from '@playwright/test';
import { type AppPolicies, changesIn } from '../../src/practice-org/index.ts';
import { createApp, lockedTicks, oauthSettings, settings, signedIn } from '../practice-org/support.ts';
import { diedAt } from '../support/dead-run.ts';
import { type Practice, practice } from '../support/practice.ts';

const app = ({ org }: Practice) => org.state().apps.find(({ settings: { name } }) => name === 'Document AI');
const changes = ({ org }: Practice) => changesIn(org.ledger()).map(({ deed, about }) => `${deed}: ${about}`);

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
    // The answer to its Save is lost: a fresh page decides, and nothing is saved twice.
    org.org.switch({ faults: ['drop-after@save-settings*1'] });
    const { code, out } = await org.run(['--out', 'run', '--set', 'scopes=api', '--set', 'extras=remove']);
    expect(code, out).toBe(0);
    expect(changes(org).filter((change) => change.startsWith('change settings'))).toHaveLength(1);
    // What differs is shown before anything is done to it, and the record tells of it.
    expect(out).toMatch(/Bring its settings in line\n {2}Contact Email +\S+ -> ops@acme\.example\n/);
    expect(out).toMatch(/Set the policies\n {2}[A-Z].+ ->/);
    const { sections } = await org.record('run');
    for (const { title, remarks } of sections.slice(1, 3)) {
      expect(remarks?.join(), title).toContain('Found before this section changed anything: ');
    }
    expect(inOrder(app(org))).not.toEqual(before);
  }

  test('is undone to exactly what was before, by those fields alone; refused whole where one of them has moved', async () => {
    const ticked = [...lockedTicks, 'clientCredentialsFlow', 'secretForWebServer', 'secretForRefreshToken'];
    const runAs = org.org.state().users.find(({ username }) => username !== org.org.admin.username)?.username ?? '';
    const approved = {
      permittedUsers: 'AdminApprovedPreAuthorized',
      profiles: ['System Administrator', 'Standard User'],
      permissionSets: ['Billing Sync'],
    };
    await adopt({ ...approved, runAs }, { ticked, callbackUrl: 'https://app.example/one' });
    expect(app(org)?.policies.profiles).toEqual(['System Administrator']);
    expect(app(org)?.policies.permissionSets).toEqual([]);

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
      'Select Permission Sets',
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

test('a run that died as it saved the policies is undone, unless the app has permission sets by now', async () => {
  const org = await practice();
  try {
    expect((await org.run(['--out', 'run'])).code).toBe(0);
    await diedAt('Save', { folder: org.folder, run: 'run', died: 'died' });
    const give = (permissionSets: string[]) =>
      org.org.change(({ apps }) => {
        for (const each of apps)
          if (each.settings.name === 'Document AI') each.policies.permissionSets = permissionSets;
      });
    give(['Billing Sync']);
    const refused = await org.setupwright(['undo', 'died', '--yes', '--out', 'refused']);
    expect(refused.err).toMatch(
      /The org has moved on since that run: Select Permission Sets: wanted .*, found .*Billing/,
    );
    expect(refused.code).toBe(4);
    expect(app(org)).toBeDefined();
    give([]);
    const { code, out } = await org.setupwright(['undo', 'died', '--yes', '--out', 'undo']);
    expect(code, out).toBe(0);
    expect(app(org)).toBeUndefined();
  } finally {
    await org.close();
  }
});

/** A tick or a scope that is set again is kept behind the others. */
function inOrder(one: ReturnType<typeof app>) {
  const copy = structuredClone(one);
  copy?.settings.oauth?.ticked.sort();
  copy?.settings.oauth?.scopes.sort();
  return copy;
}
