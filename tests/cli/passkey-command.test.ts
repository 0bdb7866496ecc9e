import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { enrolCommand, listCommand, type PasskeyRequest, removeCommand } from '../../src/cli/passkey-command.ts';
import { speechOf } from '../../src/cli/speech.ts';
import type { Passkey } from '../../src/identity/passkey/file.ts';
import type { PracticeOrgOptions } from '../../src/practice-org/index.ts';
import { fileIn, passkey } from '../identity/passkey/support.ts';
import { folder } from '../machine/support.ts';
import { type Practice, practice } from '../support/practice.ts';

const never = new AbortController().signal;

function request(values: PasskeyRequest['values'], change: Partial<PasskeyRequest> = {}): PasskeyRequest {
  return { values, headed: false, input: false, yes: true, json: false, ...change };
}

/** What a command says, and how it ends. */
async function said(command: (speech: Parameters<typeof listCommand>[1]) => Promise<number>) {
  let out = '';
  const write = (text: string) => {
    out += text;
    return true;
  };
  const ended = await command(speechOf({ write }, { write })).then(
    (code) => ({ code, error: undefined }),
    (error: unknown) => ({ code: undefined, error }),
  );
  return { ...ended, out, all: `${out}${inspect(ended.error, { depth: 9, showHidden: true })}` };
}

function expectNoKey(text: string, passkeys: readonly Passkey[]): void {
  for (const { privateKey, publicKey, userHandle } of passkeys)
    for (const part of [privateKey, publicKey, userHandle]) expect(text).not.toContain(part);
}

test.describe('enrolling', () => {
  let place: Practice | undefined;
  test.afterEach(() => place?.close());

  async function at(options: Partial<PracticeOrgOptions>): Promise<Practice & { path: string }> {
    place = await practice({ signIn: 'password', ...options });
    return { ...place, path: join(place.folder, 'keys', 'passkeys.json') };
  }
  const enrol = (
    { settings, path }: Practice & { path: string },
    values: Record<string, string | undefined> = {},
    change: Partial<PasskeyRequest> = {},
  ) =>
    said((speech) =>
      enrolCommand(request({ ...settings, SALESFORCE_PASSKEY_FILE: path, ...values }, change), speech, never),
    );
  const kept = ({ folder: inside }: Practice) => fileIn(join(inside, 'keys')).all();
  const known = ({ org }: Practice) =>
    org.state().users.find(({ username }) => username === org.admin.username)?.methods.passkeys ?? [];

  test('only where somebody says so, before anything is touched', async () => {
    const here = await at({ interruptions: ['passkey-enrolment'] });
    expect((await enrol(here, {}, { yes: false })).error).toMatchObject({
      kind: 'person',
      message: 'A passkey is enrolled only when somebody says so. Give --yes.',
    });
    expect(await kept(here)).toEqual([]);
    expect(here.org.ledger()).toEqual([]);
  });

  test('at the wall, with the warning; then it signs in, and a second one is not made', async () => {
    const here = await at({ interruptions: ['passkey-enrolment'] });
    // Whom the settings name may be the very one that is to be enrolled.
    const answerers = { SETUPWRIGHT_ANSWERERS: 'passkey,mailbox' };
    const { code, all, out } = await enrol(here, answerers);
    expect(all.slice(out.length)).toBe('undefined');
    expect(code).toBe(0);
    const [made, ...more] = await kept(here);
    expect(more).toEqual([]);
    expect(known(here).map(({ id }) => id)).toEqual([made?.id]);
    expect(out).toMatch(/^A passkey in a file is no longer something that one holds in the hand/);
    expect(out).toContain(`Enrolled      ${made?.id} for ${here.org.admin.username}`);
    expect(out).toMatch(/Kept in .*passkeys\.json, readable by you alone\n/);
    expectNoKey(all, await kept(here));

    const before = here.org.ledger().length;
    const again = await enrol(here, answerers);
    expect(again.error).toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/passkeys\.json holds a passkey of \S+ already: \S+\. .*remove it in the org/),
    });
    expectNoKey(again.all, await kept(here));
    expect(here.org.ledger()).toHaveLength(before);
  });

  test('a passkey that the org knows is kept, also where the run ends badly afterwards', async () => {
    const here = await at({ interruptions: ['passkey-enrolment'] });
    const { error, out, all } = await enrol(here, { SALESFORCE_ORG_ID: '00D000000000000' });
    expect(error).toMatchObject({ kind: 'preflight' });
    const [made] = await kept(here);
    expect(made).toBeDefined();
    expect(known(here).map(({ id }) => id)).toEqual([made?.id]);
    expect(out).toContain(`Made          ${made?.id}`);
    expectNoKey(all, await kept(here));
  });

  test('nothing is made where it could not be kept', async () => {
    const here = await at({ interruptions: ['passkey-enrolment'] });
    await writeFile(join(here.folder, 'keys'), 'a file in the place of the folder');
    expect((await enrol(here)).error).toMatchObject({ name: 'Trouble', kind: 'preflight' });
    expect(here.org.ledger()).toEqual([]);
  });

  test('a file of something else is refused before the org is touched', async () => {
    const here = await at({ interruptions: ['passkey-enrolment'] });
    const path = join(here.folder, 'session.json');
    await writeFile(path, '{"format":"setupwright session"}', { mode: 0o600 });
    expect((await enrol(here, { SALESFORCE_PASSKEY_FILE: path })).error).toMatchObject({ kind: 'usage' });
    expect(await readFile(path, 'utf8')).toBe('{"format":"setupwright session"}');
    expect(here.org.ledger()).toEqual([]);
  });
});

test.describe('looking and removing', () => {
  async function withFile() {
    const box = await folder();
    const file = fileIn(box.path);
    const passkeys = [passkey(), passkey({ username: 'bob@acme.example', lastUsedAt: '2026-11-24T08:00:00.000Z' })];
    await file.change(() => passkeys);
    const values = { SALESFORCE_PASSKEY_FILE: file.path };
    return { ...box, file, passkeys, values };
  }

  test('they are named without their keys, for people and as JSON', async () => {
    await using here = await withFile();
    for (const json of [true, false]) {
      const { code, out, all } = await said((speech) => listCommand(request(here.values, { json }), speech));
      expect(code).toBe(0);
      expectNoKey(all, here.passkeys);
      for (const { id, username } of here.passkeys) {
        expect(out).toContain(id);
        expect(out).toContain(username);
      }
      if (json) expect(JSON.parse(out)).toHaveLength(2);
      else expect(out).toMatch(/enrolled 2026-11-23, last used never, count 0\n(.|\n)*last used 2026-11-24/);
    }
  });

  test('no file holds none, and gets none', async () => {
    await using box = await folder();
    const values = { SALESFORCE_PASSKEY_FILE: box.at('none.json') };
    expect(await said((speech) => listCommand(request(values), speech))).toMatchObject({
      code: 0,
      out: `${box.at('none.json')} holds no passkey.\n`,
    });
    expect((await said((speech) => listCommand(request(values, { json: true }), speech))).out).toBe('[]\n');
    await expect(readFile(box.at('none.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('the one that is named is removed, and where it stays is said', async () => {
    await using here = await withFile();
    const [first, second] = here.passkeys;
    const { code, out, all } = await said((speech) => removeCommand([first?.id ?? ''], request(here.values), speech));
    expect(code).toBe(0);
    expect(out).toContain('In the org it is registered still');
    expectNoKey(all, here.passkeys);
    expect(await here.file.all()).toEqual([second]);
  });

  test('where one of them is unknown none is removed', async () => {
    await using here = await withFile();
    const ids = [here.passkeys[0]?.id ?? '', 'unknown'];
    const { error, all } = await said((speech) => removeCommand(ids, request(here.values), speech));
    expect(error).toMatchObject({ kind: 'usage', message: expect.stringContaining('holds no passkey unknown') });
    expectNoKey(all, here.passkeys);
    expect(await here.file.all()).toEqual(here.passkeys);
  });

  test('without the setting there is nothing to look at', async () => {
    for (const command of [
      (speech: Parameters<typeof listCommand>[1]) => listCommand(request({}), speech),
      (speech: Parameters<typeof listCommand>[1]) => removeCommand(['x'], request({}), speech),
      (speech: Parameters<typeof listCommand>[1]) => enrolCommand(request({}), speech, never),
    ])
      expect((await said(command)).error).toMatchObject({
        kind: 'usage',
        message: expect.stringMatching(/^SALESFORCE_PASSKEY_FILE is not set/),
      });
  });
});
