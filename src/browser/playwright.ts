import { createRequire } from 'node:module';

type Used = Pick<typeof import('playwright'), 'chromium' | 'errors' | 'selectors'>;

// Asked for in Playwright's own way: by an import Node first reads through all of its 3 MB for names, which takes 0.15 s at
// every start (measured with Node 20).
// biome-ignore lint/plugin: this file alone loads Playwright, as the borders want it
const playwright: Used = createRequire(import.meta.url)('playwright');

/** What is used of Playwright itself. */
export const { chromium, errors, selectors } = playwright;
