import { createHash } from 'node:crypto';
import { PNG } from 'pngjs';
import type { SteadyRun } from './steady-run.ts';

/** Pixels by which Chromium draws one page in two ways: the edges of round corners, by the order of its own work. */
const EDGES = 64;

/**
 * What differs between two runs that differ in their secrets: files, and what the terminal was told. What a file says
 * of a picture by its hash or its bytes is compared by the picture alone. Pictures of sealed pages must be the same to
 * the byte; in others the edges of round corners may be drawn in another way, which no letter fits into.
 */
export function differing(one: SteadyRun, other: SteadyRun): string[] {
  const names = [...new Set([...one.files.keys(), ...other.files.keys()])].sort();
  const [first, second] = [textOf(one), textOf(other)];
  const files = names.filter((name) => {
    const [a, b] = [one.files.get(name), other.files.get(name)];
    if (!a || !b) return true;
    if (a.equals(b)) return false;
    if (!name.endsWith('.png')) return first(name) !== second(name);
    const apart = pixelsApart(a, b);
    // Bytes that differ where no pixel does hold something that is not seen.
    return isSealed(one, name) || apart === 0 || apart > EDGES;
  });
  return [...files, ...(one.out === other.out ? [] : ['stdout']), ...(one.err === other.err ? [] : ['stderr'])];
}

/** A file's text, in which each file of the run is named in place of its hash, and each picture in place of its bytes. */
function textOf({ files }: SteadyRun): (name: string) => string {
  const named = [...files].flatMap(([name, bytes]) => [
    [createHash('sha256').update(bytes).digest('hex'), `hash of ${name}`] as const,
    ...(name.endsWith('.png') ? [[bytes.toString('base64'), `bytes of ${name}`] as const] : []),
  ]);
  return (name) => named.reduce((text, [from, to]) => text.replaceAll(from, to), String(files.get(name)));
}

function isSealed({ files }: SteadyRun, picture: string): boolean {
  const { steps, sections } = JSON.parse(String(files.get('run.json') ?? '{"steps":[],"sections":[]}'));
  const captures = [...steps, ...sections].flatMap((each) => each.captures);
  return captures.some(({ file, sealed }) => sealed === true && picture === `screenshots/${file}`);
}

function pixelsApart(a: Buffer, b: Buffer): number {
  const [one, other] = [PNG.sync.read(a), PNG.sync.read(b)];
  if (one.width !== other.width || one.height !== other.height) return Number.POSITIVE_INFINITY;
  let apart = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    if (one.data.readUInt32BE(at) !== other.data.readUInt32BE(at)) apart += 1;
  }
  return apart;
}
