import type { Locator, Page } from 'playwright';
import type { Seal } from '../runbook/move.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Capture } from './record.ts';

/** A picture to take. */
export interface Shot {
  readonly page: Page;
  /** What to frame; scrolled into view first. */
  readonly frame?: Locator | undefined;
  readonly seal?: Seal | undefined;
  readonly shows: Capture['shows'];
  /** The step, or the section's number for a picture of a section. */
  readonly of: { readonly step: number } | { readonly section: number };
}

/**
 * A camera that remembers which pages were sealed: what a page once showed may still be on it when a later step, that
 * knows nothing of it, has its picture taken. A picture that cannot be kept is a fault of the evidence, not of a step.
 */
export function sealing(camera: Camera): Camera {
  const seals = new WeakMap<Page, Seal>();
  return {
    take: async (shot) => {
      if (shot.seal) seals.set(shot.page, shot.seal);
      try {
        return await camera.take({ ...shot, seal: shot.seal ?? seals.get(shot.page) });
      } catch (error) {
        throw new Trouble('evidence', 'A picture could not be taken or kept.', 'Check the disk and run again.', error);
      }
    },
  };
}

/** Takes pictures for the evidence. The engine only says when and of what. */
export interface Camera {
  take(shot: Shot): Promise<Capture>;
}
