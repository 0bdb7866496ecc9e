import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { SecretBook } from '../../src/runbook/secret.ts';
import { Trouble } from '../../src/runbook/trouble.ts';
import { type CliOptions, type CliOrg, cliOrg } from '../../src/salesforce/cli-org.ts';
import { allowsOrigin } from '../../src/salesforce/hosts.ts';
import { type FakeCli, fakeCli, opening, prints } from '../support/fake-cli.ts';

const HOST = 'https://acme.my.salesforce.com';
const USER = 'grace@acme.example';
const ORG = '00DgL00000AbCdEUAV';
const OTP = 'otp-that-opens-a-session-once';
const door = (otp = OTP, host = HOST) => `${host}/secur/frontdoor.jsp?otp=${otp}&startURL=%2Flightning`;

function ask(cli: FakeCli, change: Partial<CliOptions> & { alias?: string } = {}): Promise<CliOrg> {
  const book = new SecretBook();
  const { alias = 'acme-dev', ...options } = change;
  return cliOrg(alias, {
    secret: (name, value) => book.keep(name, value),
    environment: { PATH: cli.PATH },
    allowsOrigin: (origin) => allowsOrigin(origin, []),
    ...options,
  });
}

async function refusal(asked: Promise<unknown>): Promise<Trouble> {
  const error: unknown = await asked.catch((thrown: unknown) => thrown);
  if (error instanceof Trouble) return error;
  throw new Error(`Not refused but ${String(error)}`);
}

test('the CLI is asked once for an org and its first address, and again for each further one', async () => {
  await using cli = await fakeCli(opening(door('first-otp'), USER, ORG), opening(door('second-otp'), USER, ORG));
  const org = await ask(cli);
  expect(org).toMatchObject({ url: HOST, username: USER, org: ORG });
  expect(await cli.calls()).toEqual([
    'org open --url-only --json --target-org acme-dev --path lightning/setup/SetupOneHome/home',
  ]);
  expect((await org.next()).reveal()).toBe(door('first-otp'));
  expect(await cli.calls()).toHaveLength(1);
  expect((await org.next()).reveal()).toBe(door('second-otp'));
  expect(await cli.calls()).toHaveLength(2);
});

for (const [what, address, secret] of [
  ['one-time password', door(), OTP],
  ['session id of the old form', `${HOST}/secur/frontdoor.jsp?sid=${ORG}!AQ.secret&retURL=/`, `${ORG}!AQ.secret`],
] as const) {
  test(`the address and its ${what} are secrets before anybody can print them`, async () => {
    await using cli = await fakeCli(opening(address, USER, ORG));
    const book = new SecretBook();
    const org = await ask(cli, { secret: (name, value) => book.keep(name, value) });
    const line = book.redact(`Opening ${address}, which holds ${secret} and ${encodeURIComponent(secret)}`);
    expect(line).toBe('Opening [SECRET session URL], which holds [SECRET session URL] and [SECRET session URL]');
    expect(JSON.stringify([org, String(await org.next())])).not.toContain(secret);
  });
}

const answer = JSON.stringify(
  { status: 0, result: { orgId: ORG, url: door(), username: USER }, warnings: [] },
  null,
  2,
);
const ESC = String.fromCharCode(27);

for (const [what, printed] of [
  ['warnings, with braces', `Warning: the plugin {old} is out of date.\n{ not JSON }\n${answer}`],
  ['a warning that is JSON', `{"warning": {"name": "Deprecated"}}\n${answer}`],
  ['news of an update behind it', `${answer}\n\n@salesforce/cli update available`],
  ['colours', answer.replaceAll(/"(\w+)":/g, `${ESC}[94m"$1"${ESC}[39m:`)],
  ['all in one line', JSON.stringify(JSON.parse(answer))],
] as const) {
  test(`the answer of the CLI is found among other text: ${what}`, async () => {
    await using cli = await fakeCli(prints(printed));
    expect((await ask(cli)).username).toBe(USER);
  });
}

test('what the CLI says to its error stream is no part of the answer', async () => {
  await using cli = await fakeCli(`echo '{"status": 1}' >&2\n${opening(door(), USER, ORG)}`);
  expect((await ask(cli)).org).toBe(ORG);
});

const noOrg =
  '{"status": 1, "name": "NamedOrgNotFoundError", "message": "No authorization information found for acme-dev."}';

for (const [what, deed, why] of [
  ['does not know the org', `${prints(noOrg)}\nexit 1`, /\(NamedOrgNotFoundError\)/],
  [
    'fails with an address in its words',
    `${prints(`{"status":1,"name":"${door()}","message":"${OTP}"}`)}\nexit 1`,
    null,
  ],
  ['prints garbage', `echo 'Segmentation {fault'`, /\(no answer that can be read\)/],
  ['prints nothing', 'exit 127', /\(no answer that can be read\)/],
  ['prints JSON of another shape', prints('{"status":0,"result":{"url":"no address","orgId":1}}'), null],
  ['prints an address without a user', prints(`{"status":0,"result":{"url":"${door()}","orgId":"${ORG}"}}`), null],
  ['prints without end', `while :; do echo '{"status": 0, "result": "${OTP}"'; done`, null],
] as const) {
  test(`a CLI that ${what} is refused in one line, without what it printed`, async () => {
    await using cli = await fakeCli(deed);
    const { kind, message } = await refusal(ask(cli));
    expect(kind).toBe('preflight');
    expect(message).toMatch(why ?? /^The Salesforce CLI does not open the org acme-dev \(\w/);
    expect(message).toContain('sf org display --target-org acme-dev');
    expect(message).not.toMatch(/\n|otp.?that/);
  });
}

test('a missing CLI is named', async () => {
  await using cli = await fakeCli('exit 0');
  const { kind, message } = await refusal(ask(cli, { environment: { PATH: `${cli.folder}/nowhere` } }));
  expect(kind).toBe('preflight');
  expect(message).toMatch(/^The Salesforce CLI "sf" is not installed\. .*SALESFORCE_PASSWORD/);
});

test('a CLI that hangs, whatever signal it is sent, is given up', async () => {
  await using cli = await fakeCli(`trap '' TERM INT HUP\nwhile :; do sleep 1; done`);
  const { kind, message } = await refusal(ask(cli, { patienceMs: 300 }));
  expect(kind).toBe('preflight');
  expect(message).toMatch(/^The Salesforce CLI does not open the org acme-dev within 1 s\./);
});

test('a CLI that asks something on its input gets no answer and is not waited for', async () => {
  await using cli = await fakeCli(`echo 'Which org? '; read -r line\n${prints(noOrg)}`);
  expect((await refusal(ask(cli))).message).toContain('NamedOrgNotFoundError');
});

for (const host of [
  'https://acme.my.salesforce.com.evil.example',
  'http://acme.my.salesforce.com',
  'https://login.salesforce.com',
  'https://evil.example',
]) {
  test(`no session is opened at ${host}`, async () => {
    await using cli = await fakeCli(opening(door(OTP, host), USER, ORG));
    const { kind, message } = await refusal(ask(cli));
    expect(kind).toBe('preflight');
    expect(message).toMatch(/^The Salesforce CLI opens acme-dev at https?:\S+, which is no My Domain of Salesforce\./);
    expect(message).not.toContain(OTP);
  });
}

for (const [what, later] of [
  ['host', opening(door(OTP, 'https://other.my.salesforce.com'), USER, ORG)],
  ['evil host', opening(door(OTP, 'https://evil.example'), USER, ORG)],
  ['user', opening(door(), 'mallory@acme.example', ORG)],
  ['org', opening(door(), USER, '00DgL00000OtherUAV')],
] as const) {
  test(`a later address of another ${what} is refused`, async () => {
    await using cli = await fakeCli(opening(door(), USER, ORG), later);
    const org = await ask(cli);
    await org.next();
    const { kind, message } = await refusal(org.next());
    expect(kind).toBe('preflight');
    expect(message).not.toContain(OTP);
  });
}

for (const alias of ['--json', '-o', 'two words', 'a;b', '$(id)', 'a\nb', '%PATH%', 'x'.repeat(121)]) {
  test(`an org named ${JSON.stringify(alias).slice(0, 20)} is refused before anything is started`, async () => {
    await using cli = await fakeCli(opening(door(), USER, ORG));
    const { kind, message } = await refusal(ask(cli, { alias }));
    expect(kind).toBe('usage');
    expect(message).toMatch(/^SALESFORCE_CLI_ORG is not usable\./);
    expect(await cli.calls()).toEqual([]);
  });
}

test('the CLI sees the environment that it is given, and nothing else', async () => {
  await using cli = await fakeCli(`env > "$(dirname "$0")/env"\n${opening(door(), USER, ORG)}`);
  await ask(cli, { environment: { PATH: cli.PATH, HOME: '/home/grace' } });
  const names = (await readFile(`${cli.folder}/env`, 'utf8')).split('\n').map((line) => line.split('=')[0] ?? '');
  expect(names).toContain('HOME');
  expect(names.filter((name) => /SALESFORCE|IMAP|SETUPWRIGHT/.test(name))).toEqual([]);
});
