import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { parse } from 'dotenv';
import { ledgerTable } from '../../src/cli/ledger-table.ts';
import { faultKinds, interruptions, type LedgerEntry, releases, requests } from '../../src/practice-org/index.ts';
import { command, MAIN } from '../support/practice.ts';

let folder = '';
const running: ChildProcess[] = [];

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-practice-'));
});
test.afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const practice = (...args: string[]) => command(['practice', ...args], folder);

interface Running {
  readonly out: string;
  /** The port of the control page. */
  readonly port: string;
  /** Sends a signal, and waits for the exit code. */
  end(signal?: NodeJS.Signals): Promise<{ code: number | null; err: string }>;
}

/** `setupwright practice` on free ports, as soon as it says how to end it. */
async function start(...args: string[]): Promise<Running> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['--', MAIN, 'practice', '--port', '0', '--mail-port', '0', ...args], {
    cwd: folder,
    env: { PATH, HOME },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let [out, err] = ['', ''];
  child.stderr.on('data', (data) => {
    err += data;
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data) => {
      out += data;
      if (out.includes('Ctrl-C')) resolve();
    });
    child.once('close', () => reject(new Error(`It ended: ${err}`)));
  });
  return {
    out,
    port: /Control page +http:\/\/127\.0\.0\.1:(\d+)/.exec(out)?.[1] ?? '',
    end: async (signal = 'SIGINT') => {
      child.kill(signal);
      return { code: await closed, err };
    },
  };
}

test('it says where it is, who signs in, and the settings that lead there', async () => {
  const { out, port, end } = await start();
  const settings = parse(out.slice(out.indexOf('Settings')));
  expect(out).toContain(`Practice org    http://acme.my.salesforce.localhost:${port}\n`);
  expect(settings).toMatchObject({
    SALESFORCE_URL: `http://acme.my.salesforce.localhost:${port}`,
    SALESFORCE_USERNAME: 'grace.whitfield@acme.practice',
    IMAP_HOST: '127.0.0.1',
    IMAP_SECURITY: 'none',
    IMAP_PASSWORD: 'practice mailbox',
  });
  expect(out).toContain(`Password        ${settings['SALESFORCE_PASSWORD']}\n`);
  const page = await (await fetch(`http://127.0.0.1:${port}`)).text();
  expect(page).toContain(`SALESFORCE_PASSWORD=${settings['SALESFORCE_PASSWORD']}`);
  expect(await end()).toEqual({ code: 0, err: '\nsetupwright: ending the practice org.\n' });
});

test('it ends by SIGTERM as by Ctrl-C, and its ports are free again', async () => {
  const { port, end } = await start();
  expect((await end('SIGTERM')).code).toBe(0);
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
});

test('its password stays from start to start unless another seed is given', async () => {
  const password = async (...args: string[]) => {
    const { out, end } = await start(...args);
    await end();
    return /Password +(\S+)/.exec(out)?.[1];
  };
  const first = await password();
  expect(first).toMatch(/^\w{16}$/);
  expect(await password()).toBe(first);
  expect(await password('--seed', 'another')).not.toBe(first);
});

test('it is what its options say', async () => {
  const { port, out } = await start(
    ...['--release', '2025-10', '--gates', 'closed', '--shadow', 'native', '--sign-in', 'identifier-first'],
    ...['--challenge-at-sign-in', '--interruption', 'welcome', '--interruption', 'cookie-banner'],
    ...['--fault', 'drop-after@create*1', '--fault', 'latency@list=800~200', '--session-minutes', '7'],
    ...['--apps', '5', '--seed', 'x', '--at', '2026-01-02T03:04:05Z', '--domain', 'umbrella'],
  );
  const read = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).json();
  expect(await read('/conditions')).toEqual({
    ...{ release: '2025-10', gates: 'closed', shadow: 'native', signIn: 'identifier-first', challengeAtSignIn: true },
    ...{ interruptions: ['welcome', 'cookie-banner'], sessionMinutes: 7 },
    faults: ['drop-after@create*1', 'latency@list=800~200'],
  });
  const state = (await read('/state')) as { now: string; seed: string; apps: unknown[] };
  expect(state).toMatchObject({ now: '2026-01-02T03:04:05.000Z', seed: 'x' });
  expect(state.apps).toHaveLength(5);
  expect(out).toContain('http://umbrella.my.salesforce.localhost:');
});

test.describe('--env', () => {
  test('writes the settings for their owner alone, and writes its own file again', async () => {
    const { out, end } = await start('--env', 'practice.env');
    await end();
    const file = join(folder, 'practice.env');
    const first = await readFile(file, 'utf8');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(parse(first)).toEqual(parse(out.slice(out.indexOf('SALESFORCE_URL'))));
    const again = await start('--env', 'practice.env', '--seed', 'another');
    await again.end();
    expect(await readFile(file, 'utf8')).not.toBe(first);
  });

  test('is taken by a command that reads settings', async () => {
    const { end } = await start('--env', 'practice.env');
    await end();
    const manual = ['show', 'external-client-app', '--manual', '--set', 'contactEmail=a@b.example'];
    const { code, out, err } = await command([...manual, '--env-file', 'practice.env'], folder);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('grace.whitfield@acme.practice');
  });

  test("leaves a settings file of somebody else's alone", async () => {
    await writeFile(join(folder, 'mine.env'), 'SALESFORCE_URL=https://acme.my.salesforce.com\n');
    const { code, out, err } = await practice('--env', 'mine.env', '--port', '0', '--mail-port', '0');
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).toMatch(/^setupwright: mine\.env holds settings that are not of a practice org\. [^\n]+--env\.\n$/);
    expect(await readFile(join(folder, 'mine.env'), 'utf8')).toBe('SALESFORCE_URL=https://acme.my.salesforce.com\n');
  });
});

const mistakes: ReadonlyArray<readonly [what: string, args: string[], says: RegExp]> = [
  ['release', ['--release', '2024-02'], /There is no release "2024-02"; there are 2025-10, 2026-08\./],
  ['gates', ['--gates', 'ajar'], /There is no kind of gates "ajar"; there are open, closed\./],
  ['shadow', ['--shadow', 'long'], /There is no kind of shadow "long"; there are synthetic, native\./],
  [
    'way to sign in',
    ['--sign-in', 'badge'],
    /There is no way to sign in "badge"; there are password, identifier-first\./,
  ],
  ['interruption', ['--interruption', 'welcom'], /There is no interruption "welcom"; there are maintenance, .+\./],
  ['fault', ['--fault', 'drop'], /There is no fault "drop"; there are latency, .+\./],
  ['request', ['--fault', 'drop-after@creat'], /There is no request "creat"; there are \*, login, .+\./],
  ['number of apps', ['--apps', 'many'], /--apps many is not usable\. Give a whole number from 0 to 1000\./],
  ['length', ['--session-minutes', '0'], /--session-minutes 0 is not usable\./],
  ['domain', ['--domain', 'Evil.Example'], /--domain Evil\.Example is not usable\./],
  ['port', ['--port', '65536'], /--port 65536 is not usable\./],
];
const refuses = async (args: readonly string[], says: RegExp) => {
  const { code, out, err } = await command(args, folder);
  expect({ code, out }).toEqual({ code: 64, out: '' });
  expect(err).toMatch(says);
  expect(err).toMatch(/^setupwright: [^\n]+\n$/);
};
for (const [what, args, says] of mistakes) {
  test(`practice refuses a ${what} that there is not, in one line`, () =>
    refuses(['practice', '--mail-port', '0', ...args], says));
}

test('rehearse refuses them in the same words', () =>
  refuses(['rehearse', '--fault', 'drop'], /There is no fault "drop"; there are latency, .+\./));

for (const at of ['teatime', '1', '2026-11-23T09:00:00']) {
  test(`the time ${at}, which is none or another one elsewhere, is refused in one line`, async () => {
    const { code, err } = await practice('--at', at, '--port', '0', '--mail-port', '0');
    expect(code).toBe(64);
    expect(err).toMatch(/^setupwright: --at [^ ]+ is not a time\. Give one such as [^\n]+\n$/);
  });
}

test.describe('a port that is taken', () => {
  let server: Server;
  let taken = '';
  test.beforeEach(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    taken = String(typeof address === 'object' ? address?.port : '');
  });
  test.afterEach(() => void server.close());

  for (const [which, args] of [
    ['of the pages', () => ['--port', taken, '--mail-port', '0']],
    ['of the mailbox', () => ['--port', '0', '--mail-port', taken]],
  ] as const) {
    test(`${which} ends the start in one line that says what to do`, async () => {
      const { code, out, err } = await practice(...args());
      expect({ code, out }).toEqual({ code: 4, out: '' });
      expect(err).toMatch(
        new RegExp(`^setupwright: Port ${taken} is taken\\. [^\\n]*--port and --mail-port[^\\n]*\\n$`),
      );
    });
  }

  test('by something else is not asked for a ledger', async () => {
    server.on('connection', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]'));
    const { code, err } = await practice('--ledger', '--port', taken);
    expect(code).toBe(4);
    expect(err).toContain(`No practice org answers on port ${taken}.`);
  });
});

test.describe('a practice org that runs', () => {
  test('tells its ledger as a table and as JSON, and is reset', async () => {
    const { port } = await start();
    expect(await practice('--ledger', '--port', port)).toMatchObject({
      code: 0,
      out: expect.stringContaining('empty'),
    });
    const headers = { 'content-type': 'application/json' };
    await fetch(`http://127.0.0.1:${port}/end-sessions`, { method: 'POST', headers, body: '{}' });
    const table = await practice('--ledger', '--port', port);
    expect(table).toMatchObject({ code: 0, err: '' });
    expect(table.out).toMatch(
      /^# {2}time +deed +outcome +about\n1 {2}\d{4}-\d\d-\d\d [\d:]{8} {2}end sessions {2}done/,
    );
    const entries = JSON.parse((await practice('--ledger', '--json', '--port', port)).out) as LedgerEntry[];
    expect(entries).toMatchObject([{ n: 1, deed: 'end sessions' }]);
    expect(await practice('--reset', '--port', port)).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse((await practice('--ledger', '--json', '--port', port)).out)).toEqual([]);
  });

  for (const option of ['--ledger', '--reset']) {
    test(`is missed by ${option} in one line that says what to do`, async () => {
      const { code, out, err } = await practice(option, '--port', '9');
      expect({ code, out }).toEqual({ code: 4, out: '' });
      expect(err).toMatch(
        /^setupwright: No practice org answers on port 9\. Start one with "setupwright practice", [^\n]+\n$/,
      );
    });
  }
});

test('--list explains every release, interruption, fault and request, in lines of at most 100 characters', async () => {
  const { code, out } = await practice('--list');
  expect(code).toBe(0);
  for (const release of Object.keys(releases)) expect(out).toContain(release);
  for (const [name, { title }] of Object.entries({ ...interruptions, ...faultKinds })) {
    expect(out).toContain(`  ${name.padEnd(20)}${title}`);
  }
  for (const [name, title] of Object.entries(requests)) expect(out).toContain(`  ${name.padEnd(20)}${title}\n`);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('--help explains each option, in lines of at most 100 characters', async () => {
  const { code, out } = await practice('--help');
  expect(code).toBe(0);
  for (const option of ['--port', '--mail-port', '--env', '--list', '--ledger', '--reset', '--release', '--fault']) {
    expect(out).toMatch(new RegExp(`^\\s+${option}( <[^>]+>)?\\s{2,}\\w`, 'm'));
  }
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('the table of a ledger fits 100 columns, whatever was typed, and steers no terminal', () => {
  const entry: LedgerEntry = {
    ...{ n: 12, at: '2026-11-23T09:00:00.000Z', user: 'grace@acme.practice', deed: 'create app', outcome: 'refused' },
    about: `\u001b[31mred\n${'x'.repeat(200)}`,
    detail: { 'Contact Email': 'a@x.example -> b@x.example', Long: 'y'.repeat(300) },
  };
  const lines = ledgerTable([entry]).split('\n');
  expect(lines[1]).toMatch(/^12 {2}2026-11-23 09:00:00 {2}create app {2}refused {2} ?\[31mred x+\.\.\.$/);
  expect(lines).toContain('    by: grace@acme.practice');
  expect(lines).toContain('    Contact Email: a@x.example -> b@x.example');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(lines.join('')).not.toMatch(/\p{Cc}/u);
});

test('what the admin has registered is chosen by name, and a sandbox is one by its address', async () => {
  const { out, end } = await start('--sandbox', '--method', 'totp');
  expect(out).toContain('.sandbox.my.salesforce.localhost:');
  expect(out).toMatch(/^Code app +secret [A-Z2-7]{32}$/m);
  await end();
  const refused = await practice('--method', 'sms');
  expect(refused.code).toBe(64);
  expect(refused.err).toBe('setupwright: There is no method "sms". There are totp and push.\n');
});
