import { createRequire } from 'node:module';

/**
 * What is used of Playwright itself, asked for in its own way, as CommonJS: by an `import` Node first reads through all of
 * its 3 MB for names, which takes 0.15 s at every start (measured with Node 20).
 */
export const { chromium, errors, selectors }: Pick<typeof import('playwright'), 'chromium' | 'errors' | 'selectors'> =
  createRequire(import.meta.url)('playwright');
