import type { InterruptionName } from './interruptions.ts';

/** The Setup pages that a fault can be tied to; `setup` is every page that has no name of its own. */
export const visitedPages = ['list', 'app', 'create', 'users', 'setup'] as const;

export type VisitedPage = (typeof visitedPages)[number];

/** The faults that happen on a page that is shown, not on a request. */
export const pageFaults = ['re-render', 'spinner', 'stale-frame', 'lost-field', 'covering-toast'] as const;

export interface PageFault {
  readonly name: (typeof pageFaults)[number];
  /** Milliseconds, where it lasts. */
  readonly value: number;
}

/** What the server says to a page that is about to be shown. */
export interface Visit {
  readonly faults: readonly PageFault[];
  readonly interruptions: readonly InterruptionName[];
}
