import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Cookie } from 'playwright';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { readSettings } from '../../src/cli/settings.ts';
import { targetOf } from '../../src/cli/target.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import type { SavedSession, Target } from '../../src/runbook/target.ts';
import { Trouble } from '../../src/runbook/trouble.ts';
import { fakeCli, opening } from '../support/fake-cli.ts';

const HOST = 'https://acme.my.salesforce.com';
const USER = 'grace@acme.example';
const ORG = '00DgL00000AbCdEUAV';
const PASSWORD = 'correct horse battery';
const PASSPHRASE = 'a passphrase of some length';
const DOOR = `${HOST}/secur/frontdoor.jsp?otp=otp-that-opens-once`;

const BY_PASSWORD = { SALESFORCE_URL: HOST, SALESFORCE_USERNAME: USER, SALESFORCE_PASSWORD: PASSWORD };

type Values = Readonly<Record<string, string | undefined>>;

async function target(values: Values, { headed = false } = {}): Promise<Target> {
  const book = new SecretBook();
  const secret = (name: string, value: string) => book.keep(name, value);
  return targetOf(await readSettings(values, secret), { headed, secret });
}

async function refusal(asked: Promise<unknown>): Promise<Trouble> {
  const error: unknown = await asked.catch((thrown: unknown) => thrown);
  if (error instanceof Trouble) return error;
  throw new Error(`Not refused but ${String(error)}`);
}

test('a password is one way to sign in', async () => {
  const { url, username, orgId, signIn, savedSession } = await target(BY_PASSWORD);
  expect({ url, username, by: signIn.by }).toEqual({ url: HOST, username: USER, by: 'password' });
  expect(orgId).toBeUndefined();
  expect(savedSession, 'no session is kept unless it is asked for').toBeUndefined();
});

test('without one, a person signs in by hand where there is a window, and nobody where there is none', async () => {
  const { SALESFORCE_PASSWORD: _, ...values } = BY_PASSWORD;
  expect((await target(values, { headed: true })).signIn).toEqual({ by: 'hand' });
  const { kind, message } = await refusal(target(values));
  expect(kind).toBe('usage');
  expect(message).toMatch(/^SALESFORCE_PASSWORD .*SALESFORCE_CLI_ORG.*--headed.* is not set\./);
});

for (const name of ['SALESFORCE_URL', 'SALESFORCE_USERNAME'] as const) {
  test(`${name} is needed where no CLI knows it`, async () => {
    for (const headed of [true, false]) {
      const { kind, message } = await refusal(target({ ...BY_PASSWORD, [name]: undefined }, { headed }));
      expect(kind).toBe('usage');
      expect(message).toContain(`${name} is not set`);
    }
  });
}

test('the id of the org is handed on', async () => {
  expect((await target({ ...BY_PASSWORD, SALESFORCE_ORG_ID: ORG })).orgId).toBe(ORG);
});

test.describe('by the Salesforce CLI', () => {
  const PATH = process.env['PATH'];
  const SECRET = process.env['SALESFORCE_PASSWORD'];
  test.afterEach(() => {
    process.env['PATH'] = PATH;
    if (SECRET === undefined) delete process.env['SALESFORCE_PASSWORD'];
    else process.env['SALESFORCE_PASSWORD'] = SECRET;
  });

  async function installed(...deeds: readonly string[]) {
    const cli = await fakeCli(...deeds);
    process.env['PATH'] = cli.PATH;
    return cli;
  }

  test('the CLI tells who, where and which org; it is given none of our secrets', async () => {
    await using cli = await installed(`env > "$(dirname "$0")/env"\n${opening(DOOR, USER, ORG)}`);
    process.env['SALESFORCE_PASSWORD'] = PASSWORD;
    const told = await target({ SALESFORCE_CLI_ORG: 'acme-dev' });
    expect(told).toMatchObject({ url: HOST, username: USER, orgId: ORG, signIn: { by: 'session URL' } });
    if (told.signIn.by !== 'session URL') throw new Error('Another way');
    expect((await told.signIn.next()).reveal()).toBe(DOOR);
    expect(await readFile(join(cli.folder, 'env'), 'utf8')).not.toContain(PASSWORD);
  });

  test('what the settings say too has to be the same', async () => {
    await using _ = await installed(opening(DOOR, USER, ORG));
    const same = {
      SALESFORCE_CLI_ORG: 'acme-dev',
      SALESFORCE_URL: `${HOST}/`,
      SALESFORCE_USERNAME: 'Grace@Acme.example',
    };
    expect(await target(same)).toMatchObject({ url: HOST });
  });

  for (const [name, value, says] of [
    ['SALESFORCE_URL', 'https://other.my.salesforce.com', `at ${HOST}, not at https://other.my.salesforce.com`],
    ['SALESFORCE_USERNAME', 'mallory@acme.example', `as ${USER}, not as mallory@acme.example`],
  ] as const) {
    test(`another ${name} is refused before anything is opened`, async () => {
      await using _ = await installed(opening(DOOR, USER, ORG));
      const trouble = await refusal(target({ SALESFORCE_CLI_ORG: 'acme-dev', [name]: value }));
      expect(exitCodeOf(trouble)).toBe(4);
      expect(trouble.message).toBe(
        `The Salesforce CLI opens acme-dev ${says}. Nothing was changed. Check SALESFORCE_CLI_ORG and ${name}.`,
      );
    });
  }

  test('the id of the settings counts, not the one that the CLI tells', async () => {
    await using _ = await installed(opening(DOOR, USER, ORG));
    const told = await target({ SALESFORCE_CLI_ORG: 'acme-dev', SALESFORCE_ORG_ID: '00DgL00000Other' });
    expect(told.orgId).toBe('00DgL00000Other');
  });

  test('a password beside it is refused, and the CLI not asked', async () => {
    await using cli = await installed(opening(DOOR, USER, ORG));
    const { kind, message } = await refusal(target({ ...BY_PASSWORD, SALESFORCE_CLI_ORG: 'acme-dev' }));
    expect(kind).toBe('usage');
    expect(message).toMatch(/^SALESFORCE_CLI_ORG is not usable: .*SALESFORCE_PASSWORD; keep one way/);
    expect(message).not.toContain(PASSWORD);
    expect(await cli.calls()).toEqual([]);
  });

  test('a host of somebody is opened where the settings allow it', async () => {
    const own = 'http://acme.my.salesforce.localhost:4000';
    await using _ = await installed(opening(`${own}/secur/frontdoor.jsp?otp=otp-of-the-test`, USER, ORG));
    const values = { SALESFORCE_CLI_ORG: 'acme-dev' };
    expect(exitCodeOf(await refusal(target(values)))).toBe(4);
    expect((await target({ ...values, SETUPWRIGHT_ALLOW_ORIGINS: own })).url).toBe(own);
  });
});

test.describe('a kept session', () => {
  let folder: string;
  let path: string;
  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'setupwright-session-'));
    path = join(folder, 'kept', 'session.json');
  });
  test.afterEach(() => rm(folder, { recursive: true, force: true }));

  const sid: Cookie = {
    ...{ name: 'sid', value: `${ORG}!AQ.secret-of-a-session`, domain: 'acme.my.salesforce.com', path: '/' },
    ...{ expires: -1, httpOnly: true, secure: true, sameSite: 'None' },
  };

  async function session(change: Values = {}): Promise<SavedSession> {
    const { savedSession } = await target({ ...BY_PASSWORD, SALESFORCE_SESSION_FILE: path, ...change });
    if (!savedSession) throw new Error('No session is kept');
    return savedSession;
  }

  test('is in a file that its owner alone can read', async () => {
    const kept = await session();
    expect(await kept.read()).toEqual([]);
    await kept.write([sid]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await (await session()).read()).toEqual([sid]);
  });

  test('is encrypted where there is a passphrase, which opens it again', async () => {
    const SETUPWRIGHT_PASSPHRASE = PASSPHRASE;
    await (await session({ SETUPWRIGHT_PASSPHRASE })).write([sid]);
    const text = await readFile(path, 'utf8');
    expect(text).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/);
    expect(text).not.toContain('secret-of-a-session');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await (await session({ SETUPWRIGHT_PASSPHRASE })).read()).toEqual([sid]);
    for (const other of [undefined, 'another passphrase']) {
      const refused = await refusal((await session({ SETUPWRIGHT_PASSPHRASE: other })).read());
      expect(refused.kind).toBe('usage');
      expect(refused.message).toContain('SETUPWRIGHT_PASSPHRASE');
    }
  });

  test('that was not encrypted is, once there is a passphrase', async () => {
    await (await session()).write([sid]);
    const kept = await session({ SETUPWRIGHT_PASSPHRASE: PASSPHRASE });
    expect(await kept.read()).toEqual([sid]);
    await kept.write([sid]);
    expect(await readFile(path, 'utf8')).not.toContain('secret-of-a-session');
  });

  for (const [what, change] of [
    ['org', { SALESFORCE_URL: 'https://other.my.salesforce.com' }],
    ['user', { SALESFORCE_USERNAME: 'mallory@acme.example' }],
  ] as const) {
    test(`of another ${what} is not used`, async () => {
      await (await session()).write([sid]);
      expect(await (await session(change)).read()).toEqual([]);
    });
  }

  test('that others could read is refused, with the remedy', async () => {
    await (await session()).write([sid]);
    await chmod(path, 0o644);
    const kept = await session();
    for (const deed of [() => kept.read(), () => kept.write([sid]), () => kept.preflight()]) {
      const { kind, message } = await refusal(deed());
      expect(kind).toBe('usage');
      expect(message).toContain('chmod 600');
    }
  });

  for (const [what, text] of [
    ['no JSON', `sid=${sid.value}`],
    ['of another kind', '{"format":"setupwright passkeys","passkeys":[]}'],
    ['damaged', `{"format":"setupwright session","url":"${HOST}","username":"${USER}","cookies":[{"name":"sid"}]}`],
  ] as const) {
    test(`in a file that is ${what} is refused, and the file left as it is`, async () => {
      const kept = await session({ SALESFORCE_SESSION_FILE: join(folder, 'other.json') });
      await writeFile(join(folder, 'other.json'), text, { mode: 0o600 });
      const { kind, message } = await refusal(kept.read());
      expect(kind).toBe('usage');
      expect(message).toContain('other.json');
      expect(message).not.toContain('secret-of-a-session');
      expect(await readFile(join(folder, 'other.json'), 'utf8')).toBe(text);
    });
  }
});
