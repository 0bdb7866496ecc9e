import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { setImmediate as breath } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { FilePlace } from '../../src/machine/file-place.ts';
import { KernelPlace } from '../../src/machine/kernel-place.ts';
import type { Owner } from '../../src/machine/owner.ts';
import type { Place } from '../../src/machine/place.ts';
import { takeTurn, takeTurnAt } from '../../src/machine/turn.ts';
import { Child, folder, program } from './support.ts';

const AN_HOUR_MS = 3_600_000;
const patient = { what: 'a test', patienceMs: AN_HOUR_MS };
const hasty = { what: 'a test', patienceMs: 0 };
const onLinux = process.platform === 'linux';

const places: Readonly<Record<string, { isHere: boolean; make(id: string, path: string): Place; source: string }>> = {
  'an abstract socket': {
    isHere: onLinux,
    make: (id) => KernelPlace.abstractSocket(id),
    source: 'KernelPlace.abstractSocket(id)',
  },
  'a socket file': {
    isHere: process.platform !== 'win32',
    make: (id, path) => new FilePlace(path, id),
    source: 'new FilePlace(path, id)',
  },
};

/** Lines of a program that knows its place. */
const preamble = (source: string) => `
  import { FilePlace } from './file-place.ts';
  import { KernelPlace } from './kernel-place.ts';
  import { takeTurnAt } from './turn.ts';
  const [id, path] = process.argv.slice(2);
  const place = ${source};`;

const holding = `
  await takeTurnAt(place, { what: 'the child', patienceMs: 0 });
  console.log('held');
  setInterval(() => undefined, 1_000);`;

for (const [name, { isHere, make, source }] of Object.entries(places)) {
  test.describe(name, () => {
    test.skip(!isHere, 'this system has none');

    test('one waits for the other, and is told who that is', async () => {
      await using box = await folder();
      const place = make(randomUUID(), box.path);
      const before = Date.now();
      const first = await takeTurnAt(place, { ...patient, what: 'signing in' });
      const owners: (Owner | undefined)[] = [];
      let isFirstOver = false;
      const second = takeTurnAt(place, {
        ...patient,
        waiting: async (owner) => {
          owners.push(owner);
          isFirstOver = true;
          await first[Symbol.asyncDispose]();
        },
      });
      await (await second)[Symbol.asyncDispose]();
      expect(isFirstOver).toBe(true);
      expect(owners).toMatchObject([{ pid: process.pid, what: 'signing in' }]);
      expect(owners[0]?.startedAt.getTime()).toBeGreaterThanOrEqual(before);
      expect(owners[0]?.startedAt.getTime()).toBeLessThanOrEqual(Date.now());
    });

    test('a process that is killed gives its turn back', async () => {
      await using box = await folder();
      const id = randomUUID();
      await using child = new Child(await program(preamble(source) + holding, box.path), [id, box.path]);
      expect(await child.line()).toBe('held');
      const pids: (number | undefined)[] = [];
      const turn = await takeTurnAt(make(id, box.path), {
        ...patient,
        waiting: (owner) => {
          pids.push(owner?.pid);
          child.kill('SIGKILL');
        },
      });
      expect(await child.end()).toBe('SIGKILL');
      expect(pids).toEqual([child.pid]);
      await turn[Symbol.asyncDispose]();
      expect(await readdir(box.path), 'nothing is left').toEqual(['program.mjs']);
    });

    test('a process ends by itself although it has a turn', async () => {
      await using box = await folder();
      const taking = `${preamble(source)} await takeTurnAt(place, { what: 'a child', patienceMs: 0 });`;
      await using child = new Child(await program(taking, box.path), [randomUUID(), box.path]);
      expect(await child.end()).toBe(0);
    });

    test('when the patience is over, the trouble says who has the turn, since when, and what to do', async () => {
      await using box = await folder();
      const place = make(randomUUID(), box.path);
      await using _ = await takeTurnAt(place, { ...hasty, what: 'signing in' });
      const told: string[] = [];
      const second = takeTurnAt(place, {
        what: 'revealing',
        patienceMs: 1,
        waiting: (owner) => told.push(`${owner?.pid}`),
      });
      await expect(second).rejects.toMatchObject({
        kind: 'locked',
        message: expect.stringMatching(
          new RegExp(
            `^Another run has what this one needs \\(revealing\\): process ${process.pid} since [\\d-]{10} [\\d:]{8} UTC \\(signing in\\)\\. Run again`,
          ),
        ),
      });
      expect(told, 'told once').toEqual([`${process.pid}`]);
    });

    test('the wait ends at the signal', async () => {
      await using box = await folder();
      const place = make(randomUUID(), box.path);
      await using _ = await takeTurnAt(place, hasty);
      const stop = new AbortController();
      const waiting = takeTurnAt(place, { ...patient, signal: stop.signal, waiting: () => stop.abort() });
      await expect(waiting).rejects.toMatchObject({ kind: 'interrupted' });
      await expect(takeTurnAt(place, { ...patient, signal: stop.signal })).rejects.toMatchObject({
        kind: 'interrupted',
      });
    });

    test('a turn that nobody has is not taken after the signal', async () => {
      await using box = await folder();
      const place = make(randomUUID(), box.path);
      await expect(takeTurnAt(place, { ...patient, signal: AbortSignal.abort() })).rejects.toMatchObject({
        kind: 'interrupted',
      });
      const stop = new AbortController();
      const taking = takeTurnAt(place, { ...patient, signal: stop.signal });
      stop.abort();
      await expect(taking).rejects.toMatchObject({ kind: 'interrupted' });
      await (await takeTurnAt(place, hasty))[Symbol.asyncDispose]();
    });

    test('giving a turn back twice does not take it from the next one', async () => {
      await using box = await folder();
      const place = make(randomUUID(), box.path);
      const first = await takeTurnAt(place, hasty);
      await Promise.all([first[Symbol.asyncDispose](), first[Symbol.asyncDispose]()]);
      await using _ = await takeTurnAt(place, hasty);
      await first[Symbol.asyncDispose]();
      await expect(takeTurnAt(place, hasty)).rejects.toMatchObject({ kind: 'locked' });
    });

    test('of ten in one process, one at a time has the turn and each gets it', async () => {
      await using box = await folder();
      const place = make(randomUUID(), box.path);
      let inside = 0;
      let most = 0;
      const taker = async (): Promise<void> => {
        await using _ = await takeTurnAt(place, patient);
        inside += 1;
        most = Math.max(most, inside);
        await breath();
        inside -= 1;
      };
      await Promise.all(Array.from({ length: 10 }, taker));
      expect(most).toBe(1);
    });

    test('of four processes, one at a time has the turn, and each gets it ten times', async () => {
      await using box = await folder();
      const id = randomUUID();
      const path = await program(
        `${preamble(source)}
        import { mkdirSync, rmdirSync } from 'node:fs';
        for (let round = 0; round < 10; round += 1) {
          const turn = await takeTurnAt(place, { what: 'a child', patienceMs: ${AN_HOUR_MS} });
          mkdirSync(path + '/inside');
          await new Promise((resolve) => setTimeout(resolve, 1));
          rmdirSync(path + '/inside');
          await turn[Symbol.asyncDispose]();
          console.log('had it');
        }`,
        box.path,
      );
      const children = Array.from({ length: 4 }, () => new Child(path, [id, box.path]));
      const lines = (await Promise.all(children.map((child) => child.rest()))).flat();
      expect(await Promise.all(children.map((child) => child.end()))).toEqual([0, 0, 0, 0]);
      expect(lines).toHaveLength(40);
    });
  });
}

test('by name: the same name is the same turn, another name another, and none can be read from the machine', async () => {
  const name = `passkey of ada-${randomUUID()}@acme.example`;
  await using _ = await takeTurn(name, hasty);
  await expect(takeTurn(name, hasty)).rejects.toMatchObject({ kind: 'locked' });
  await (await takeTurn(`${name}!`, hasty))[Symbol.asyncDispose]();
  if (onLinux) expect(await readFile('/proc/net/unix', 'latin1')).not.toContain('ada-');
});

test('a folder that cannot be used is told', async () => {
  await using box = await folder();
  const place = new FilePlace(box.at('missing'), 'x');
  await expect(takeTurnAt(place, hasty)).rejects.toMatchObject({ kind: 'preflight', message: /ENOENT/ });
});

test.describe('an abstract socket', () => {
  test.skip(!onLinux, 'this system has none');

  /** Where {@link KernelPlace} looks, for a program that is none of ours. */
  const addressOf = (id: string) => `\0${id.padEnd(107, '-')}`;

  const strangers: Readonly<Record<string, (caller: Socket) => void>> = {
    'says nothing': () => undefined,
    'hangs up at once': (caller) => caller.destroy(),
    'says what is no JSON': (caller) => caller.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    'says JSON of another kind': (caller) => caller.write('{"pid":"1","startedAt":"soon","what":[]}\n'),
    'says null': (caller) => caller.write('null\n'),
    'talks on without end': (caller) => {
      const talk = (): void => {
        while (!caller.destroyed && caller.write('x'.repeat(10_000)));
      };
      caller.on('drain', talk);
      talk();
    },
  };

  for (const [name, meet] of Object.entries(strangers)) {
    test(`a foreign program that has the place and ${name} is an unknown owner`, async () => {
      const id = randomUUID();
      const callers = new Set<Socket>();
      const server = createServer((caller) => {
        callers.add(caller.on('error', () => undefined));
        meet(caller);
      }).listen(addressOf(id));
      await once(server, 'listening');
      await expect(takeTurnAt(KernelPlace.abstractSocket(id), { ...patient, patienceMs: 50 })).rejects.toMatchObject({
        kind: 'locked',
        message: expect.stringContaining('a process that does not say which it is'),
      });
      for (const caller of callers) caller.destroy();
      server.close();
    });
  }

  test('who waits for one that says nothing, such as a process that was suspended, is told soon', async () => {
    const id = randomUUID();
    const stop = new AbortController();
    const server = createServer((caller) => caller.on('error', () => undefined)).listen(addressOf(id));
    await once(server, 'listening');
    const told: unknown[] = [];
    const waiting = takeTurnAt(KernelPlace.abstractSocket(id), {
      what: 'signing in',
      patienceMs: 600_000,
      signal: stop.signal,
      waiting: (owner) => {
        told.push(owner);
        stop.abort();
      },
    });
    await expect(waiting).rejects.toMatchObject({ kind: 'interrupted' });
    expect(told).toEqual([undefined]);
    server.close();
  });

  test('the wait for one that says nothing ends at the signal', async () => {
    const id = randomUUID();
    const stop = new AbortController();
    const server = createServer((caller) => {
      caller.on('error', () => undefined);
      stop.abort();
    }).listen(addressOf(id));
    await once(server, 'listening');
    const waiting = takeTurnAt(KernelPlace.abstractSocket(id), { ...patient, signal: stop.signal });
    await expect(waiting).rejects.toMatchObject({ kind: 'interrupted' });
    server.close();
  });

  test('a process that is stopped keeps its turn', async () => {
    await using box = await folder();
    const id = randomUUID();
    const path = await program(preamble('KernelPlace.abstractSocket(id)') + holding, box.path);
    await using child = new Child(path, [id, box.path]);
    expect(await child.line()).toBe('held');
    child.kill('SIGSTOP');
    await expect(takeTurnAt(KernelPlace.abstractSocket(id), hasty)).rejects.toMatchObject({ kind: 'locked' });
  });

  test('what an owner says cannot steer a terminal', async () => {
    const place = KernelPlace.abstractSocket(randomUUID());
    await using _ = await takeTurnAt(place, { ...hasty, what: `one\n::two \u001b]0;three\u0007 ${'x'.repeat(500)}` });
    const said: string[] = [];
    await expect(
      takeTurnAt(place, { ...hasty, waiting: (owner) => said.push(owner?.what ?? '') }),
    ).rejects.toMatchObject({ kind: 'locked' });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^one ::two \]0;three x+$/);
    expect(said[0]?.length).toBeLessThanOrEqual(200);
  });

  test('callers that talk, stay or come in crowds neither keep the turn nor its end', async () => {
    const id = randomUUID();
    const turn = await takeTurnAt(KernelPlace.abstractSocket(id), hasty);
    const crowd = Array.from({ length: 100 }, () => connect(addressOf(id)).on('error', () => undefined));
    for (const one of crowd.slice(0, 20)) one.write('GET / HTTP/1.1\r\n\r\n');
    const gone = crowd.map((one) => new Promise((resolve) => one.on('close', resolve)));
    for (const one of crowd) one.resume();
    await turn[Symbol.asyncDispose]();
    await Promise.all(gone);
    await (await takeTurnAt(KernelPlace.abstractSocket(id), hasty))[Symbol.asyncDispose]();
  });

  test('an owner whom a crowd calls is still heard when the crowd has gone', async () => {
    const id = randomUUID();
    await using _ = await takeTurnAt(KernelPlace.abstractSocket(id), hasty);
    const crowd = Array.from({ length: 100 }, () => connect(addressOf(id)).on('error', () => undefined));
    await Promise.all(crowd.map((one) => once(one, 'connect')));
    const stop = new AbortController();
    const heard = new Promise<number | undefined>((resolve) => {
      takeTurnAt(KernelPlace.abstractSocket(id), {
        ...patient,
        signal: stop.signal,
        waiting: (owner) => resolve(owner?.pid),
      }).catch(() => undefined);
    });
    for (const one of crowd) one.destroy();
    expect(await heard).toBe(process.pid);
    stop.abort();
  });
});
