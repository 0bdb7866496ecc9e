import { readdir, readFile } from 'node:fs/promises';

/** A process that descends from another; `depth` is 1 for its children. */
export interface Descendant {
  readonly pid: number;
  readonly parent: number;
  readonly depth: number;
}

/** The processes that descend from one. Linux only, which shows them as files. */
export async function descendants(of: number): Promise<readonly Descendant[]> {
  const parents = new Map<number, number>();
  for (const name of (await readdir('/proc')).filter((each) => /^\d+$/.test(each))) {
    const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    parents.set(Number(name), Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const found: Descendant[] = [{ pid: of, parent: parents.get(of) ?? 0, depth: 0 }];
  for (const one of found) {
    for (const [pid, parent] of parents) if (parent === one.pid) found.push({ pid, parent, depth: one.depth + 1 });
  }
  return found.slice(1);
}

/**
 * What a process shows to everybody of its user: its command line and its environment; empty where it is gone, or began
 * another program meanwhile.
 */
export async function shownBy(pid: number): Promise<string> {
  const read = (what: string) => readFile(`/proc/${pid}/${what}`, 'utf8').catch(() => '');
  const [line, environment] = [await read('cmdline'), await read('environ')];
  return line === (await read('cmdline')) ? [line, environment].join('\n').replaceAll('\0', '\n') : '';
}

/** How often the processes are looked at, in milliseconds. */
const EVERY = 50;
/** How long a process may show its parent's before it begins its own program, in milliseconds, on a busy machine. */
const BEGINS_WITHIN = 2_000;

/** Looks at what the grandchildren of this process show, again and again. `end` tells of each that was seen what it showed last. */
export function watchGrandchildren(): { end(): Promise<readonly string[]> } {
  const shown = new Map<number, string>();
  const since = new Map<number, number>();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const now = new Map<number, string>();
      for (const { pid, parent, depth } of await descendants(process.pid)) {
        const text = await shownBy(pid);
        now.set(pid, text);
        since.set(pid, since.get(pid) ?? performance.now());
        const isNew = performance.now() - (since.get(pid) ?? 0) < BEGINS_WITHIN;
        if (depth < 2 || (isNew && text === now.get(parent))) continue;
        // Chromium writes its command line over its environment: what was shown before counts as well.
        if (text !== '' && !shown.get(pid)?.includes(text)) shown.set(pid, `${shown.get(pid) ?? ''}${text}\n`);
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  })();
  return {
    end: async () => {
      isOver = true;
      await watching;
      return [...shown.values()];
    },
  };
}
