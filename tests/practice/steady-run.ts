import { chmod, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { findBrowser } from '../../src/browser/find.ts';
import { type Ended, practice } from '../support/practice.ts';

const FROZEN = join(import.meta.dirname, '..', 'support', 'frozen.mjs');
const MUTATE = join(import.meta.dirname, '..', 'support', 'mutate.mjs');
const AT = new Date('2026-11-23T09:00:00Z');

/** A change to one line of the built program, by the file's path below `dist/src`. */
export interface Mutant {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A run that differs from others in its secrets alone: how it ended, and each file of its folder by its path. */
export interface SteadyRun extends Ended {
  /** The name of its folder. */
  readonly folder: string;
  readonly files: ReadonlyMap<string, Buffer>;
  /** Secrets of the org, as it knows them. */
  readonly secrets: readonly string[];
  /** Where the org listened, for a second one of the same address. */
  readonly port: number;
  /** A plan of the same, made afterwards: what it said, with `--json`. Its file stands among the others. */
  readonly plan: Ended;
}

/** What a run and its plan are made with besides. */
interface More {
  readonly port?: number;
  readonly mutants?: readonly Mutant[];
  /** Set where the report is printed too. */
  readonly pdf?: boolean;
}

/**
 * A whole run at a time that stands still, against an org that is the same each time but for its secrets, which come
 * from a seed of their own and have other lengths.
 */
export async function steadyRun(
  secrets: string,
  { port = 0, mutants = [], pdf = false }: More = {},
): Promise<SteadyRun> {
  const place = await practice({ seed: 'the same', secrets, at: AT, port });
  try {
    const browser = await steadyBrowser();
    const how = (those: readonly Mutant[]) => ({
      preload: [FROZEN, ...(those.length > 0 ? [MUTATE] : [])],
      // Annotations and groups are for GitHub alone.
      settings: { SETUPWRIGHT_BROWSER: browser, MUTANTS: JSON.stringify(those), GITHUB_ACTIONS: 'true' },
    });
    const ended = await place.run(['--out', 'run', ...(pdf ? ['--pdf'] : [])], how(mutants));
    const inputs = ['--set', 'contactEmail=ops@acme.example', '--set', 'appName=Document AI'];
    const plan = await place.setupwright(
      ['plan', 'external-client-app', ...inputs, '--json', '--out', 'plan.json'],
      // Where the scan finds a leak of another kind, there is no file.
      how(mutants.filter(({ file }) => file.startsWith('cli/plan-'))),
    );
    const folder = (await readdir(place.folder)).find((name) => /^run(\.leaked)?$/.test(name)) ?? '';
    const { org } = place;
    const consumer = org.state().apps.at(-1)?.consumer;
    return {
      ...ended,
      folder,
      files: new Map([
        ...(await filesIn(join(place.folder, folder))),
        ['plan.json', await readFile(join(place.folder, 'plan.json'))],
      ]),
      plan,
      secrets: [org.admin.password, consumer?.key ?? '', consumer?.secret ?? ''],
      port: Number(new URL(org.url).port),
    };
  } finally {
    await place.close();
  }
}

async function filesIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile()) files.set(relative(folder, path), await readFile(path));
  }
  return files;
}

/** A Chromium that draws a page the same way each time: it keeps nothing of an earlier drawing of its parts. */
async function steadyBrowser(): Promise<string> {
  const { path } = findBrowser({ headed: false, asked: process.env['SETUPWRIGHT_BROWSER'] }) ?? {};
  if (path === undefined) throw new Error("Name a browser in SETUPWRIGHT_BROWSER: Playwright's own has no path here");
  const wrapper = join(await mkdtemp(join(tmpdir(), 'setupwright-test-')), 'browser');
  await writeFile(wrapper, `#!/bin/sh\nexec '${path}' --disable-partial-raster --disable-lcd-text "$@"\n`);
  await chmod(wrapper, 0o700);
  return wrapper;
}
