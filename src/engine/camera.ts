import type { Locator, Page } from 'playwright';
import type { Seal } from '../runbook/move.ts';
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

/** Takes pictures for the evidence. The engine only says when and of what. */
export interface Camera {
  take(shot: Shot): Promise<Capture>;
}
