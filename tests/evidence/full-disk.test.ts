import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Locator, type Page, test } from '@playwright/test';
import type { Camera } from '../../src/engine/camera.ts';
import type { RunEvent } from '../../src/engine/events.ts';
import { run } from '../../src/engine/run.ts';
import { journal } from '../../src/evidence/journal.ts';
import { readJournal } from '../../src/evidence/read-journal.ts';
import { RunFolder } from '../../src/evidence/run-folder.ts';
import type { Move } from '../../src/runbook/move.ts';
import { section, step } from '../../src/runbook/runbook.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { facts, NotedCamera, switchOff } from '../engine/stage.ts';
import { folder, program } from '../machine/support.ts';
import { NO_SMALL_DISK, type SmallDisk, smallDisk } from '../support/small-disk.ts';

const LARGE = 'x'.repeat(100_000);
const event = (title: string): RunEvent => ({ kind: 'section started', at: '2026-11-23T09:00:00.000Z', title });
const filesIn = async (path: string) => (await readdir(path, { recursive: true })).sort();

test.describe('case 33: on a disk that is full', () => {
  const writes: Readonly<Record<string, (of: RunFolder) => Promise<unknown>>> = {
    'run.json': (of) => of.json('run.json', { said: LARGE }),
    'report.html': (of) => of.page('report.html', {}, () => LARGE),
    'report.pdf': (of) => of.bytes('report.pdf', Buffer.from(LARGE)),
    'screenshots/a.png': (of) => of.picture('a.png', Buffer.from(LARGE)),
    'journal.jsonl': (of) => of.line('journal.jsonl', { said: LARGE }),
    SHA256SUMS: (of) => of.seal('SHA256SUMS', LARGE),
  };
  for (const [file, write] of Object.entries(writes)) {
    test(`no file is torn, and the one before stays: ${file}`, async () => {
      await using here = await folder();
      await using disk = await smallDisk(here.at('disk'), 'size=160k');
      test.skip(!disk, NO_SMALL_DISK);
      const path = here.at('disk/run');
      const made = await RunFolder.create(path, new SecretBook());
      await expect(write(made), 'it fits once').resolves.not.toThrow();
      const [names, before] = [await filesIn(path), await readFile(join(path, file), 'utf8')];
      await expect(write(made)).rejects.toThrow(/ENOSPC/);
      expect(await filesIn(path)).toEqual(names);
      expect(await readFile(join(path, file), 'utf8')).toBe(before);
    });
  }

  test('no step acts any more: it is pictured before', async () => {
    await using here = await folder();
    await using disk = await smallDisk(here.at('disk'), 'size=64k');
    test.skip(!disk, NO_SMALL_DISK);
    const made = await RunFolder.create(here.at('disk/run'), new SecretBook());
    const page = {} as Page;
    const onPage = { actsOn: () => ({ page: () => page }) as Locator };
    const second = switchOff(onPage);
    const first = filling(disk, onPage);
    const { outcome, failure } = await run(
      [section('A section', { steps: [step(1, 'Fill it', first), step(2, 'Switch it on', second)] })],
      {
        facts,
        camera: keptIn(made),
        readers: [journal(made)],
        signal: new AbortController().signal,
        notices: () => [],
        challenges: () => [],
      },
    );
    expect({ outcome, failure }).toMatchObject({ outcome: 'failed', failure: { kind: 'evidence' } });
    expect(second.presses).toBe(0);
    expect((await readJournal(here.at('disk/run/journal.jsonl'))).torn).toBeUndefined();
  });
});

/** A move that takes what is left of a disk. */
function filling(disk: SmallDisk | undefined, more: Partial<Move>): Move {
  const move = switchOff(more);
  const press = move.act;
  return Object.assign(move, {
    act: async () => {
      await disk?.fill();
      return await press?.();
    },
  });
}

/** A camera whose pictures are all the same, and are kept. */
function keptIn(made: RunFolder): Camera {
  const camera = new NotedCamera();
  return {
    take: async (shot) => {
      const taken = await camera.take(shot);
      await made.picture(taken.file, Buffer.from('pixels'));
      return taken;
    },
  };
}

test('where a line cannot be kept, no picture is either, though there is room for it', async () => {
  await using here = await folder();
  await using disk = await smallDisk(here.at('disk'), 'size=64k');
  test.skip(!disk, NO_SMALL_DISK);
  const made = await RunFolder.create(here.at('disk/run'), new SecretBook());
  await made.picture('a.png', Buffer.from('pixels'));
  await expect(made.line('journal.jsonl', LARGE)).rejects.toThrow(/ENOSPC/);
  await expect(made.picture('b.png', Buffer.from('pixels'))).rejects.toMatchObject({ kind: 'evidence' });
  await made.json('run.json', { told: 'at the end' });
});

test('case 33: a line of which the system took a part only is taken back', async () => {
  test.skip(process.platform === 'win32', 'the limit of a file is set by a shell');
  await using here = await folder();
  const path = await program(
    `import { journal } from '../evidence/journal.ts';
    import { RunFolder } from '../evidence/run-folder.ts';
    import { SecretBook } from '../runbook/secret.ts';
    const reader = journal(await RunFolder.create(process.argv[2], new SecretBook()));
    const at = '2026-11-23T09:00:00.000Z';
    for (let n = 1; n <= 6; n += 1) {
      try {
        await reader.hear({ kind: 'section started', at, title: 'x'.repeat(900) });
      } catch (error) {
        process.stdout.write(n + ':' + (error.code ?? error.kind) + ' ');
      }
    }`,
    here.path,
  );
  // In units of 1024 bytes.
  const limited = `ulimit -f 4; exec "$0" "$@"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', limited, process.execPath, path, here.at('run')]);
  expect(stdout).toBe('4:EFBIG 5:evidence 6:evidence ');
  const { lines, torn } = await readJournal(here.at('run/journal.jsonl'));
  expect({ lines: lines.length, torn }).toEqual({ lines: 3, torn: undefined });
});

test('case 33: the journal ends at the first line that the disk did not take, also where it has room again', async () => {
  await using here = await folder();
  await using disk = await smallDisk(here.at('disk'), 'size=64k');
  test.skip(!disk, NO_SMALL_DISK);
  const reader = journal(await RunFolder.create(here.at('disk/run'), new SecretBook()));
  await reader.hear(event('one'));
  await expect(reader.hear(event(LARGE))).rejects.toThrow(/ENOSPC/);
  await expect(reader.hear(event('three'))).rejects.toMatchObject({ kind: 'evidence' });
  expect((await readJournal(here.at('disk/run/journal.jsonl'))).lines.map(({ n }) => n)).toEqual([1]);
});
