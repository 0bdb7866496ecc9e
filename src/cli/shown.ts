import type { Runbook } from '../runbook/runbook.ts';
import type { SecretBook } from '../runbook/secret.ts';
import { refuseShown } from './leaks.ts';
import type { Settings } from './settings.ts';

/**
 * Refuses secrets that stand in what the evidence of a run must show: such a run would end as a leak.
 * @param run left out where no runbook is named
 * @throws Trouble of kind `usage`, never with the value
 */
export function refuseShownBy(
  book: SecretBook,
  settings: Settings,
  run?: { readonly runbook: Runbook; readonly inputs: Readonly<Record<string, unknown>> },
): void {
  const names = {
    'the address of the org': settings.SALESFORCE_URL ?? '',
    'the username': settings.SALESFORCE_USERNAME ?? '',
    ...(run && { 'the inputs': JSON.stringify(run.inputs) }),
  };
  const { title, summary, guide } = run?.runbook ?? {};
  refuseShown(book, names, run ? { 'the runbook': JSON.stringify([title, summary, guide]) } : {});
}
