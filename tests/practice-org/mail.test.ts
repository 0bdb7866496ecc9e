import { expect, test } from '@playwright/test';
import { Client, codeIn, createApp, signedIn, started } from './support.ts';

/** The lines of a mail that say something. */
const linesOf = (text = ''): string[] => text.split('\n').filter((line) => line !== '');

test('the mail of a sign-in says what is known of it, in that order: facts 7 [C]', async () => {
  const { org, mails } = await started({ challengeAtSignIn: true });
  const { username, password } = org.admin;
  const client = new Client();
  const answer = await client.post(`${org.url}/`, { username, pw: password, startURL: '' });
  await client.follow(new URL(answer.headers.get('location') ?? '', org.url).href);
  expect(mails).toHaveLength(1);
  expect(linesOf(mails[0]?.text)).toEqual([
    "You recently logged in to Salesforce from a browser or app that we don't recognize.",
    expect.stringMatching(/^Browser: \w+$/),
    expect.stringMatching(/^Operating System: \w+$/),
    `Username: ${username}`,
    "To ensure your account's security, we need to verify your identity. Enter the following code where prompted by Salesforce.",
    expect.stringMatching(/^Verification Code: \d{6}$/),
    "If you didn't recently log in to Salesforce, or you don't recognize this browser or operating system, contact your Salesforce administrator.",
  ]);
  await org.close();
});

test('the mail of a reveal has the phrase of its page and the same line with the code: facts 7 [I]', async () => {
  const { org, mails } = await started();
  const client = await signedIn(org);
  const { id } = await createApp(client, org);
  const app = await client.request(`${org.setupUrl}/setup-api/apps/${id}`);
  await client.follow(((await app.json()) as { consumerDetailsUrl: string }).consumerDetailsUrl);
  expect(mails).toHaveLength(1);
  expect(linesOf(mails[0]?.text)[0]).toContain('You recently attempted to access an external client app');
  expect(mails[0]?.text).not.toContain('logged in');
  expect(linesOf(mails[0]?.text)).toContain(`Username: ${org.admin.username}`);
  expect(linesOf(mails[0]?.text)).toContain(`Verification Code: ${codeIn(mails[0])}`);
  await org.close();
});
