import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type CodeRequest, codeCommand } from '../../src/cli/code-command.ts';
import { dryRunJson, dryRunText } from '../../src/cli/code-report.ts';
import { type CodeFlags, codeRequest } from '../../src/cli/code-request.ts';
import { speechOf } from '../../src/cli/speech.ts';
import type { DryRun } from '../../src/identity/mailbox/index.ts';

const USER = 'admin@corp.example';

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-code-'));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

const mail = (more: { from?: string; user?: string; results?: string } = {}) =>
  [
    ...(more.results === undefined ? [] : [`Authentication-Results: ${more.results}`]),
    `From: ${more.from ?? 'Cloud <noreply@cloud.example>'}`,
    'To: robot@corp.example',
    'Date: Mon, 23 Nov 2026 09:00:02 +0000',
    '',
    `Username: ${more.user ?? USER}`,
    'Verification Code: 004550',
    '',
  ].join('\r\n');

async function saved(content: string): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.eml`);
  await writeFile(path, content);
  return path;
}

async function asked(message: string, flags: CodeFlags = {}, values = {}): Promise<{ code: number; out: string }> {
  const request = await codeRequest({ message, user: USER, senderDomain: 'cloud.example', ...flags }, values);
  return run(request, {});
}

async function run(request: CodeRequest, screen: { columns?: number }): Promise<{ code: number; out: string }> {
  let out = '';
  const write = (text: string) => {
    out += text;
    return true;
  };
  const speech = speechOf({ ...screen, write }, { write });
  return { code: await codeCommand(request, speech, new AbortController().signal), out };
}

test('a mail that is taken: why, from whom, when, and by which settings', async () => {
  const path = await saved(mail({ results: 'mx.corp.example; dmarc=pass header.from=cloud.example' }));
  const flags = { since: '2026-11-23T10:00:00+01:00', authservId: 'mx.corp.example', json: true } as const;
  const { code, out } = await asked(path, flags);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    verdict: 'taken',
    reason: `six digits after a label, names ${USER}, dmarc=pass by mx.corp.example`,
    from: 'noreply@cloud.example',
    date: '2026-11-23T09:00:02.000Z',
    uses: {
      user: USER,
      senderDomain: 'cloud.example',
      authservId: 'mx.corp.example',
      since: '2026-11-23T09:00:00.000Z',
    },
  });
});

test('the code is shown where it is asked for, and nowhere else', async () => {
  const path = await saved(mail());
  for (const json of [{ json: true }, {}] as const) {
    expect((await asked(path, json)).out).not.toContain('004550');
    expect((await asked(path, { ...json, showCode: true })).out).toContain('004550');
  }
  const refused = await saved(mail({ user: 'bob@corp.example' }));
  expect((await asked(refused, { showCode: true })).out).not.toContain('004550');
});

test('a refused mail is an answer too', async () => {
  const { code, out } = await asked(await saved(mail({ user: 'bob@corp.example' })), { json: true });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ verdict: 'refused', reason: `does not name ${USER}` });
});

test('the time is exact', async () => {
  const path = await saved(mail());
  const verdict = async (since: string) => JSON.parse((await asked(path, { since, json: true })).out).verdict;
  expect(await verdict('2026-11-23T09:00:02Z')).toBe('taken');
  expect(await verdict('2026-11-23T09:00:02.001Z')).toBe('refused');
});

test('settings stand in for options, and options win', async () => {
  const path = await saved(mail());
  const values = {
    SALESFORCE_USERNAME: USER,
    IMAP_SENDER_DOMAIN: 'cloud.example',
    IMAP_AUTHSERV_ID: 'mx.corp.example',
  };
  const request = await codeRequest({ message: path, json: true }, values);
  const { out } = await run(request, {});
  expect(JSON.parse(out)).toMatchObject({ verdict: 'refused', reason: 'has no Authentication-Results header' });
  const other = await codeRequest({ message: path, json: true, user: 'x', senderDomain: 'y.example' }, values);
  expect(JSON.parse((await run(other, {})).out).uses).toMatchObject({ user: 'x', senderDomain: 'y.example' });
});

test('for a saved mail no other setting is looked at', async () => {
  const values = { IMAP_PORT: 'nonsense', IMAP_PASSWORD_COMMAND: 'no-such-program', SALESFORCE_URL: 'nonsense' };
  expect((await asked(await saved(mail()), {}, values)).code).toBe(0);
});

test('a huge file is not read whole', async () => {
  const path = await saved(mail());
  await truncate(path, 2 ** 40);
  const { out } = await asked(path, { json: true });
  expect(JSON.parse(out)).toMatchObject({ verdict: 'refused', reason: 'is larger than 256 KB', from: null });
});

test('is read by people in lines that fit', async () => {
  const path = await saved(mail());
  for (const columns of [60, 80, 120]) {
    const { out } = await run(await codeRequest({ message: path, user: USER, senderDomain: 'cloud.example' }, {}), {
      columns,
    });
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(Math.min(columns, 100));
    expect(out).toMatch(/^taken {5}/);
    expect(out).toContain('since     any time');
  }
});

const mistakes: ReadonlyArray<readonly [what: string, flags: CodeFlags, says: RegExp]> = [
  ['no user', { message: 'x' }, /No user is named\. Give --user/],
  ['a time without a zone', { message: 'x', user: USER, since: '2026-11-23T09:00:00' }, /--since .* is not a time/],
  ['a day that is none', { message: 'x', user: USER, since: '2026-13-23T09:00:00Z' }, /--since .* is not a time/],
  ['a sender that is no domain', { message: 'x', user: USER, senderDomain: 'a@b' }, /--sender-domain/],
  ['an id of two words', { message: 'x', user: USER, authservId: 'a b' }, /--authserv-id/],
  ['the code of a whole mailbox', { user: USER, showCode: true }, /--show-code is for one saved mail/],
];
for (const [what, flags, says] of mistakes) {
  test(`${what} is refused`, async () => {
    await expect(codeRequest(flags, {})).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(says) });
  });
}

test('what is no file is refused', async () => {
  for (const path of [join(folder, 'none.eml'), folder, '/dev/zero']) {
    await expect(asked(path), path).rejects.toMatchObject({ kind: 'usage' });
  }
});

test('without a message and without a mailbox there is nothing to look at', async () => {
  const request = await codeRequest({ user: USER }, {});
  await expect(run(request, {})).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('no mailbox'),
  });
});

test.describe('a dry run', () => {
  const time = new Date('2026-11-23T09:00:02Z');
  const asked = {
    user: 'robot@corp.example',
    host: 'imap.corp.example',
    username: USER,
    senderDomain: 'cloud.example',
  };
  const hostile = `\u001b[2J\u202eevil\u200b\u0007\n${'long'.repeat(60)}`;
  const seen: DryRun = {
    folders: ['INBOX', 'Junk'],
    cutShort: ['INBOX'],
    mails: [
      {
        folder: 'INBOX',
        uid: 12,
        received: time,
        from: 'noreply@cloud.example',
        written: time,
        verdict: 'taken',
        reason: 'six digits after a label',
      },
      {
        folder: hostile,
        uid: 11,
        received: undefined,
        from: hostile,
        written: undefined,
        verdict: 'refused',
        reason: `was sent from ${hostile}`,
      },
    ],
  };
  const text = (columns: number, run = seen) =>
    dryRunText(run, { ...asked, since: time }, { columns, write: () => true });

  test('is a table that fits', () => {
    for (const columns of [80, 100, 200]) {
      const lines = text(columns).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.min(columns, 100));
    }
    expect(text(80)).toContain('taken     INBOX 12');
    expect(text(80)).toContain('1 of 2 mails would be taken.');
  });

  test('lets nothing of a mail steer the terminal', () => {
    expect(text(100).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const rows = JSON.parse(dryRunJson(seen));
    expect(JSON.stringify(rows)).not.toMatch(/\\u|[\p{Cc}\p{Cf}]/u);
    expect(rows).toHaveLength(2);
  });

  test('says so where no mail came', () => {
    expect(text(80, { ...seen, mails: [], cutShort: [] })).toContain('No mail came in this time.');
  });
});
