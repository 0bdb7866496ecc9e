import Toast from 'lightning/toast';
import { LightningElement } from 'lwc';
import type { OrgSettings as Settings } from '../../../../shape.ts';
import { server } from '../../../server.ts';

/** The labels are those of facts 8.2 and 8.1 [D]; the words below them are guesses [I]. */
const toggles = [
  {
    value: 'secretsInRestApi',
    label: 'Allow access to External Client App consumer secrets via REST API',
    hint: 'Users with permission can read, stage, and rotate consumer keys and secrets by API, without verifying their identity.',
  },
  {
    value: 'secretsInMetadataApi',
    label: 'Allow access to OAuth consumer secrets via Metadata API',
    hint: 'Consumer secrets are part of the metadata that users with permission retrieve.',
  },
] as const satisfies ReadonlyArray<{ value: keyof Settings; label: string; hint: string }>;

/** The org-wide settings of External Client Apps, facts 2 [C]. guess [I]: that a toggle takes effect at once. */
export default class OrgSettings extends LightningElement {
  settings: Settings | undefined;

  override async connectedCallback(): Promise<void> {
    const answer = await server.orgSettings();
    if (answer.ok) this.settings = answer.value;
  }

  get loading(): boolean {
    return this.settings === undefined;
  }

  get rows() {
    const { settings } = this;
    return settings ? toggles.map((toggle) => ({ ...toggle, checked: settings[toggle.value] })) : [];
  }

  async handleChange(event: Event): Promise<void> {
    const { value } = (event.currentTarget as HTMLElement).dataset;
    const { checked } = (event as CustomEvent<{ checked: boolean }>).detail;
    const answer = await server.saveOrgSettings({ [value as keyof Settings]: checked });
    // A copy, so that a toggle whose change was refused goes back.
    this.settings = answer.ok ? answer.value : this.settings && { ...this.settings };
    // guess [I]: facts 11.5, the texts of the toasts are not public.
    if (answer.ok) Toast.show({ label: 'Your changes were saved.', variant: 'success' }, this);
    else {
      const message = answer.refusals.map((refusal) => refusal.message).join(' ');
      Toast.show({ label: "Your changes couldn't be saved.", message, variant: 'error' }, this);
    }
  }
}
