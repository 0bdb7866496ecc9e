import { createHash } from 'node:crypto';
import { launchBrowser } from '../support/browser.ts';
import { isPrintOf } from './printed-anew.ts';
import type { SteadyRun } from './steady-run.ts';

/**
 * Pixels by which Chromium draws one page in two ways: the edges of round corners, by the order of its own work. In all,
 * and in a square of this side: a corner has no more there, and one digit of small print has some twenty.
 */
const EDGES = { inAll: 64, inASquare: 12, side: 13 } as const;
const PRINTED = 'report.pdf';
const PICTURE = /\.(png|webp)$/;

/**
 * What differs between two runs that differ in their secrets: files, and what the terminal was told. What a file says
 * of a picture by its hash or its bytes is compared by the picture alone. Pictures of sealed pages must be the same to
 * the byte; in others the edges of round corners may be drawn in another way, which no letter fits into.
 */
export async function differing(one: SteadyRun, other: SteadyRun): Promise<string[]> {
  const names = [...new Set([...one.files.keys(), ...other.files.keys()])].sort();
  const [first, second] = [textOf(one), textOf(other)];
  const files: string[] = [];
  for (const name of names) {
    const [a, b] = [one.files.get(name), other.files.get(name)];
    if (a && b && a.equals(b)) continue;
    if (name === PRINTED && (await isPrinted(one)) && (await isPrinted(other))) continue;
    if (a && b && !PICTURE.test(name) && first(name) === second(name)) continue;
    if (a && b && PICTURE.test(name) && !isSealed(one, name)) {
      const apart = await pixelsApart(a, b);
      // Bytes that differ where no pixel does hold something that is not seen.
      if (apart.length > 0 && areEdges(apart)) continue;
    }
    files.push(name);
  }
  const said = (ended: SteadyRun): Readonly<Record<string, string>> => ({
    stdout: ended.out,
    stderr: ended.err,
    annotations: commandsIn(ended.out),
    'stdout of the plan': ended.plan.out,
    'stderr of the plan': ended.plan.err,
  });
  const theirs = said(other);
  return [...files, ...Object.entries(said(one)).flatMap(([name, text]) => (theirs[name] === text ? [] : name))];
}

/** A printed report is compared with its own page, which is compared with the other's. */
async function isPrinted({ files }: SteadyRun): Promise<boolean> {
  const [pdf, page, record] = [PRINTED, 'report.html', 'run.json'].map((name) => files.get(name));
  return pdf && page && record ? isPrintOf(pdf, page, JSON.parse(String(record)).run.id) : false;
}

/** What is said to the CI system alone. */
function commandsIn(out: string): string {
  return out
    .split('\n')
    .filter((line) => line.startsWith('::'))
    .join('\n');
}

/** Whether pixels that differ are too few for a letter, wherever they stand. */
export function areEdges(pixels: readonly Pixel[]): boolean {
  const { inAll, inASquare, side } = EDGES;
  const near = ({ x, y }: Pixel) =>
    pixels.filter((other) => Math.abs(other.x - x) * 2 < side && Math.abs(other.y - y) * 2 < side).length;
  return pixels.length <= inAll && pixels.every((pixel) => near(pixel) <= inASquare);
}

/** A file's text, in which each file of the run is named in place of its hash, and each picture in place of its bytes. */
function textOf({ files }: SteadyRun): (name: string) => string {
  const named = [...files].flatMap(([name, bytes]) => [
    [createHash('sha256').update(bytes).digest('hex'), `hash of ${name}`] as const,
    ...(PICTURE.test(name) ? [[bytes.toString('base64'), `bytes of ${name}`] as const] : []),
  ]);
  return (name) => named.reduce((text, [from, to]) => text.replaceAll(from, to), String(files.get(name)));
}

function isSealed({ files }: SteadyRun, picture: string): boolean {
  const { steps, sections } = JSON.parse(String(files.get('run.json') ?? '{"steps":[],"sections":[]}'));
  const captures = [...steps, ...sections].flatMap((each) => each.captures);
  return captures.some(({ file, sealed }) => sealed === true && picture === `screenshots/${file}`);
}

interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** Where two pictures differ, by the browser, which reads what it has written; everywhere where their sizes do. */
export async function pixelsApart(a: Buffer, b: Buffer): Promise<readonly Pixel[]> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    return await page.evaluate(
      async (pictures) => {
        const [one, other] = await Promise.all(
          pictures.map((base64) => drawn(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)))),
        );
        const isSameSize = one && other && one.width === other.width && one.height === other.height;
        const { width = 1, pixels = [] } = one ?? {};
        return [...pixels].flatMap((pixel, at) =>
          isSameSize && pixel === other.pixels[at] ? [] : { x: at % width, y: Math.floor(at / width) },
        );

        async function drawn(bytes: Uint8Array<ArrayBuffer>) {
          const bitmap = await createImageBitmap(new Blob([bytes]));
          const { width, height } = bitmap;
          const canvas = new OffscreenCanvas(width, height).getContext('2d');
          canvas?.drawImage(bitmap, 0, 0);
          const { data } = canvas?.getImageData(0, 0, width, height) ?? { data: new Uint8ClampedArray() };
          return { width, height, pixels: new Uint32Array(data.buffer) };
        }
      },
      [a, b].map((picture) => picture.toString('base64')),
    );
  } finally {
    await browser.close();
  }
}
