import { defineConfig } from '@playwright/test';
import { launchOptions } from './tests/support/browser.ts';

/** Whole runs take some seconds each; everything else is far below. */
const MINUTE = 60_000;

/**
 * The tests in the order in which they are worth knowing: what is quick to fail comes first. Files of small tests stay
 * whole, so that what they begin with is made ready once; whole runs are shared out one by one.
 */
export default defineConfig({
  forbidOnly: process.env['CI'] !== undefined,
  // More than the two cores that the suite is made for: whole runs and mailboxes wait half of their time.
  workers: 3,
  timeout: MINUTE,
  outputDir: 'test-results',
  use: { launchOptions: launchOptions() },
  reporter: [['list'], ['./tests/support/summary-reporter.ts']],
  projects: [
    { name: 'borders', testDir: 'tests/architecture' },
    { name: 'parts', testDir: 'tests', testIgnore: ['architecture/**', 'practice-org/**', 'practice/**', 'chaos/**'] },
    { name: 'practice org', testDir: 'tests/practice-org' },
    { name: 'whole runs', testDir: 'tests/practice', timeout: 3 * MINUTE, fullyParallel: true },
    { name: 'chaos', testDir: 'tests/chaos', timeout: 3 * MINUTE, fullyParallel: true },
  ],
});
