import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright';
import type { Camera, NoPicture, Shot } from '../engine/camera.ts';
import type { Capture } from '../engine/record.ts';
import type { OrgDates } from './org-dates.ts';
import { photograph, sizeOf } from './photograph.ts';
import { sealedPicture } from './sealed-picture.ts';
import { type Standing, standingInView, standingOf } from './stands.ts';

/** How often a picture is taken again where what is framed has moved meanwhile. */
const MORE_TRIES = 3;
const SOON = 500;

type Box = NonNullable<Capture['frame']>;

/** Where pictures are kept: the run's folder. */
export interface Film {
  picture(name: string, picture: Buffer): Promise<void>;
}

/** What a camera knows besides its pages. */
export interface CameraOptions {
  /** Does this text hold a secret that is known by now? */
  readonly holdsSecret?: (text: string) => boolean;
  readonly orgDates?: OrgDates;
}

/** A picture that was taken, and what of it can be asked again. */
interface Taken {
  readonly page: Page;
  /** What is framed, where it stood. */
  readonly framed: Standing | undefined;
  readonly capture: Capture;
}

/**
 * Takes pictures for a run's folder. The frame is kept as numbers and drawn by the report: the pixels stay as seen.
 * A picture of a boundary serves both sides, with another frame, where the page is as it was.
 */
export function camera(
  film: Film,
  { holdsSecret = () => false, orgDates = () => undefined }: CameraOptions = {},
): Camera {
  let taken = 0;
  let last: Taken | undefined;

  const take = async ({ page, frame, seal, shows, of, nothingDone }: Shot): Promise<Taken | NoPicture> => {
    const type = seal ? 'png' : 'webp';
    // What lies under the mouse when the page is scrolled would show its tooltip, or not yet.
    if (!nothingDone && !seal) await moveMouseAway(page);
    const { framed, seen } = seal
      ? {
          // Where it failed, a place may tell how long a text is.
          framed: frame && shows !== 'failure' ? await standingOf(frame, { scroll: false }) : undefined,
          seen: await sealedPicture(page, seal, holdsSecret),
        }
      : shows === 'failure'
        ? {
            framed: await ifSoon(frame && standingInView(frame)),
            seen: { picture: await photograph(page, { type: 'webp' }) },
          }
        : await standing(page, frame);
    if ('rejected' in seen) return seen;
    const { picture, note } = { note: undefined, ...seen };
    taken += 1;
    const file = `${pad(taken)}-${'step' in of ? `step-${pad(of.step)}` : `section-${of.section}`}-${shows}.${type}`;
    const [title] = await Promise.all([
      // The title of a sealed page may be what the page is sealed for.
      seal ? '' : page.title().catch(() => ''),
      film.picture(file, picture),
    ]);
    const capture: Capture = {
      n: taken,
      file,
      sha256: createHash('sha256').update(picture).digest('hex'),
      shows,
      at: new Date().toISOString(),
      orgDate: orgDates(page.url()),
      title,
      url: withoutQuery(page.url()),
      ...sizeOf(picture, type),
      frame: framed?.box,
      ...(seal ? { sealed: true, note: [HIDDEN, note].filter(Boolean).join(' ') } : {}),
    };
    return { page, framed, capture };
  };

  return {
    take: async (shot) => {
      const shared = last && shot.nothingDone ? await shareOf(last, shot) : undefined;
      const now = shared ?? (await take(shot));
      if ('rejected' in now) {
        last = undefined;
        return now;
      }
      last = now;
      return now.capture;
    },
  };
}

function moveMouseAway(page: Page): Promise<void> {
  return ifSoon(page.mouse.move(0, 0).catch(() => undefined));
}

/** Without a wait for a page that does not answer: the picture has a limit of its own. */
async function ifSoon<T>(asked: Promise<T> | undefined): Promise<T | undefined> {
  return Promise.race([asked, pause(SOON, undefined)]);
}

/** A picture in which the frame stands where it stood before and after: a page may yet be laid out while it is taken. */
async function standing(page: Page, frame: Locator | undefined) {
  for (let left = MORE_TRIES; ; left -= 1) {
    const framed = frame && (await standingOf(frame, { scroll: true }));
    const seen = { picture: await photograph(page, { type: 'webp' }) };
    const after = await framed?.now();
    if (left === 0 || !framed || (after && isSamePlace(framed.box, after))) return { framed, seen };
  }
}

function isSamePlace(one: Box, other: Box): boolean {
  return Math.abs(one.x - other.x) <= 1 && Math.abs(one.y - other.y) <= 1;
}

const HIDDEN = 'All but headings was hidden, because the page may show a secret.';

/** The last picture for another purpose: the page is where it was, nothing moved, and what is to be framed is seen. */
async function shareOf(last: Taken, { page, frame, seal, shows }: Shot): Promise<Taken | undefined> {
  const { capture } = last;
  const isSame = last.page === page && capture.url === withoutQuery(page.url()) && shows !== 'failure';
  if (!isSame || (seal !== undefined) !== (capture.sealed === true)) return undefined;
  if (seal) return { ...last, capture: { ...capture, shows } };
  if (!frame || !last.framed) return undefined;
  const [before, framed] = await Promise.all([last.framed.now(), standingInView(frame)]);
  if (!before || !isSamePlace(before, last.framed.box)) return undefined;
  return framed && { page, framed, capture: { ...capture, shows, frame: framed.box } };
}

function withoutQuery(address: string): string {
  const url = new URL(address);
  return url.origin === 'null' ? url.protocol : `${url.origin}${url.pathname}`;
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}
