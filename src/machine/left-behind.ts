import { existsSync } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { endProcess, isThere, type ProcessIdentity, standing } from './process-identity.ts';
import { type NotedFolder, notedFolders, processesIn, type RunNote } from './scratch-note.ts';

/** What removing waits for: a browser that was ended writes for a moment yet. */
export const REMOVING = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 } as const;

/** What a process that died has left behind. */
interface LeftBehind {
  readonly pid: number;
  readonly run: RunNote | undefined;
  /** The browsers that it had, and that were ended just now. */
  readonly ended: readonly ProcessIdentity[];
}

/**
 * Ends the browsers of processes that were killed, and removes what those kept for a while. A browser is known by its
 * number and the time of its start, or by the folder that it was given, which no other ever had; never by its name.
 * @param above where the folders are
 * @returns what the next run should tell of, in sentences
 */
export async function clearLeftBehind(above: string): Promise<string[]> {
  const remarks: string[] = [];
  for (const folder of await notedFolders(above)) {
    if (!(await isDead(folder)) || !(await isOurs(folder.path))) continue;
    const ended = await endBrowsers(folder);
    await rm(folder.path, REMOVING).catch(() => undefined);
    remarks.push(...inWords({ pid: folder.pid, run: folder.note?.run, ended }));
  }
  return remarks;
}

async function isDead({ pid, note }: NotedFolder): Promise<boolean> {
  return note ? (await standing(note.owner)) === 'gone' : !isThere(pid);
}

/** Anyone can make a folder of such a name where all keep their temporary files. */
async function isOurs(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true && (!process.getuid || found.uid === process.getuid());
}

async function endBrowsers({ path, note }: NotedFolder): Promise<ProcessIdentity[]> {
  const ended: ProcessIdentity[] = [];
  // The second is for a browser whose run died before it could note it.
  for (const find of [async () => (note?.browser ? [note.browser] : []), () => processesIn(path)]) {
    for (const browser of await find()) if (await endProcess(browser)) ended.push(browser);
  }
  return ended;
}

function inWords({ pid, run, ended }: LeftBehind): string[] {
  const browser = ended.length > 0 ? ' Its browser was still there and was ended.' : '';
  if (run) {
    const since = run.since.slice(0, 19).replace('T', ' ');
    const where = relative('.', run.folder) || '.';
    const evidence = `${existsSync(run.folder) ? 'its evidence is' : 'there is no evidence of it'} in ${where}`;
    return [`Run ${run.id} (process ${pid}, since ${since} UTC) died before its end; ${evidence}.${browser}`];
  }
  return browser ? [`A process of setupwright (${pid}) had died.${browser}`] : [];
}
