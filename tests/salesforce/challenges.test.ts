import { expect, type Page, test } from '@playwright/test';
import type { Answerer } from '../../src/identity/answerer.ts';
import { authenticatorApp, authenticatorCode } from '../../src/identity/authenticator-code.ts';
import { person } from '../../src/identity/person.ts';
import type { LedgerEntry, PracticeMail, PracticeOrgOptions } from '../../src/practice-org/index.ts';
import { usualTotpSecret } from '../../src/practice-org/index.ts';
import type { ChallengeRecord } from '../../src/runbook/identity.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { signIn } from '../../src/salesforce/sign-in/sign-in.ts';
import { byMail, giving, prover } from '../support/identity.ts';
import { deeds } from '../support/ledger.ts';
import { type Practice, practice } from '../support/practice.ts';
import { aWindow } from '../support/window.ts';
import { surroundings } from './support.ts';

test.describe.configure({ mode: 'default' });

const here = aWindow();
let place: Practice;

test.afterEach(async () => {
  await place.close();
});

type Options = Omit<Partial<PracticeOrgOptions>, 'deliver' | 'onReset' | 'settings'>;

async function challenging(options: Options = {}, onTheWay?: (mail: PracticeMail) => PracticeMail): Promise<Practice> {
  place = await practice({ signIn: 'password', challengeAtSignIn: true, ...options }, onTheWay);
  return place;
}

/** Signs in with these answerers, and tells which challenges were met. */
async function signInWith(...answerers: readonly Answerer[]): Promise<{ met: ChallengeRecord[] }> {
  const met: ChallengeRecord[] = [];
  const identity = prover(...answerers);
  await signIn(surroundings(place.org, here.context, { identity, met: (record) => met.push(record) }));
  return { met };
}

/** The trouble that signing in with these answerers ends with, and the challenges that were told. */
async function refusedWith(...answerers: readonly Answerer[]): Promise<{ says: string; met: ChallengeRecord[] }> {
  const met: ChallengeRecord[] = [];
  const around = surroundings(place.org, here.context, {
    identity: prover(...answerers),
    met: (record) => met.push(record),
  });
  const error: unknown = await signIn(around).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'Trouble', kind: 'person' });
  expect(String(error)).not.toContain('\n');
  return { says: String(error), met };
}

/** How many codes were sent and what became of the answers, by the org's own word. */
function told(): { sent: number; answers: string[] } {
  const status = ({ detail }: LedgerEntry) => `${detail['method']} ${detail['status']}`;
  const sent = deeds(place.org, 'send code').filter(
    ({ outcome, detail }) => outcome === 'done' && detail['method'] === 'Email',
  );
  return { sent: sent.length, answers: deeds(place.org, 'answer challenge').map(status) };
}

/** The page of the challenge, once it is there. */
async function challengePage(): Promise<Page> {
  const isChallenge = (page: Page) => page.url().includes('/_ui/identity/verification/method/');
  await expect.poll(() => here.context.pages().some(isChallenge), { timeout: 20_000 }).toBe(true);
  const [page] = here.context.pages().filter(isChallenge);
  if (!page) throw new Error('The challenge has gone');
  return page;
}

function wrong(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

/** Somebody else's wrong codes, in a window of their own. */
async function mistype(times: number): Promise<void> {
  const page = await here.context.newPage();
  await page.goto(place.org.url);
  await page.locator('#username').fill(place.org.admin.username);
  await page.locator('#password').fill(place.org.admin.password);
  await page.locator('#Login').click();
  for (let tries = 0; tries < times; tries += 1) {
    await page.locator('#emc').fill('000000');
    // The next page, not only the answer: what is typed until then is typed into the page that goes.
    const loaded = page.waitForEvent('load');
    await page.locator('#save').click();
    await loaded;
  }
  await page.close();
}

/** Changes the code in the first mail. */
function firstCodeWrong(): (mail: PracticeMail) => PracticeMail {
  let mails = 0;
  return (mail) => {
    mails += 1;
    return mails > 1 ? mail : { ...mail, text: mail.text.replace(/\d{6}/, wrong) };
  };
}

const byTotp = () =>
  authenticatorCode({ totp: authenticatorApp(usualTotpSecret), book: new SecretBook(), now: () => Date.now() });

const inTheWindow = (say: (line: string) => void = () => undefined) =>
  person({ headed: true, say, ask: undefined, book: new SecretBook() });

test.describe('an e-mailed code', () => {
  const mailbox = (deadlineMs = 20_000) =>
    byMail(place.mailbox, place.org.admin.username, { deadlineMs, safetyPollMs: 100 });

  test('is read from the mailbox, and the mail is told', async () => {
    await challenging();
    const { met } = await signInWith(mailbox());
    expect(told()).toEqual({ sent: 1, answers: ['Email Succeeded'] });
    expect(met).toMatchObject([
      { occasion: 'sign-in', kind: 'e-mailed code', outcome: 'answered', tries: 1, mail: { folder: 'INBOX', uid: 1 } },
    ]);
    expect(JSON.stringify(met)).not.toMatch(
      new RegExp(/Code: (\d{6})/.exec(place.org.mails()[0]?.text ?? '')?.[1] ?? 'none'),
    );
  });

  for (const fault of ['mail-late=1500', 'mail-twice', 'mail-junk'] as const) {
    test(`is found in spite of ${fault}`, async () => {
      await challenging({ faults: [fault] });
      await signInWith(mailbox());
      expect(told()).toEqual({ sent: 1, answers: ['Email Succeeded'] });
    });
  }

  test('of a forged mail is left, and the real one is taken', async () => {
    const forged: PracticeMail[] = [];
    await challenging({}, (mail) => {
      const text = mail.text.replace(/\d{6}/, wrong);
      for (const from of [
        'noreply@salesforce.com.evil.example',
        'Salesforce <noreply@salesforce.com>, eve@evil.example',
      ]) {
        forged.push({ ...mail, from, text });
      }
      for (const each of forged) place.mailbox.deliver(each);
      return mail;
    });
    await signInWith(mailbox());
    expect(forged).toHaveLength(2);
    expect(told()).toEqual({ sent: 1, answers: ['Email Succeeded'] });
  });

  test('that is rejected is followed by one more, of a newer mail', async () => {
    await challenging({}, firstCodeWrong());
    const { met } = await signInWith(mailbox());
    expect(told()).toEqual({ sent: 2, answers: ['Email FailedInvalidCode', 'Email Succeeded'] });
    expect(met).toMatchObject([{ outcome: 'answered', tries: 2, mail: { uid: 2 } }]);
  });

  test('that is rejected twice ends the tries, and the user is not locked', async () => {
    await challenging({}, (mail) => ({
      ...mail,
      text: mail.text.replace(/\d{6}/, () => `00000${place.org.mails().length}`),
    }));
    const { says, met } = await refusedWith(mailbox());
    expect(told()).toEqual({ sent: 2, answers: ['Email FailedInvalidCode', 'Email FailedInvalidCode'] });
    expect(says).toMatch(/the answer was not accepted\..*the answer was not accepted\./);
    expect(says).not.toMatch(/00000\d/);
    expect(met).toMatchObject([{ outcome: 'not answered', tries: 2 }]);
  });

  test('that does not come leaves the challenge to who is asked next', async () => {
    await challenging({ faults: ['mail-none'] });
    const late = giving();
    const { met } = await signInWith(mailbox(500), {
      ...late,
      name: 'somebody who has read the code',
      ready: async (since, signal) => {
        const ready = await late.ready(since, signal);
        const code = () =>
          new SecretBook().keep('code', /Code: (\d{6})/.exec(place.org.mails()[0]?.text ?? '')?.[1] ?? '');
        return { ...ready, answer: async () => ({ code: code() }), [Symbol.asyncDispose]: async () => undefined };
      },
    });
    expect(told()).toEqual({ sent: 1, answers: ['Email Succeeded'] });
    expect(met).toMatchObject([{ by: 'somebody who has read the code', tries: 1 }]);
  });

  test('that is accepted, and followed by another demand, is told as answered, and no other one is sent', async () => {
    await challenging({ interruptions: ['passkey-enrolment'] });
    const { says, met } = await refusedWith(mailbox());
    expect(told()).toEqual({ sent: 1, answers: ['Email Succeeded'] });
    expect(met).toMatchObject([
      { kind: 'e-mailed code', outcome: 'answered', tries: 1, mail: { uid: 1 } },
      { kind: 'passkey enrolment', outcome: 'not answered', tries: 0 },
    ]);
    expect(says).toContain('enrols none unasked');
  });

  test('that locks the user ends every try at once', async () => {
    await challenging();
    await mistype(2);
    const { says, met } = await refusedWith(giving('000000', '000001'));
    expect(says).toContain('the user is locked');
    expect(told()).toEqual({
      sent: 2,
      answers: ['Email FailedInvalidCode', 'Email FailedInvalidCode', 'Email FailedTooManyAttempts'],
    });
    expect(met.map(({ kind, outcome, tries }) => [kind, outcome, tries])).toEqual([
      ['e-mailed code', 'not answered', 1],
      ['locked', 'not answered', 0],
    ]);
  });

  test('that nobody reads ends with what helps', async () => {
    await challenging();
    const { says } = await refusedWith();
    expect(says).toMatch(/asks for a code that it sends by e-mail .*Nobody is there who could answer\. Set IMAP_HOST/);
    expect(told().answers).toEqual([]);
  });

  test('can be typed by a person, on the terminal or into the page, whichever comes first', async () => {
    await challenging();
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      await challengePage();
      return /Code: (\d{6})/.exec(place.org.mails()[0]?.text ?? '')?.[1] ?? '';
    };
    const { met } = await signInWith(person({ headed: false, say: () => undefined, ask, book: new SecretBook() }));
    expect(asked).toHaveLength(1);
    expect(met).toMatchObject([{ by: 'a person', tries: 1 }]);
    expect(told()).toEqual({ sent: 1, answers: ['Email Succeeded'] });
  });

  test('that a person types into the page ends every other wait', async () => {
    await challenging({ faults: ['mail-none'] });
    let asked = false;
    let interrupted = false;
    const ask = (_question: string, signal: AbortSignal) =>
      new Promise<string>((_, reject) => {
        asked = true;
        signal.addEventListener('abort', () => {
          interrupted = true;
          reject(signal.reason);
        });
      });
    const signingIn = signInWith(person({ headed: true, say: () => undefined, ask, book: new SecretBook() }));
    const page = await challengePage();
    // Somebody who is quicker than that interrupts no wait.
    await expect.poll(() => asked).toBe(true);
    // A slip of the finger is for the person to mend.
    await page.locator('#emc').fill('000000');
    await page.locator('#save').click();
    await expect(page.locator('.errorMsg')).toBeVisible();
    await page.locator('a[href*="EmailVerificationStartUi"]').click();
    await page.locator('#emc').fill(/Code: (\d{6})/.exec(place.org.mails()[0]?.text ?? '')?.[1] ?? '');
    await page.locator('#save').click();
    const { met } = await signingIn;
    expect(interrupted).toBe(true);
    expect(met).toMatchObject([{ by: expect.stringMatching(/^somebody else/), outcome: 'answered', tries: 0 }]);
  });
});

test.describe('an authenticator code', () => {
  test('is made of the secret', async () => {
    await challenging({ methods: { totpSecret: usualTotpSecret } });
    const { met } = await signInWith(byTotp());
    expect(told()).toEqual({ sent: 0, answers: ['Totp Succeeded'] });
    expect(met).toMatchObject([
      { kind: 'authenticator code', by: 'authenticator secret', outcome: 'answered', tries: 1 },
    ]);
  });

  test('is not asked of the mailbox, and nobody switches the method', async () => {
    await challenging({ methods: { totpSecret: usualTotpSecret } });
    const { says } = await refusedWith(byMail(place.mailbox, place.org.admin.username));
    expect(says).toMatch(/asks for a code of an authenticator app .*Set SALESFORCE_TOTP_SECRET/);
    expect(told()).toEqual({ sent: 0, answers: [] });
  });
});

test.describe('a push to a phone', () => {
  test('that is approved lets the run go on, and that is told', async () => {
    await challenging({ methods: { salesforceAuthenticator: true } });
    const said: string[] = [];
    const signingIn = signInWith(
      person({ headed: false, say: (line) => said.push(line), ask: async () => 'x', book: new SecretBook() }),
    );
    await challengePage();
    await expect.poll(() => place.org.approvePush()).toBe(true);
    const { met } = await signingIn;
    expect(said.join()).toContain('approve it on the phone');
    expect(met).toMatchObject([
      { kind: 'push', by: expect.stringMatching(/^somebody else/), outcome: 'answered', tries: 0 },
    ]);
    expect(told().answers).toEqual(['SalesforceAuthenticator Succeeded']);
  });

  test('without a person ends at once', async () => {
    await challenging({ methods: { salesforceAuthenticator: true } });
    const { says } = await refusedWith(byMail(place.mailbox, place.org.admin.username), byTotp());
    expect(says).toMatch(/asks for an approval in Salesforce Authenticator .*approve it on the phone/);
  });

  test('that a person leaves for another method is answered by that', async () => {
    await challenging({ methods: { salesforceAuthenticator: true, totpSecret: usualTotpSecret } });
    const said: string[] = [];
    const signingIn = signInWith(
      byTotp(),
      inTheWindow((line) => said.push(line)),
    );
    const page = await challengePage();
    await expect.poll(() => said.join()).toContain('approve it on the phone');
    await page.getByRole('link', { name: 'Use a Different Verification Method' }).click();
    await page.getByRole('link', { name: 'Use verification codes from an authenticator app' }).click();
    const { met } = await signingIn;
    // The page where one chooses may be seen on the way, or not.
    const outcomes = met
      .map(({ kind, outcome }) => `${kind}: ${outcome}`)
      .filter((each) => !each.startsWith('unknown'));
    expect(outcomes).toEqual(['push: not answered', 'authenticator code: answered']);
    expect(told().answers).toEqual(['Totp Succeeded']);
  });
});

test('a passkey to be created is created by nobody', async () => {
  await challenging({ challengeAtSignIn: false, interruptions: ['passkey-enrolment'] });
  const { says, met } = await refusedWith(byMail(place.mailbox, place.org.admin.username), byTotp());
  expect(says).toMatch(/asks for a passkey to be created .*enrols none unasked: run "setupwright passkey enrol"/);
  expect(met).toMatchObject([{ kind: 'passkey enrolment', outcome: 'not answered', tries: 0 }]);
  expect(deeds(place.org, 'register method')).toEqual([]);
});

test('a locked user is told, and nothing is tried', async () => {
  await challenging();
  await mistype(3);
  const before = told().answers;
  const { says, met } = await refusedWith(
    byMail(place.mailbox, place.org.admin.username),
    giving('123456'),
    inTheWindow(),
  );
  expect(says).toMatch(/the user is locked after too many wrong ones .*Nothing more was tried/);
  expect(met).toMatchObject([{ kind: 'locked', outcome: 'not answered', tries: 0 }]);
  expect(told().answers).toEqual(before);
});
