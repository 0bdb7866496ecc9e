import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter';

/** Ends the output with one line that counts: `N passed, N failed`, and `, N skipped` where some were, with the reasons before. */
export default class SummaryReporter implements Reporter {
  #suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onEnd(): void {
    const tests = this.#suite?.allTests() ?? [];
    // A test that never ran, because one before it failed or the run was cut short, did not pass.
    const skipped = tests.filter((test) => test.expectedStatus === 'skipped');
    const passed = tests.filter((test) => test.outcome() === 'expected').length;
    const failed = tests.length - passed - skipped.length;
    for (const test of skipped) {
      const reason = test.annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason given';
      console.log(`skipped: ${test.titlePath().filter(Boolean).join(' > ')}: ${reason}`);
    }
    const more = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
    console.log(`${passed} passed, ${failed} failed${more}`);
  }

  printsToStdio(): boolean {
    return true;
  }
}
