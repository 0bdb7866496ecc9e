import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import type { PracticeOrgOptions } from '../../src/practice-org/index.ts';
import type { Surroundings } from '../../src/runbook/ports.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import type { SignedIn } from '../../src/runbook/target.ts';
import { signIn } from '../../src/salesforce/sign-in/sign-in.ts';
import { started } from '../practice-org/support.ts';
import { launchBrowser } from '../support/browser.ts';
import { byMail, giving, prover } from '../support/identity.ts';
import { answers } from '../support/ledger.ts';
import { practice } from '../support/practice.ts';
import { aWindow } from '../support/window.ts';
import { surroundings } from './support.ts';

test.describe.configure({ mode: 'default' });

const here = aWindow();

/** Signs in to a practice org of its own. */
async function signInTo(
  options: Partial<PracticeOrgOptions>,
  change: (org: { url: string; setupUrl: string }) => Partial<Surroundings> = () => ({}),
): Promise<SignedIn & { orgId: string }> {
  const { org } = await started(options);
  try {
    return { ...(await signIn(surroundings(org, here.context, change(org)))), orgId: org.orgId };
  } finally {
    await org.close();
  }
}

test('case 32: a browser that dies while signing in ends it with 4: nobody closed a window', async () => {
  const browser = await launchBrowser();
  const context = await browser.newContext();
  const { org } = await started({});
  try {
    const dying = context.waitForEvent('request').then(() => browser.close());
    await expect(signIn(surroundings(org, context))).rejects.toMatchObject({
      kind: 'preflight',
      message: 'The browser ended while signing in: it died, or was closed. Run again.',
    });
    await dying;
  } finally {
    await org.close();
  }
});

for (const form of ['password', 'identifier-first'] as const) {
  test(`signing in by the form "${form}" tells the org and the user`, async () => {
    const { org, orgId, username } = await signInTo({ signIn: form });
    expect(orgId.startsWith(org)).toBe(true);
    expect(org).toMatch(/^00D\w{12,15}$/);
    expect(username).toBe('grace.whitfield@acme.practice');
  });

  test(`a wrong password in the form "${form}" ends in what that form means, and not in its words`, async () => {
    const password = new SecretBook().keep('Salesforce password', 'wrong horse battery');
    const refused = signInTo({ signIn: form }, ({ url }) => ({
      target: { url, username: 'grace.whitfield@acme.practice', signIn: { by: 'password', password } },
    }));
    await expect(refused).rejects.toMatchObject({
      name: 'Trouble',
      kind: 'preflight',
      message: expect.stringMatching(
        /^Salesforce refuses the sign-in: the username or the password is wrong.*SALESFORCE_PASSWORD/,
      ),
    });
    await expect(refused).rejects.not.toThrow(/wrong horse|contact your Salesforce administrator/);
  });

  test(`no password is typed into the form "${form}" of an origin that is not allowed`, async () => {
    const typed: string[] = [];
    await here.context.exposeFunction('heard', (value: string) => typed.push(value));
    await here.context.addInitScript(
      "document.addEventListener('input', (event) => window.heard(event.target.value), { capture: true })",
    );
    await expect(signInTo({ signIn: form }, () => ({ allowsOrigin: () => false }))).rejects.toMatchObject({
      kind: 'preflight',
      message: expect.stringMatching(
        /(username|password) is asked for by http:\S+, where it is not typed\. .*SETUPWRIGHT_ALLOW_ORIGINS/,
      ),
    });
    expect(typed).toEqual([]);
  });
}

test('the session is a secret from the moment it is known', async () => {
  const kept: string[] = [];
  const book = new SecretBook();
  await signInTo({}, () => ({
    secret: (name, value) => {
      kept.push(`${name} ${value.length > 80 ? 'whole' : 'part'}`);
      return book.keep(name, value);
    },
  }));
  expect([...new Set(kept)]).toEqual(['session id whole']);
});

test('a challenge at sign-in is answered with the code of the mailbox', async () => {
  const { org, mailbox, close } = await practice({ challengeAtSignIn: true });
  const identity = prover(byMail(mailbox, org.admin.username));
  expect(await signIn(surroundings(org, here.context, { identity }))).toMatchObject({ username: org.admin.username });
  expect(answers(org)).toEqual([{ activity: 'Login', outcome: 'done' }]);
  await close();
});

test('a wrong code at sign-in needs a person, and is not shown', async () => {
  const identity = prover(giving('000000'));
  const refused = signInTo({ challengeAtSignIn: true }, () => ({ identity }));
  await expect(refused).rejects.toMatchObject({
    kind: 'person',
    message: expect.stringMatching(
      /^To prove the identity, the org asks for a code that it sends by e-mail .*a test: the answer was not accepted/,
    ),
  });
  await expect(refused).rejects.not.toThrow(/000000/);
});

test('what waits for codes ends however signing in ends', async () => {
  const answerer = giving();
  const identity = prover(answerer);
  await signInTo({}, () => ({ identity }));
  await expect(signInTo({ challengeAtSignIn: true, domain: 'other' }, () => ({ identity }))).rejects.toThrow(
    'has no code',
  );
  expect(answerer.ended).toBe(2);
});

test('an org that cannot be reached is named', async () => {
  const { org } = await started();
  await org.close();
  await expect(signIn(surroundings(org, here.context))).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringMatching(/^The org at http:\S+ cannot be reached \(ERR_CONNECTION_REFUSED\)\./),
  });
});

test('a run that is stopped stops signing in', async () => {
  const stopped = signInTo({}, () => ({ signal: AbortSignal.abort() }));
  await expect(stopped).rejects.toMatchObject({ kind: 'interrupted' });
});

test.describe('a page that the practice org does not have', () => {
  let server: Server;
  let html = '';
  /** What of the page comes half a second later. */
  let late = '';
  let submitted = 0;
  test.beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.method === 'POST') submitted += 1;
      response.setHeader('content-type', 'text/html').write(html);
      setTimeout(() => response.end(late), late === '' ? 0 : 500);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  test.afterAll(() => {
    server.close();
  });

  const signInAt = (path: string) => {
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    const admin = { username: 'grace@acme.example', password: 'correct horse battery', email: '', name: '' };
    const around = surroundings({ url: `${origin}${path}`, setupUrl: origin, admin }, here.context);
    return signIn({ ...around, allowsOrigin: (asked) => asked === origin });
  };

  test('an authenticator code is for a person', async () => {
    html = '<title>Verify Your Identity</title><input id="tc" name="tc"><input id="save" type="submit">';
    await expect(signInAt('/_ui/identity/verification/method/TotpVerificationUi/e')).rejects.toMatchObject({
      kind: 'person',
      message: expect.stringMatching(
        /asks for a code of an authenticator app .*Nobody is there who could answer.*SALESFORCE_TOTP_SECRET/,
      ),
    });
  });

  test('a page that is not known by its path, and comes slowly, is known by its field', async () => {
    html = '<title>Verify Your Identity</title>';
    late = '<input id="tc" name="tc"><input id="save" type="submit">';
    await expect(signInAt('/_ui/identity/verification/method/AnotherUi/e')).rejects.toMatchObject({
      kind: 'person',
      message: expect.stringContaining('asks for a code of an authenticator app'),
    });
    late = '';
  });

  for (const path of [
    '/_ui/system/security/ChangePassword',
    '/_ui/identity/phone/AddPhoneNumber',
    '/_ui/identity/webauthn/Add',
  ]) {
    test(`${path} is for a person, and is named`, async () => {
      // What is called like a field of the form need not be one.
      html = '<title>Salesforce</title><p id="username">Grace</p><p id="password">…</p><input type="password">';
      await expect(signInAt(path)).rejects.toMatchObject({ kind: 'person', message: expect.stringContaining(path) });
    });
  }

  test('a form that asks for the password again, without a word, gets it once only', async () => {
    html =
      '<form method="post"><input id="username" value="grace@acme.example"><input id="password" type="password"><input id="Login" type="submit"></form>';
    submitted = 0;
    await expect(signInAt('/')).rejects.toMatchObject({
      kind: 'preflight',
      message: expect.stringContaining('asks for the password again'),
    });
    expect(submitted).toBe(1);
  });
});
