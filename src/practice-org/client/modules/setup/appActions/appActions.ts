import Toast from 'lightning/toast';
import type { LightningElement } from 'lwc';
import type { AppDetail, AppRow } from '../../../../shape.ts';
import { server } from '../../../server.ts';
import { askToConfirm } from '../../../shell/confirm.ts';

/** What the button of an app's page and the row of the list offer: the other status. */
export function statusAction({ status }: AppRow): 'Disable' | 'Enable' {
  return status === 'Enabled' ? 'Disable' : 'Enable';
}

export function statusClass({ status }: AppRow): string {
  return status === 'Enabled' ? 'status-badge slds-theme_success' : 'status-badge';
}

/** Asks, and disables or enables the app. Undefined where nothing changed. */
export async function changeStatus(source: LightningElement, app: AppRow): Promise<AppDetail | undefined> {
  const action = statusAction(app);
  // guess [I]: facts 11.2, whether and how Salesforce asks here is not public.
  const message = `The app is ${action === 'Disable' ? 'disabled' : 'enabled'} for everybody in this org.`;
  if (!(await askToConfirm({ label: `${action} this app?`, message, theme: 'warning' }))) return undefined;
  const answer = await server.setStatus(app.id, action === 'Disable' ? 'Disabled' : 'Enabled');
  if (answer.ok) return answer.value;
  toast(source, `The app couldn't be ${action.toLowerCase()}d.`, answer.refusals[0]?.message);
  return undefined;
}

/** Asks, and deletes the app; true where it is gone. */
export async function removeApp(source: LightningElement, app: AppRow): Promise<boolean> {
  // guess [I]: facts 11.2 and 11.5, neither the confirmation nor the toast is public.
  const message = `${app.name} and its consumer key and secret are deleted for good.`;
  if (!(await askToConfirm({ label: 'Delete this app?', message, theme: 'warning' }))) return false;
  const answer = await server.remove(app.id);
  if (answer.ok) Toast.show({ label: `External client app "${app.name}" was deleted.`, variant: 'success' }, source);
  else toast(source, "The app couldn't be deleted.", answer.refusals[0]?.message);
  return answer.ok;
}

function toast(source: LightningElement, label: string, message = ''): void {
  Toast.show({ label, message, variant: 'error' }, source);
}
