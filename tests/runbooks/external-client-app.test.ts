import { expect, test } from '@playwright/test';
import runbook from '../../runbooks/external-client-app/runbook.ts';
import { sectionsOf, settingsOf, stepsOf } from './on-paper.ts';

const CALLBACK = 'https://oauth.pstmn.io/v1/callback';

test('asks for the contact only', () => {
  const { success, error } = runbook.inputs.safeParse({});
  expect(success).toBe(false);
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['contactEmail']);
});

test('does what the guide says where nothing else is asked for', () => {
  expect(runbook.inputs.parse({ contactEmail: 'ops@acme.example' })).toEqual({
    appName: 'setupwright',
    contactEmail: 'ops@acme.example',
    callbackUrls: [CALLBACK],
    scopes: 'all',
    flows: { clientCredentials: true },
    security: { secretForWebServerFlow: true, secretForRefreshTokenFlow: true, pkce: true },
    permittedUsers: 'Admin approved users are pre-authorized',
    profiles: ['System Administrator'],
    permissionSets: [],
    extras: 'leave',
  });
});

test('the guide says so, too', () => {
  const said = runbook.guide.items.map(({ says }) => says).join('\n');
  for (const words of [CALLBACK, 'every available OAuth scope', 'admin has approved', 'System Administrator', 'PKCE']) {
    expect.soft(said).toContain(words);
  }
  expect(runbook.guide.items).toHaveLength(28);
});

test('goes through the document from its beginning to its end', () => {
  expect(sectionsOf(runbook).map(({ title }) => title)).toEqual([
    'Create the app',
    'Bring its settings in line',
    'Set the policies',
    'Reveal the Consumer Key and Secret',
    'Prove that they work',
  ]);
  const items = stepsOf(runbook).map(({ items: [first] }) => first ?? 0);
  expect([items[0], Math.max(...items)]).toEqual([1, 28]);
});

test('looks the Run As user up before it saves the policies', () => {
  const says = stepsOf(runbook).map((step) => step.says);
  const inOrder = ['Look the Run As user up', 'Give the Run As user', 'Save the policies'];
  expect(inOrder.map((each) => says.indexOf(each))).toEqual(
    inOrder.map((each) => says.indexOf(each)).toSorted((a, b) => a - b),
  );
  expect(says).toEqual(expect.arrayContaining(inOrder));
});

test('wants of the fields what the inputs say', () => {
  const steps = stepsOf(runbook, {
    appName: 'Billing',
    callbackUrls: [CALLBACK, 'http://localhost:1717/callback'],
    scopes: ['api', 'refresh_token'],
    profiles: ['Standard User'],
  });
  const settings = Object.values(settingsOf(steps));
  for (const wanted of [
    'Billing',
    'ops@acme.example',
    `${CALLBACK}, http://localhost:1717/callback`,
    'Standard User',
  ]) {
    expect.soft(settings).toContain(wanted);
  }
  expect(settings.some((wanted) => wanted.includes('api') && wanted.includes('refresh_token'))).toBe(true);
});

test('the Run As user is the signed-in one unless another is asked for', () => {
  const lookedUp = (runAs?: string) =>
    stepsOf(runbook, runAs ? { runAs } : {}).find(({ move }) => move.tells.verb === 'read')?.move.tells.what;
  expect(lookedUp()).toBe('admin@acme.example in Users');
  expect(lookedUp('robot@acme.example')).toBe('robot@acme.example in Users');
});

test('permission sets have a step only where some are asked for', () => {
  const count = (permissionSets: readonly string[]) => stepsOf(runbook, { permissionSets }).length;
  expect(count(['Billing API'])).toBe(count([]) + 1);
});

test('what shows the key and secret is sealed, and so is the challenge before it', () => {
  const revealing = ['press Consumer Key and Secret', 'answer', 'keep'];
  const steps = stepsOf(runbook).filter(({ move: { tells } }) =>
    revealing.some((each) => `${tells.verb} ${tells.what}`.startsWith(each)),
  );
  expect(steps).toHaveLength(3);
  expect(steps.filter(({ move }) => !move.seal).map(({ says }) => says)).toEqual([]);
});

test.describe('refuses', () => {
  const wrong: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'no contact': { contactEmail: '' },
    'a contact that is no address': { contactEmail: 'ops' },
    'an app without a name': { appName: '  ' },
    'a name that is too long': { appName: 'a'.repeat(81) },
    'no callback URL': { callbackUrls: [] },
    'a callback URL that is none': { callbackUrls: ['oauth.pstmn.io/v1/callback'] },
    'a callback URL without encryption': { callbackUrls: ['http://oauth.pstmn.io/v1/callback'] },
    'a callback URL that only begins like this machine': { callbackUrls: ['http://localhost.example/callback'] },
    'no scopes': { scopes: [] },
    'a scope by its label': { scopes: ['Manage user data via APIs (api)'] },
    'another word for all scopes': { scopes: 'everything' },
    'to leave out the flow that proves the key and secret': { flows: { clientCredentials: false } },
    'a flow that it does not know': { flows: { device: true } },
    'a yes that is a text': { security: { pkce: 'yes' } },
    'to permit all users': { permittedUsers: 'All users can self-authorize' },
    'no profiles': { profiles: [] },
    'a profile without a name': { profiles: [' '] },
    'a Run As user without a name': { runAs: '' },
  };

  for (const [name, inputs] of Object.entries(wrong)) {
    test(name, () => {
      const [input = ''] = Object.keys(inputs);
      const { error } = runbook.inputs.safeParse({ contactEmail: 'ops@acme.example', ...inputs });
      expect(error?.issues.map(({ path }) => path[0])).toContain(input);
    });
  }

  for (const url of ['HTTP://oauth.example/callback', 'http:/oauth.example/callback']) {
    test(`a callback URL without encryption that is written as ${url}`, () => {
      expect(runbook.inputs.safeParse({ contactEmail: 'ops@acme.example', callbackUrls: [url] }).success).toBe(false);
    });
  }

  for (const url of [CALLBACK, 'http://localhost:1717/OauthRedirect', 'com.example.app://callback']) {
    test(`not the callback URL ${url}`, () => {
      expect(runbook.inputs.safeParse({ contactEmail: 'ops@acme.example', callbackUrls: [url] }).success).toBe(true);
    });
  }
});
