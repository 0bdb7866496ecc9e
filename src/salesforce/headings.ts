import type { Seal } from '../runbook/move.ts';

/** What of a page may be pictured that may show or hold a secret: the header of a classic page, and headings. */
export const HEADINGS_ONLY: Seal = { allow: ['#header', 'h1', 'h2', 'h3'] };
