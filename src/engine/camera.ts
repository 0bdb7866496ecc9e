import type { Locator, Page } from 'playwright';
import type { Seal } from '../runbook/move.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Capture } from './record.ts';

/** A picture to take. */
export interface Shot {
  readonly page: Page;
  /** What to frame; scrolled into view first, but on a sealed page or where something failed. */
  readonly frame?: Locator | undefined;
  readonly seal?: Seal | undefined;
  /** Seals this picture alone: what the page shows now may be secret, and another page may come in its place. */
  readonly sealedNow?: Seal | undefined;
  readonly shows: Capture['shows'];
  /** The step, or the section's number for a picture of a section. */
  readonly of: { readonly step: number } | { readonly section: number };
  /** Set where nothing was done since the last picture, so that it may serve for this one too. */
  readonly nothingDone?: true | undefined;
}

/** Why no picture was kept: the picture of a sealed page may be lost, what it hides may not. */
export interface NoPicture {
  readonly rejected: string;
}

/** Takes pictures for the evidence. The engine only says when and of what. */
export interface Camera {
  /** @throws where a picture cannot be taken or kept, which is a fault of the evidence */
  take(shot: Shot): Promise<Capture | NoPicture>;
}

/** A camera that knows what went before. */
export interface Eyes extends Pick<Camera, 'take'> {
  /** To be called before anything is done: a picture from before shows another state. */
  acting(): void;
  /** From now on the page is pictured sealed only. */
  seal(page: Page, seal: Seal): void;
}

/** What of the page may be pictured at which a failure was met; undefined where it says nothing of it. */
export function sealOf(failure: unknown): Seal | undefined {
  return failure instanceof Trouble ? failure.seal : undefined;
}

/**
 * A camera that remembers which pages were sealed: what a page once showed may still be on it when a later step, that
 * knows nothing of it, has its picture taken. A picture that cannot be kept is a fault of the evidence, not of a step.
 */
export function eyesOf(camera: Camera): Eyes {
  const seals = new WeakMap<Page, Seal>();
  let nothingDone = false;
  return {
    acting: () => {
      nothingDone = false;
    },
    seal: (page, seal) => void seals.set(page, seal),
    take: async ({ sealedNow, ...shot }) => {
      if (shot.seal) seals.set(shot.page, shot.seal);
      try {
        const seal = sealedNow ?? shot.seal ?? seals.get(shot.page);
        const taken = await camera.take({ ...shot, seal, ...(nothingDone ? { nothingDone } : {}) });
        nothingDone = true;
        return taken;
      } catch (error) {
        throw new Trouble('evidence', 'A picture could not be taken or kept.', 'Check the disk and run again.', error);
      }
    },
  };
}
