import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { changesIn, type PracticeOrg, type PracticeOrgOptions } from '../../src/practice-org/index.ts';
import type { Surroundings } from '../../src/runbook/ports.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import type { SignedIn, Target } from '../../src/runbook/target.ts';
import { askAboutSession } from '../../src/salesforce/api.ts';
import { signIn } from '../../src/salesforce/sign-in/sign-in.ts';
import { started } from '../practice-org/support.ts';
import { sessionUrl } from '../support/fake-cli.ts';
import { aWindow } from '../support/window.ts';
import { byHand, fillIn } from './person.ts';
import { surroundings } from './support.ts';

test.describe.configure({ mode: 'default' });

const here = aWindow();
let org: PracticeOrg;

test.afterEach(async () => {
  await org.close();
});

const start = async (options: Partial<PracticeOrgOptions> = {}) => {
  ({ org } = await started(options));
  return org;
};

/** Signs in to the org by password, but for what a test changes. */
function enter(target: Partial<Target> = {}, change: Partial<Surroundings> = {}): Promise<SignedIn> {
  const around = surroundings(org, here.context, change);
  return signIn({ ...around, target: { ...around.target, ...target } });
}

/** By an address that opens a session, as the Salesforce CLI gives it. */
async function bySessionUrl(change: Partial<Target> = {}): Promise<Partial<Target>> {
  const url = await sessionUrl(org);
  return { signIn: { by: 'session URL', next: async () => new SecretBook().keep('session URL', url) }, ...change };
}

/** It was refused as what was wrong before anything was changed: exit code 4, one line with these words, no change. */
async function isRefused(signing: Promise<unknown>, words: RegExp): Promise<void> {
  const error: unknown = await signing.then(
    (signedIn) => new Error(`Not refused but ${JSON.stringify(signedIn)}`),
    (thrown: unknown) => thrown,
  );
  expect(String(error)).toMatch(words);
  expect(exitCodeOf(error)).toBe(4);
  expect(String(error)).not.toMatch(/[\n!]/);
  expect(changesIn(org.ledger())).toEqual([]);
}

for (const sandbox of [false, true]) {
  test(`the org, the user, edition and language of a ${sandbox ? 'sandbox' : 'production org'} are read`, async () => {
    await start({ sandbox });
    expect(await enter()).toEqual({
      org: org.orgId.slice(0, 15),
      username: org.admin.username,
      signedInBy: 'by password',
      orgName: org.orgName,
      sandbox,
      edition: 'Developer Edition',
      instance: 'PRACTICE',
      userId: expect.stringMatching(/^005/),
      language: 'en_US',
    });
    expect(changesIn(org.ledger())).toEqual([]);
  });
}

test('the id of the org may be given in 15 characters or in 18', async () => {
  await start();
  for (const orgId of [org.orgId, org.orgId.slice(0, 15)]) {
    expect(await enter({ orgId })).toMatchObject({ username: org.admin.username });
  }
});

const OTHER = '00DgL00000AbCdE';
const swapped = (text: string) =>
  text.replace(/[a-z]/gi, (sign) => (sign === sign.toUpperCase() ? sign.toLowerCase() : sign.toUpperCase()));

for (const [what, idOf] of [
  ['another id of 15 characters', () => OTHER],
  ['another id of 18 characters', () => `${OTHER}UAV`],
  ['the id in other letters', () => `00D${swapped(org.orgId.slice(3, 15))}`],
] as const) {
  test(`${what} is refused`, async () => {
    await start();
    const orgId = idOf();
    await isRefused(
      enter({ orgId }),
      new RegExp(
        `Signed in to the org ${org.orgId.slice(0, 15)}, not to ${orgId}\\. Nothing was changed\\. .*SALESFORCE_ORG_ID`,
      ),
    );
  });
}

test('another user than that of the settings is refused, however the username is written', async () => {
  await start();
  const username = org.admin.username.toUpperCase();
  expect(await enter(await bySessionUrl({ username }))).toMatchObject({ username: org.admin.username });
  await here.context.clearCookies();
  await isRefused(
    enter(await bySessionUrl({ username: 'mallory@acme.practice' })),
    /Signed in as grace\.whitfield@acme\.practice, not as mallory@acme\.practice\. Nothing was changed\. .*SALESFORCE_USERNAME/,
  );
});

const speak = (language: string) =>
  org.change(({ users }) => {
    for (const user of users) if (user.username === org.admin.username) user.language = language;
  });

for (const language of ['de', 'es_MX', 'pt_BR', 'ja', 'eo']) {
  test(`a user whose language is ${language} is refused, with the way to English`, async () => {
    await start();
    speak(language);
    await isRefused(
      enter(),
      new RegExp(
        `The language of grace\\S+ is ${language}, .*English only\\. Nothing was changed\\. .*Language & Time Zone`,
      ),
    );
  });
}

test('other kinds of English are English', async () => {
  await start();
  for (const language of ['en_GB', 'en_AU']) {
    speak(language);
    expect(await enter()).toMatchObject({ language });
  }
});

test('a sandbox on the host of a production org is refused', async () => {
  await start();
  org.change((state) => {
    state.sandbox = true;
  });
  await isRefused(
    enter(),
    /The host of http:\S+ is that of a production org, but the org says that it is a sandbox\. Nothing was changed\./,
  );
});

test('a production org on the host of a sandbox is refused', async () => {
  await start({ sandbox: true });
  org.change((state) => {
    state.sandbox = false;
  });
  await isRefused(
    enter(),
    /is that of a sandbox, but the org says that it is a production org\. Nothing was changed\./,
  );
});

// facts 1.4 [C]: API Access Control refuses calls of a browser's session.
test.describe('an org that refuses API calls of a browser session', () => {
  test.beforeEach(async () => {
    await start({ sandbox: true });
    org.change((state) => {
      state.apiAccessControl = true;
    });
  });

  for (const way of ['password', 'session URL'] as const) {
    test(`is signed in to by ${way} with what is known without them, which the record tells`, async () => {
      const url = await withApi(() => bySessionUrl());
      const notices: string[] = [];
      const signing = enter(way === 'password' ? {} : url, { notice: (text) => notices.push(text) });
      expect(await signing).toEqual({
        org: org.orgId.slice(0, 15),
        username: org.admin.username,
        signedInBy: way === 'password' ? 'by password' : 'by a session URL of the Salesforce CLI',
        orgName: undefined,
        sandbox: true,
        edition: undefined,
        language: 'en',
      });
      expect(notices).toEqual([expect.stringContaining('its edition was not read')]);
    });
  }

  test('is refused where a person signed in, who may have been anybody', async () => {
    await isRefused(
      byHand(org, here.context, (page) => fillIn(page, org)),
      /The org does not say who signed in by hand\. .*SALESFORCE_CLI_ORG/,
    );
  });

  test('is refused all the same where it is another', async () => {
    await isRefused(enter({ orgId: OTHER }), /Signed in to the org \w{15}, not to 00DgL00000AbCdE\./);
  });

  test('is refused where its pages are of another language', async () => {
    await here.context.addInitScript(
      "document.addEventListener('DOMContentLoaded', () => document.documentElement.setAttribute('lang', 'de-CH'))",
    );
    await isRefused(enter(), /The language of grace\S+ is de-CH, and the pages are known in English only\./);
  });

  /** While the calls are let through. */
  async function withApi<T>(work: () => Promise<T>): Promise<T> {
    const allow = (apiAccessControl: boolean) => org.change((state) => Object.assign(state, { apiAccessControl }));
    allow(false);
    const done = await work();
    allow(true);
    return done;
  }
});

test('an org whose API has trouble of its own is asked again', async () => {
  await start({ faults: ['error-503@/services/oauth2/userinfo*1', 'drop-before@api*1'] });
  expect(await enter()).toMatchObject({ edition: 'Developer Edition' });
});

test('an org whose API has trouble that lasts is not signed in to: nobody knows whose it is', async () => {
  await start({ faults: ['error-500@/services/oauth2/userinfo*always'] });
  await isRefused(enter(), /The org answered 500 to \/services\/oauth2\/userinfo\. .*run again/);
});

test('what an org tells counts, though it refuses the rest', async () => {
  await start();
  const user = {
    preferred_username: 'grace@acme.example',
    user_id: '005gL0000012345AAA',
    organization_id: `${OTHER}UAV`,
  };
  const told = (answers: Readonly<Record<string, unknown>>) =>
    answering(answers, (url) => askAboutSession(url, new SecretBook().keep('session id', `${OTHER}!AQ.of-a-test`)));
  const nothing = {
    ...{ org: undefined, username: undefined, userId: undefined, orgName: undefined, sandbox: undefined },
    ...{ edition: undefined, instance: undefined },
  };
  expect(await told({})).toEqual({ ...nothing, language: undefined });
  expect(await told({ '/services/oauth2/userinfo': user })).toEqual({
    ...nothing,
    org: `${OTHER}UAV`,
    username: 'grace@acme.example',
    userId: '005gL0000012345AAA',
    language: undefined,
  });
  const records = [{ Name: 'Acme', IsSandbox: true, OrganizationType: 'Enterprise Edition' }];
  expect(await told({ '/services/data/v60.0/query': { records } })).toEqual({
    ...nothing,
    ...{ orgName: 'Acme', sandbox: true, edition: 'Enterprise Edition', language: undefined },
  });
  // The language stands beside the user, else in the user's record.
  expect(await told({ '/services/oauth2/userinfo': { ...user, language: 'ja' } })).toMatchObject({ language: 'ja' });
  const both = {
    '/services/oauth2/userinfo': user,
    '/services/data/v60.0/query': { records: [{ LanguageLocaleKey: 'ja' }] },
  };
  expect(await told(both)).toMatchObject({ language: 'ja' });
  const asked: string[] = [];
  await answering(
    { '/services/oauth2/userinfo': { ...user, user_id: "005gL0000012345' OR Name LIKE '" } },
    (url) => askAboutSession(url, new SecretBook().keep('session id', `${OTHER}!AQ.of-a-test`)),
    (path) => asked.push(decodeURIComponent(path)),
  );
  expect(asked.join(), 'an id that is none gets into no query').not.toMatch(/OR Name|FROM User/);
});

/** Asks a server that answers these paths with JSON, and refuses all others as API Access Control does. */
async function answering<T>(
  answers: Readonly<Record<string, unknown>>,
  ask: (url: string) => Promise<T>,
  heard: (path: string) => void = () => undefined,
): Promise<T> {
  const server = createServer((request, response) => {
    heard(request.url ?? '');
    const answer = answers[request.url?.split('?')[0] ?? ''];
    response.writeHead(answer ? 200 : 403, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? [{ errorCode: 'API_DISABLED_FOR_ORG', message: 'No.' }]));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    return await ask(`http://acme.my.salesforce.localhost:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
