import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { GIVES_BACK, KEEPS_RECEIPT, program, TAKES } from './programs.ts';
import { allOf, credentials, folder, KEY, SECRET, sinkAt } from './support.ts';

const ORG = '00DgL00000AbCdE';
const APP = 'Document AI';
const VALUES = new RegExp(`${KEY}|${SECRET}`);

const recipient = async () => identityToRecipient(await generateX25519Identity());

test('several sinks each get the credentials, and a later run finds them in all', async () => {
  await using place = await folder();
  const vault = await program(place, GIVES_BACK);
  const settings = [`file:${place.at('c.env')}`, `age:${await recipient()}:${place.at('c.json.age')}`, vault.setting];
  const first = sinkAt(settings);
  await first.preflight();
  const reference = await first.store(credentials());
  expect(reference).toMatch(/c\.env .*; .*c\.json\.age .*; program /);
  expect(reference).not.toMatch(VALUES);

  const later = sinkAt(settings);
  await later.preflight();
  const held = await later.holds(ORG, APP);
  expect(held?.consumerSecret.reveal()).toBe(SECRET);
  expect(held?.from).toContain('read back from file');
  expect(later.name).toMatch(/^file .*c\.env, age file .*c\.json\.age \(cannot be read back\), program /);
});

const SPOILED = [
  ['a file that is gone', (at: (name: string) => string) => rm(at('c.json'))],
  ['an age file that is gone', (at: (name: string) => string) => rm(at('c.json.age'))],
  ['an age file that was written anew by somebody', (at: (name: string) => string) => writeFile(at('c.json.age'), 'x')],
  ['a program that lost them', (at: (name: string) => string) => rm(at('kept'))],
] as const;
for (const [what, spoil] of SPOILED) {
  test(`${what} means that not all hold them, so that they are handed over again`, async () => {
    await using place = await folder();
    const vault = await program(place, KEEPS_RECEIPT);
    const settings = [
      `file:${place.at('c.json')}`,
      `file:${place.at('c.env')}`,
      `age:${await recipient()}:${place.at('c.json.age')}`,
      vault.setting,
    ];
    const sink = sinkAt(settings);
    await sink.preflight();
    await sink.store(credentials());
    expect(await sink.holds(ORG, APP)).toBeDefined();
    await spoil(place.at);
    expect(await sink.holds(ORG, APP)).toBeUndefined();
    const later = sinkAt(settings);
    await later.preflight();
    expect(await later.holds(ORG, APP)).toBeUndefined();
  });
}

test('whether they are missing is told where it is seen: a receipt alone, or a program that can say nothing, may have them', async () => {
  await using place = await folder();
  const vault = await program(place, TAKES);
  const [file, age] = [`file:${place.at('c.json')}`, `age:${await recipient()}:${place.at('c.json.age')}`] as const;
  const tells = async (settings: readonly string[]) => {
    const sink = sinkAt([...settings]);
    expect(await sink.holds(ORG, APP)).toBeUndefined();
    return sink.sawNone();
  };
  expect(await tells([age]), 'it may lie on another machine').toBe(false);
  await sinkAt([file, age]).store(credentials());
  expect(await tells([age])).toBe(false);
  expect(await tells([file, vault.setting])).toBe(false);
  await rm(place.at('c.json'));
  expect(await tells([file, age])).toBe(true);
});

test('sinks that hold different secrets hold none that can be relied on', async () => {
  await using place = await folder();
  await sinkAt(`file:${place.at('a.json')}`).store(credentials());
  await sinkAt(`file:${place.at('b.json')}`).store(credentials({ secret: 'F'.repeat(64) }));
  expect(await sinkAt([`file:${place.at('a.json')}`, `file:${place.at('b.json')}`]).holds(ORG, APP)).toBeUndefined();
});

test('a program that can say nothing later is trusted in the run that it acknowledged, and in no other', async () => {
  await using place = await folder();
  const vault = await program(place, TAKES);
  const settings = [`file:${place.at('c.json')}`, vault.setting];
  await sinkAt(`file:${place.at('c.json')}`).store(credentials());
  const sink = sinkAt(settings);
  await sink.preflight();
  expect(await sink.holds(ORG, APP), 'the file has them, and who knows of the program').toBeUndefined();
  await sink.store(credentials());
  expect((await sink.holds(ORG, APP))?.from).toContain('read back from file');
  await writeFile(place.at('c.json'), (await readFile(place.at('c.json'), 'utf8')).replace(SECRET, 'F'.repeat(64)));
  expect(await sink.holds(ORG, APP), 'what the program acknowledged was another secret').toBeUndefined();
});

test('case 39: a sink that fails is tried four times, and one that comes back is told of', async () => {
  await using place = await folder();
  const down = await program(place, 'read_input; exit 1');
  const words = await allOf(sinkAt(down.setting).store(credentials()));
  expect(await down.calls()).toEqual(['store', 'store', 'store', 'store']);
  expect(words).toMatch(
    /The app is there, but its key and secret are not handed over\..*ended with 1.*run again.*once more/s,
  );
  expect(words).not.toMatch(VALUES);

  await rm(place.at('calls'));
  const twice = await program(place, '[ $(wc -l < "$here/calls") -gt 2 ] || exit 1\nread_input; answer');
  expect(await sinkAt(twice.setting).store(credentials())).toContain('at attempt 3');
});

test('case 39: the fallback takes the place of what fails, is told of, and holds them in this run', async () => {
  await using place = await folder();
  const down = await program(place, 'read_input; exit 1');
  const settings = [`file:${place.at('c.json')}`, down.setting];
  const fallback = `file:${place.at('fallback.env')}`;
  const sink = sinkAt(settings, fallback);
  const reference = await sink.store(credentials());
  expect(reference).toMatch(/c\.json .*; .*fallback\.env .*the fallback: .*ended with 1/);
  expect(sink.name).toMatch(/^file .*c\.json, file .*fallback\.env, in place of program /);
  expect((await sink.holds(ORG, APP))?.consumerSecret.reveal()).toBe(SECRET);
  expect(await readFile(place.at('fallback.env'), 'utf8')).toContain(SECRET);
  const next = sinkAt(settings, fallback).holds(ORG, APP);
  await expect(next, 'the next run tries the sink itself again').rejects.toMatchObject({ kind: 'preflight' });
});

test('case 39: where the fallback fails as well, what is handed over and what not is said', async () => {
  await using place = await folder();
  const down = await program(place, 'read_input; exit 1');
  await mkdir(place.at('f'));
  const sink = sinkAt([`file:${place.at('c.json')}`, down.setting], `file:${place.at('f/c.env')}`);
  await sink.preflight().catch(() => undefined);
  await rm(place.at('f'), { recursive: true });
  const words = await allOf(sink.store(credentials()));
  expect(words).toMatch(/ended with 1.*f\/c\.env cannot be written.*Handed over: .*c\.json/s);
  expect(words).not.toMatch(VALUES);
});

test('a fallback that is not needed gets nothing', async () => {
  await using place = await folder();
  const sink = sinkAt(`file:${place.at('c.json')}`, `file:${place.at('fallback.json')}`);
  await sink.preflight();
  await sink.store(credentials());
  expect(existsSync(place.at('fallback.json'))).toBe(false);
});

test('case 40: each sink and the fallback are tried before anything', async () => {
  await using place = await folder();
  await mkdir(place.at('open'));
  await chmod(place.at('open'), 0o777);
  const good = `file:${place.at('c.json')}`;
  const bad = `file:${place.at('open/c.json')}`;
  for (const sink of [sinkAt([good, bad]), sinkAt(good, bad)]) {
    await expect(sink.preflight()).rejects.toMatchObject({
      kind: 'preflight',
      message: expect.stringContaining('Anyone may write'),
    });
  }
});

test("a fallback that holds another app's credentials is refused before it is needed", async () => {
  await using place = await folder();
  await sinkAt(`file:${place.at('fallback.json')}`).store(credentials({ app: 'Billing' }));
  const sink = sinkAt(`file:${place.at('c.json')}`, `file:${place.at('fallback.json')}`);
  await expect(sink.holds(ORG, APP)).rejects.toMatchObject({
    kind: 'preflight',
    message: expect.stringContaining('Billing'),
  });
});

test('a sink that is named twice, also as the fallback, is refused', () => {
  expect(() => sinkAt(['file:c.json', 'file:c.json'])).toThrow(/named twice/);
  expect(() => sinkAt('file:c.json', 'file:c.json')).toThrow(/named twice/);
});
