import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { OwnedFile } from './owned-file.ts';
import { identify, ProcessIdentity } from './process-identity.ts';

const FILE = 'setupwright.json';
/** A folder for what a browser needs, by the process that made it. */
const NAME = /^sw-(\d+)-\w{6}$/;

/** What others need to know of a run, should it die. */
export const RunNote = z.object({
  id: z.string(),
  /** When it began, ISO 8601. */
  since: z.iso.datetime(),
  /** Where its evidence is. */
  folder: z.string(),
});
export type RunNote = z.infer<typeof RunNote>;

/** What stands in a scratch folder on whose it is. */
export const ScratchNote = z.object({
  owner: ProcessIdentity,
  /** The browser's first process. */
  browser: ProcessIdentity.optional(),
  run: RunNote.optional(),
});
export type ScratchNote = z.infer<typeof ScratchNote>;

/** A scratch folder that is there. `note` is missing where there is none that its owner alone can have written. */
export interface NotedFolder {
  readonly path: string;
  readonly pid: number;
  readonly note: ScratchNote | undefined;
}

/** All scratch folders, of living processes and of dead ones. */
export async function notedFolders(above = tmpdir()): Promise<NotedFolder[]> {
  const found: NotedFolder[] = [];
  for (const name of await readdir(above).catch(() => [])) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (Number.isNaN(pid)) continue;
    const path = join(above, name);
    found.push({ path, pid, note: await readNote(path) });
  }
  return found;
}

/** The run of a process, as it has noted it itself. */
export async function runOf(pid: number): Promise<RunNote | undefined> {
  const now = await identify(pid);
  const own = (await notedFolders()).filter(
    (folder) => folder.pid === pid && folder.note?.owner.started === now?.started,
  );
  return own.map(({ note }) => note?.run).find(Boolean);
}

/** Keeps a note in a scratch folder; one that is there is replaced as a whole. @throws Trouble where it cannot be kept */
export async function writeNote(folder: string, note: ScratchNote): Promise<void> {
  await (await OwnedFile.at(join(folder, FILE))).write(JSON.stringify(note));
}

async function readNote(folder: string): Promise<ScratchNote | undefined> {
  try {
    return ScratchNote.safeParse(JSON.parse((await (await OwnedFile.at(join(folder, FILE))).read()) ?? '')).data;
  } catch {
    return undefined;
  }
}

/** The processes that were told to keep their data in a folder. Only Linux shows it as files; elsewhere there are none. */
export async function processesIn(folder: string): Promise<ProcessIdentity[]> {
  const found: ProcessIdentity[] = [];
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (!line.split('\0').some((argument) => argument.startsWith(`--user-data-dir=${folder}/`))) continue;
    const one = await identify(Number(name));
    if (one) found.push(one);
  }
  return found;
}
