import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, link, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { relative } from 'node:path';
import { expect, test } from '@playwright/test';
import { readPrivate, updatePrivate, writePrivate } from '../../src/machine/private-file.ts';
import { Secret } from '../../src/runbook/secret.ts';
import { Child, folder, program } from './support.ts';

const data = { format: 'test', keys: ['K3Y-of-ada', 'zwölf 12'], count: 3 };
const passphrase = new Secret('SETUPWRIGHT_PASSPHRASE', 'correct horse battery staple');
const another = new Secret('SETUPWRIGHT_PASSPHRASE', 'Tr0ub4dor&3');
/** age asks for a passphrase on a terminal only; this is one. */
const TERMINAL = 'script';
const hasRights = process.platform !== 'win32';
const has = (command: string, ...args: string[]): boolean => {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Everything that an error shows to somebody who prints it with all that it holds. */
async function refusal(refused: Promise<unknown>): Promise<{ kind: string; message: string; all: string }> {
  const error: unknown = await refused.then(
    () => {
      throw new Error('It was not refused');
    },
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw error;
  const cause = error.cause instanceof Error ? `${error.cause.message} ${error.cause.stack}` : String(error.cause);
  return { kind: (error as { kind?: string }).kind ?? '', message: error.message, all: `${error.stack} ${cause}` };
}

for (const [name, key] of Object.entries({ 'in clear': undefined, 'with a passphrase': passphrase })) {
  test.describe(name, () => {
    test('what is written is read again', async () => {
      await using box = await folder();
      await writePrivate(box.at('a.json'), data, key);
      expect(await readPrivate(box.at('a.json'), key)).toEqual(data);
      await writePrivate(box.at('a.json'), { ...data, count: 4 }, key);
      expect(await readPrivate(box.at('a.json'), key)).toEqual({ ...data, count: 4 });
      expect(await readdir(box.path), 'nothing else is left').toEqual(['a.json']);
    });

    test('the file and its new folders are for their owner alone', async () => {
      test.skip(!hasRights, 'this system has no such rights');
      await using box = await folder();
      await writePrivate(box.at('deep/er/a.json'), data, key);
      expect((await stat(box.at('deep/er/a.json'))).mode & 0o777).toBe(0o600);
      for (const made of ['deep', 'deep/er']) expect((await stat(box.at(made))).mode & 0o777).toBe(0o700);
    });

    test('a damaged file is told without its content', async () => {
      await using box = await folder();
      const path = box.at('a.json');
      await writePrivate(path, data, key);
      const whole = await readFile(path, 'utf8');
      for (const cut of [0, 1, 40, Math.floor(whole.length / 2), whole.trimEnd().length - 1]) {
        await writeFile(path, whole.slice(0, cut));
        const { kind, message, all } = await refusal(readPrivate(path, key));
        expect(kind, `${cut} characters are left`).toBe('usage');
        expect(message).toContain(path);
        expect(all).not.toMatch(/K3Y|"format|horse/);
      }
    });

    test('a change that fails leaves the file as it was', async () => {
      await using box = await folder();
      const path = box.at('a.json');
      await writePrivate(path, data, key);
      const before = await readFile(path, 'utf8');
      const failing = updatePrivate(path, () => Promise.reject(new Error('of the caller')), key);
      await expect(failing).rejects.toThrow('of the caller');
      expect(await readFile(path, 'utf8')).toBe(before);
      expect(await readdir(box.path)).toEqual(['a.json']);
    });
  });
}

test('a file that is not there is nothing, and looking for it makes none', async () => {
  await using box = await folder();
  expect(await readPrivate(box.at('no/a.json'))).toBeUndefined();
  expect(await readPrivate(box.at('a.json'), passphrase)).toBeUndefined();
  expect(await readdir(box.path)).toEqual([]);
});

test('a change of a file that is not there begins with nothing', async () => {
  await using box = await folder();
  await updatePrivate(box.at('new/a.json'), (before) => ({ before: String(before) }));
  expect(await readPrivate(box.at('new/a.json'))).toEqual({ before: 'undefined' });
});

test('a write takes away what a killed process left behind, and nothing else', async () => {
  await using box = await folder();
  const path = box.at('a.json');
  await writePrivate(path, data);
  const draft = `${path}.0a1b2c3d-0a1b-4c3d-8e5f-0a1b2c3d4e5f.new`;
  await writeFile(draft, '{"half":');
  await utimes(draft, new Date(0), new Date(0));
  const others = ['a.json.backup', 'a.json.new', 'b.json'];
  for (const other of others) await writeFile(box.at(other), '{}');
  await writePrivate(path, data);
  expect((await readdir(box.path)).sort()).toEqual(['a.json', ...others]);
});

test.describe('a passphrase', () => {
  test('is asked for where it is missing', async () => {
    await using box = await folder();
    await writePrivate(box.at('a.json'), data, passphrase);
    const { kind, message } = await refusal(readPrivate(box.at('a.json')));
    expect(kind).toBe('usage');
    expect(message).toMatch(/a\.json is encrypted\. Set SETUPWRIGHT_PASSPHRASE/);
  });

  test('that is another one opens nothing, changes nothing and is not shown', async () => {
    await using box = await folder();
    const path = box.at('a.json');
    await writePrivate(path, data, passphrase);
    const before = await readFile(path, 'utf8');
    for (const use of [() => readPrivate(path, another), () => updatePrivate(path, () => ({}), another)]) {
      const { kind, message, all } = await refusal(use());
      expect(kind).toBe('usage');
      expect(message).toContain('of another passphrase, or damaged');
      expect(all).not.toContain(another.reveal());
    }
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  test('reads a file that is still in clear, and the next write encrypts it', async () => {
    await using box = await folder();
    await writePrivate(box.at('a.json'), data);
    expect(await readPrivate(box.at('a.json'), passphrase)).toEqual(data);
    await updatePrivate(box.at('a.json'), (before) => before, passphrase);
    expect(await readFile(box.at('a.json'), 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n[\w+/=\n]+-----END/);
    expect(await readPrivate(box.at('a.json'), passphrase)).toEqual(data);
  });

  test('that age is given opens the file', async () => {
    test.skip(!has('age', '--version') || !has(TERMINAL, '--version'), 'age or script is not installed');
    await using box = await folder();
    await writePrivate(box.at('a.json'), data, passphrase);
    const age = spawn(TERMINAL, ['-qec', `age --decrypt -o ${box.at('opened')} ${box.at('a.json')}`, '/dev/null']);
    age.stdout.once('data', () => age.stdin.write(`${passphrase.reveal()}\n`));
    expect(await once(age, 'exit')).toEqual([0, null]);
    expect(JSON.parse(await readFile(box.at('opened'), 'utf8'))).toEqual(data);
  });
});

test.describe('is refused, for reading and for writing:', () => {
  test.skip(!hasRights, 'this system has no such rights');

  const spoiled: Readonly<Record<string, { spoil(path: string): Promise<void>; says: RegExp }>> = {
    'a file that its group can read': { spoil: (path) => chmod(path, 0o640), says: /chmod 600 .*a\.json$/ },
    'a file that everybody can read': { spoil: (path) => chmod(path, 0o604), says: /can be read by others/ },
    'a file that others can write': { spoil: (path) => chmod(path, 0o602), says: /chmod 600/ },
    'a file of another user': { spoil: (path) => chown(path, 65_534, 65_534), says: /belongs to another user/ },
    'a file that is too large': { spoil: (path) => writeFile(path, `"${'x'.repeat(1_000_000)}"`), says: /larger than/ },
  };
  for (const [name, { spoil, says }] of Object.entries(spoiled)) {
    test(name, async () => {
      test.skip(name.includes('another user') && process.getuid?.() !== 0, 'only root can give a file away');
      await using box = await folder();
      const path = box.at('a.json');
      await writePrivate(path, data);
      await spoil(path);
      for (const use of [
        () => readPrivate(path),
        () => writePrivate(path, data),
        () => updatePrivate(path, () => data),
      ]) {
        const { kind, message } = await refusal(use());
        expect(kind).toBe('usage');
        expect(message).toMatch(says);
      }
    });
  }

  test('a link, and what it leads to stays', async () => {
    await using box = await folder();
    await writePrivate(box.at('real.json'), data);
    await symlink(box.at('real.json'), box.at('a.json'));
    await symlink(box.at('nowhere'), box.at('b.json'));
    for (const name of ['a.json', 'b.json']) {
      for (const use of [() => readPrivate(box.at(name)), () => writePrivate(box.at(name), {})]) {
        expect((await refusal(use())).message).toContain('is a link');
      }
    }
    expect(await readPrivate(box.at('real.json'))).toEqual(data);
    expect((await readdir(box.path)).sort()).toEqual(['a.json', 'b.json', 'real.json']);
  });

  test('a folder, and a socket', async () => {
    await using box = await folder();
    await mkdir(box.at('a.json'));
    const server = createServer().listen(box.at('b.json'));
    await once(server, 'listening');
    await chmod(box.at('b.json'), 0o600);
    for (const name of ['a.json', 'b.json']) {
      expect((await refusal(readPrivate(box.at(name)))).message).toContain('is not a file');
      expect((await refusal(writePrivate(box.at(name), {}))).message).toContain('is not a file');
    }
    server.close();
  });

  test('a folder that anyone may write into', async () => {
    await using box = await folder();
    await mkdir(box.at('open'));
    await chmod(box.at('open'), 0o777);
    expect((await refusal(writePrivate(box.at('open/a.json'), data))).message).toContain('Anyone may write');
    expect(await readdir(box.at('open'))).toEqual([]);
  });

  test('a folder that cannot be made', async () => {
    await using box = await folder();
    await writeFile(box.at('file'), '');
    expect((await refusal(writePrivate(box.at('file/a.json'), data))).kind).toBe('preflight');
  });

  test('more than may be kept, and the old content stays', async () => {
    await using box = await folder();
    await writePrivate(box.at('a.json'), data);
    expect((await refusal(writePrivate(box.at('a.json'), 'x'.repeat(1_000_000)))).message).toContain('larger than');
    expect(await readPrivate(box.at('a.json'))).toEqual(data);
  });
});

test('another name of the same file keeps the old content: the new one is a file of its own', async () => {
  await using box = await folder();
  await writePrivate(box.at('a.json'), data);
  await link(box.at('a.json'), box.at('kept.json'));
  await writePrivate(box.at('a.json'), {});
  expect(await readPrivate(box.at('kept.json'))).toEqual(data);
});

const counting = `
  import { updatePrivate } from './private-file.ts';
  const [path, rounds] = process.argv.slice(2);
  console.log('begins');
  for (let round = 0; round < Number(rounds); round += 1) {
    await updatePrivate(path, (count) => (count ?? 0) + 1);
  }`;

test('processes that change one file lose nothing of each other, whichever way they name it', async () => {
  await using box = await folder();
  await mkdir(box.at('kept'));
  await symlink(box.at('kept'), box.at('too'));
  const path = await program(counting, box.path);
  const ways = [
    box.at('kept/count.json'),
    box.at('too/count.json'),
    relative(process.cwd(), box.at('kept/count.json')),
  ];
  const children = ways.map((way) => new Child(path, [way, '15']));
  expect(await Promise.all(children.map((child) => child.end()))).toEqual([0, 0, 0]);
  expect(await readPrivate(box.at('kept/count.json'))).toBe(45);
});

test('a process that is killed while it writes leaves a whole file and a free turn', async () => {
  await using box = await folder();
  const path = await program(counting, box.path);
  let before = 0;
  for (let round = 0; round < 5; round += 1) {
    await using child = new Child(path, [box.at('count.json'), '1000000']);
    await child.line();
    while (((await readPrivate(box.at('count.json'))) ?? 0) === before);
    child.kill('SIGKILL');
    await child.end();
    await updatePrivate(box.at('count.json'), (count) => Number(count) + 1);
    const now = Number(await readPrivate(box.at('count.json')));
    expect(now).toBeGreaterThan(before);
    before = now;
  }
});
