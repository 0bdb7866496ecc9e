import type { Locator } from 'playwright';
import type { Field } from '../../runbook/field.ts';

/**
 * Whether an app that exists has OAuth. Without it its Settings show the box of the form that creates apps [I]: that OAuth
 * can be disabled there is known (facts 4.4 [S]), how it is enabled later is not.
 * @param box that box
 * @param shows what the Settings show of an app with OAuth
 */
export function enabledOauth(box: Field<boolean>, shows: () => Locator): Field<boolean> {
  return {
    ...box,
    locate: () => box.locate().or(shows()).first(),
    read: async () => {
      const found = await box.read();
      if (found.offered) return found;
      return (await shows().isVisible()) ? { offered: true, value: true, locked: false } : found;
    },
    showFound: inWords,
    showWanted: inWords,
  };
}

function inWords(enabled: boolean): string {
  return enabled ? 'enabled' : 'not enabled';
}
