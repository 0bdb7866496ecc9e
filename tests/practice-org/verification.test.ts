import { expect, test } from '@playwright/test';
import { answers, deeds } from '../support/ledger.ts';
import { type Client, codeIn, createApp, type Started, signedIn, started } from './support.ts';

interface Reveal extends Started {
  readonly client: Client;
  readonly detailsUrl: string;
  readonly secret: string;
  /** The verification page, as the browser would have it open. */
  readonly page: URL;
}

async function askForConsumerDetails(options: Parameters<typeof started>[0] = {}): Promise<Reveal> {
  const { org, mails } = await started(options);
  const client = await signedIn(org);
  const { id, secret } = await createApp(client, org);
  const app = (await (await client.request(`${org.setupUrl}/setup-api/apps/${id}`)).json()) as {
    consumerDetailsUrl: string;
  };
  const { visited } = await client.follow(app.consumerDetailsUrl);
  return { org, mails, client, secret, detailsUrl: app.consumerDetailsUrl, page: new URL(visited.at(-1) ?? '') };
}

function answer({ client, page }: Reveal, emc: string) {
  return client.post(page.href, { vcsrf: page.searchParams.get('vcsrf') ?? '', emc });
}

function wrong(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

// facts 1.3 [C], 1.4 [I], 6.2 [S], 6.3 [S], 6.5 [I]
test('the right code shows the consumer details, and the session is remembered', async () => {
  const reveal = await askForConsumerDetails();
  expect(reveal.page.pathname).toBe('/_ui/identity/verification/method/EmailVerificationFinishUi/e');
  const asked = await (await reveal.client.request(reveal.page.href)).text();
  expect(asked).toContain("You're trying to <strong>access an external client app</strong>.");
  expect(asked).not.toContain(reveal.org.admin.email);
  expect(asked).not.toContain(reveal.secret);

  expect((await answer(reveal, codeIn(reveal.mails.at(-1)))).status).toBe(302);
  const { response, visited } = await reveal.client.follow(reveal.detailsUrl);
  expect(visited).toHaveLength(1);
  expect(await response.text()).toContain(reveal.secret);
  expect(answers(reveal.org)).toEqual([{ activity: 'ExternalClientApp', outcome: 'done' }]);
  expect(deeds(reveal.org, 'answer challenge')[0]?.detail).toMatchObject({ method: 'Email', status: 'Succeeded' });
  expect(deeds(reveal.org, 'reveal credentials').map(({ user, about }) => ({ user, about }))).toEqual([
    { user: reveal.org.admin.username, about: 'Document AI' },
  ]);
  await reveal.org.close();
});

// facts 1.3 [D, I]
test('a wrong code is refused, and three of them lock', async () => {
  const reveal = await askForConsumerDetails();
  const code = codeIn(reveal.mails.at(-1));
  const refusal = /<div class="errorMsg" role="alert">([^<]*)/;
  const texts: Array<string | undefined> = [];
  for (let tries = 0; tries < 3; tries++)
    texts.push(refusal.exec(await (await answer(reveal, wrong(code))).text())?.[1]);
  expect(texts).toEqual([
    'Error: Invalid or expired verification code. Try again.',
    'Error: Invalid or expired verification code. Try again.',
    'The allowed number of attempts has been exceeded.',
  ]);
  const late = await answer(reveal, code);
  expect(await late.text()).toContain('The allowed number of attempts has been exceeded.');
  expect(deeds(reveal.org, 'answer challenge').map(({ outcome, detail }) => [outcome, detail['status']])).toEqual([
    ['refused', 'FailedInvalidCode'],
    ['refused', 'FailedInvalidCode'],
    ['refused', 'FailedTooManyAttempts'],
    ['refused', 'FailedTooManyAttempts'],
  ]);
  reveal.org.advance(15 * 60_000);
  expect((await answer(reveal, code)).status, 'the lock ends, and the code still lives').toBe(302);
  await reveal.org.close();
});

// facts 1.3 [C], I4 [D]; facts 6.2 [I] say otherwise of a reveal
test('a resent mail has the same code, until it is mistyped', async () => {
  const reveal = await askForConsumerDetails();
  const resend = `${reveal.page.origin}/_ui/identity/verification/method/EmailVerificationStartUi/e${reveal.page.search}&vir=1`;
  await reveal.client.follow(resend);
  expect(reveal.mails).toHaveLength(2);
  expect(codeIn(reveal.mails[1])).toBe(codeIn(reveal.mails[0]));

  await answer(reveal, wrong(codeIn(reveal.mails[0])));
  await reveal.client.follow(resend);
  expect(codeIn(reveal.mails[2])).toMatch(/^\d{6}$/);
  expect(codeIn(reveal.mails[2])).not.toBe(codeIn(reveal.mails[0]));
  expect(deeds(reveal.org, 'send code')).toHaveLength(3);
  await reveal.org.close();
});

test('a code lives for 24 hours: facts I4 [D]', async () => {
  const reveal = await askForConsumerDetails({ sessionMinutes: 60 * 72 });
  const code = codeIn(reveal.mails.at(-1));
  reveal.org.advance(24 * 3_600_000);
  expect(await (await answer(reveal, code)).text()).toContain('Invalid or expired verification code.');
  await reveal.client.follow(reveal.detailsUrl);
  expect(codeIn(reveal.mails.at(-1))).not.toBe(code);
  expect((await answer(reveal, codeIn(reveal.mails.at(-1)))).status).toBe(302);
  await reveal.org.close();
});

test('five codes are sent an hour, and then none: facts I4 [D]', async () => {
  const reveal = await askForConsumerDetails();
  const { client, org, mails, page } = reveal;
  const resend = `${page.origin}/_ui/identity/verification/method/EmailVerificationStartUi/e${page.search}&vir=1`;
  for (let sends = 1; sends < 5; sends++) await client.follow(resend);
  expect(mails).toHaveLength(5);
  const { response } = await client.follow(resend);
  expect(await response.text()).toContain('too many verification codes');
  expect(mails).toHaveLength(5);
  expect(deeds(org, 'send code').at(-1)).toMatchObject({ outcome: 'refused' });
  org.advance(3_600_000);
  await client.follow(resend);
  expect(mails).toHaveLength(6);
  await org.close();
});

test('a challenge whose session is gone leads to the sign-in form, and from there to the page it guarded', async () => {
  const reveal = await askForConsumerDetails();
  reveal.org.endSessions();
  const gone = await answer(reveal, codeIn(reveal.mails.at(-1)));
  const form = new URL(gone.headers.get('location') ?? '', reveal.org.url);
  expect(form.searchParams.get('ec')).toBe('302');
  expect(reveal.detailsUrl).toBe(reveal.org.url + form.searchParams.get('startURL'));
  expect(answers(reveal.org)).toEqual([]);
  await reveal.org.close();
});
