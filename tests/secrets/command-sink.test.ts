import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { commandSink } from '../../src/secrets/command-sink.ts';
import { GIVES_BACK, KEEPS_RECEIPT, program, TAKES } from './programs.ts';
import { allOf, credentials, folder, KEY, means, SECRET, sinkAt } from './support.ts';

test.skip(process.platform === 'win32', 'the programs of these tests are shell scripts');

const ORG = '00DgL00000AbCdE';
const APP = 'Document AI';
const VALUES = new RegExp(`${KEY}|${SECRET}`);

test('a program gets the credentials on its input, and nothing of them elsewhere', async () => {
  await using place = await folder();
  const vault = await program(place, `${TAKES}; env > "$here/env"`);
  const sink = sinkAt(`${vault.setting} --path app`);
  await sink.preflight();
  const reference = await sink.store(credentials());
  expect(reference).toMatch(/vault:app#3.*acknowledged by digest/);
  expect(await vault.calls()).toEqual(['--path app check', '--path app store']);
  const [checked, stored] = await vault.inputs();
  expect(checked).toMatchObject({ version: 1, consumerKey: expect.stringContaining('not-a-key') });
  expect(stored).toMatchObject({ version: 1, org: ORG, app: APP, consumerKey: KEY, consumerSecret: SECRET });
  expect(Object.keys(checked ?? {})).toEqual(Object.keys(stored ?? {}));
  expect(JSON.stringify(checked)).not.toMatch(VALUES);
  const env = await readFile(place.at('env'), 'utf8');
  expect(env).not.toMatch(VALUES);
  expect(
    env
      .split('\n')
      .map((line) => line.split('=')[0])
      .filter(Boolean)
      .sort(),
  ).toEqual(['PATH', 'PWD']);
});

test('the record names the program, and neither its folder nor its arguments', async () => {
  await using place = await folder();
  const vault = await program(place, TAKES);
  const sink = sinkAt(`${vault.setting} team/payroll --path app`);
  await sink.preflight();
  for (const said of [sink.name, await sink.store(credentials())]) {
    expect(said).toMatch(/^program [a-z.]+(?: \(cannot be read back\)|, )/);
    expect(said).not.toContain(place.at(''));
    expect(said).not.toContain('payroll');
  }
});

test('one that gives back what it holds is read back, and a later run finds it there', async () => {
  await using place = await folder();
  const vault = await program(place, GIVES_BACK);
  const sink = sinkAt(vault.setting);
  await sink.preflight();
  expect(await sink.holds(ORG, APP)).toBeUndefined();
  expect(await sink.store(credentials())).toContain('read back and equal');
  const later = sinkAt(vault.setting);
  await later.preflight();
  const held = await later.holds(ORG, APP);
  expect(held?.consumerSecret.reveal()).toBe(SECRET);
  expect(held?.from).toContain('read back from program');
  await expect(later.holds(ORG, 'Billing')).rejects.toMatchObject({ kind: 'preflight' });
});

test('one that nobody tried before, as where an org is only looked at, is asked what it can do, and stores nothing', async () => {
  await using place = await folder();
  const vault = await program(place, GIVES_BACK);
  await sinkAt(vault.setting).store(credentials());
  const looking = sinkAt(vault.setting);
  expect((await looking.holds(ORG, APP))?.consumerSecret.reveal()).toBe(SECRET);
  await looking.holds(ORG, APP);
  expect((await vault.calls()).filter((verb) => verb === 'check')).toHaveLength(1);
  expect((await vault.calls()).filter((verb) => verb === 'store')).toHaveLength(1);
});

test('one that keeps the receipt alone tells whether it has the same, beside a sink that can be read back', async () => {
  await using place = await folder();
  const vault = await program(place, KEEPS_RECEIPT);
  const settings = [`file:${place.at('c.json')}`, vault.setting];
  const sink = sinkAt(settings);
  await sink.preflight();
  await sink.store(credentials());
  const later = sinkAt(settings);
  await later.preflight();
  expect(await later.holds(ORG, APP)).toBeDefined();
  await sinkAt(settings[0] ?? '').store(credentials({ secret: 'F'.repeat(64) }));
  expect(await later.holds(ORG, APP)).toBeUndefined();
});

const LEAKS = `printf '%s' "$input" >&2`;
const FAILS: ReadonlyArray<readonly [what: string, deeds: string, says: RegExp]> = [
  ['is down', 'read_input; exit 3', /ended with 3 at "store"/],
  ['does nothing at all', 'exit 0', /did not answer/],
  ['reads all and says nothing', 'read_input', /did not answer/],
  ['answers without an acknowledgement', `read_input; echo '{"ok":true}'`, /did not answer/],
  ['acknowledges something else', `read_input; input=else; answer`, /did not acknowledge the digest/],
  ['reads a part only', `input=$(head -c 20); answer`, /did not acknowledge the digest/],
  ['says no', `read_input; printf '{"ok":false,"ack":"%s"}' $(digest)`, /did not answer/],
  ['answers with more than JSON', 'read_input; echo stored; answer', /did not answer/],
  ['prints without end', 'yes', /printed too much/],
  ['is ended by a signal', 'kill -9 $$', /was ended by SIGKILL/],
];
for (const [what, deeds, says] of FAILS) {
  test(`case 39: a program that ${what} has taken nothing over`, async () => {
    await using place = await folder();
    const vault = await program(place, deeds);
    const words = await allOf(commandSink(vault.setting.slice('command:'.length), means()).store(credentials()));
    expect(words).toMatch(says);
    expect(words).not.toMatch(VALUES);
    await expect(sinkAt(vault.setting).preflight(), 'case 40').rejects.toMatchObject({ kind: 'preflight' });
  });
}

test('case 39: a program that takes too long is killed, with those whom it has started', async () => {
  await using place = await folder();
  const vault = await program(
    place,
    `(sleep 60; echo late > "$here/late") & echo $! > "$here/child"; read_input; wait`,
  );
  const sink = commandSink(vault.setting.slice('command:'.length), means(), { patienceMs: 500 });
  await expect(sink.store(credentials())).rejects.toThrow(/took longer than 0\.5 s at "store"/);
  const child = Number(await readFile(place.at('child'), 'utf8'));
  await expect.poll(() => isAlive(child)).toBe(false);
});

test('case 39: one that stores half is not done, and done again as a whole', async () => {
  await using place = await folder();
  const half = await program(
    place,
    `${GIVES_BACK.replace('store) ', `store) if [ ! -e "$here/once" ]; then : > "$here/once"; echo '{"org"' > "$here/kept"; exit 1; fi; `)}`,
  );
  const sink = sinkAt(half.setting);
  await sink.preflight();
  expect(await sink.store(credentials())).toMatch(/read back and equal.*at attempt 2/);
});

test('case 39: one that acknowledges and gives something else back has not stored', async () => {
  await using place = await folder();
  const vault = await program(place, GIVES_BACK.replace('> "$here/kept"', `| tr A-F a-f > "$here/kept"`));
  const sink = sinkAt(vault.setting);
  await sink.preflight();
  const words = await allOf(sink.store(credentials()));
  expect(words).toMatch(/holds the credentials of another app|does not give back/);
  expect(words).not.toMatch(VALUES);
});

test('case 25: what a program writes to its error output is withheld, also when it fails or hides it', async () => {
  await using place = await folder();
  const deeds = [
    `read_input; ${LEAKS}; exit 1`,
    `read_input; ${LEAKS}; answer`,
    `read_input; printf '%s' "$input"; exit 1`,
    `read_input; printf '{"ok":false,"error":%s}' "$input"; exit 0`,
    `read_input; answer ",\\"ref\\":\\"$(printf '%s' "$input" | sed 's/.*"consumerSecret":"\\([^"]*\\)".*/\\1/')\\""`,
  ];
  for (const each of deeds) {
    const vault = await program(place, each);
    const sink = sinkAt(vault.setting);
    const words = await sink.store(credentials()).catch(() => allOf(sink.store(credentials())));
    expect(words, each).toMatch(/program/);
    expect(words, each).not.toMatch(VALUES);
    expect(words, 'nor its length').not.toMatch(/\d+ (bytes|characters)/);
  }
  const vault = await program(place, deeds[0] ?? '');
  expect(await allOf(sinkAt(vault.setting).preflight())).toContain('error output is withheld');
});

for (const ref of ['line\\nbreak', '\\u001b[2Jgone', 'x'.repeat(201)]) {
  test(`a reference that is none (${ref.slice(0, 12)}) is withheld`, async () => {
    await using place = await folder();
    const vault = await program(
      place,
      `read_input; printf '%s' '{"ok":true,"ref":"${ref}","ack":"'; printf '%s"}' $(digest)`,
    );
    expect(await sinkAt(vault.setting).store(credentials())).toContain('its reference is withheld');
  });
}

test('no shell reads the command', async () => {
  await using place = await folder();
  const vault = await program(place, TAKES);
  const setting = `${vault.setting} $HOME;touch ${place.at('touched')} "a b"`;
  await sinkAt(setting).preflight();
  expect(await vault.calls()).toEqual([`$HOME;touch ${place.at('touched')} "a b" check`]);
});

test('a program that is not there is told by its name', async () => {
  await expect(sinkAt('command:no-such-program-of-ours').preflight()).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringMatching(/program no-such-program-of-ours cannot be started \(ENOENT\)/),
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a program that ends before it has read does not end the run', async () => {
  await using place = await folder();
  const vault = await program(place, 'exec 0<&-; sleep 0.1; exit 1');
  const sink = commandSink(vault.setting.slice('command:'.length), means());
  await expect(sink.store(credentials({ app: 'x'.repeat(200_000) }))).rejects.toThrow(/ended with 1/);
  await pause(10);
});
