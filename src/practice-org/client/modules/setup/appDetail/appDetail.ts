import LightningConfirm from 'lightning/confirm';
import Toast from 'lightning/toast';
import { api, LightningElement } from 'lwc';
import type { AppDetail as App, Catalogue } from '../../../../shape.ts';
import { type Answer, server } from '../../../server.ts';
import type PoliciesForm from '../policiesForm/policiesForm.ts';
import type SettingsForm from '../settingsForm/settingsForm.ts';

/** The page of one app, facts 4 [S]: read mode until Edit, and one tab is edited at a time. */
export default class AppDetail extends LightningElement {
  @api appId = '';
  app: App | undefined;
  catalogue: Catalogue | undefined;
  missing = false;
  editing: 'policies' | 'settings' | undefined;
  saving = false;

  override async connectedCallback(): Promise<void> {
    const [catalogue, app] = await Promise.all([server.catalogue(), server.app(this.appId)]);
    if (catalogue.ok) this.catalogue = catalogue.value;
    if (app.ok) this.app = app.value;
    this.missing = !app.ok;
  }

  get ready(): boolean {
    return this.app !== undefined && this.catalogue !== undefined;
  }

  get loading(): boolean {
    return !this.ready && !this.missing;
  }

  get reading(): boolean {
    return this.editing === undefined;
  }

  get policiesReadOnly(): boolean {
    return this.editing !== 'policies';
  }

  get settingsReadOnly(): boolean {
    return this.editing !== 'settings';
  }

  get enabled(): boolean {
    return this.app?.status === 'Enabled';
  }

  get statusAction(): string {
    return this.enabled ? 'Disable' : 'Enable';
  }

  get badgeClass(): string {
    return this.enabled ? 'status-badge slds-theme_success' : 'status-badge';
  }

  handleEditPolicies(): void {
    this.editing = 'policies';
  }

  handleEditSettings(): void {
    this.editing = 'settings';
  }

  handleCancel(): void {
    this.editing = undefined;
    // A copy, so that the forms take the saved values again.
    if (this.app) this.app = { ...this.app, settings: { ...this.app.settings }, policies: { ...this.app.policies } };
  }

  async handleSave(): Promise<void> {
    const form = this.form();
    if (!form?.check()) return;
    this.saving = true;
    const answer = await this.send();
    this.saving = false;
    // guess [I]: facts 11.5, the texts of the toasts are not public.
    if (answer.ok) {
      this.app = answer.value;
      this.editing = undefined;
      Toast.show({ label: 'Your changes were saved.', variant: 'success' }, this);
      return;
    }
    const elsewhere = form.refuse(answer.refusals).join(' ');
    Toast.show({ label: "Your changes couldn't be saved.", message: elsewhere, variant: 'error' }, this);
  }

  async handleStatus(): Promise<void> {
    // guess [I]: whether and how Salesforce asks here is not public.
    const message = `The app is ${this.enabled ? 'disabled' : 'enabled'} for everybody in this org.`;
    if (!(await LightningConfirm.open({ label: `${this.statusAction} this app?`, message }))) return;
    const answer = await server.setStatus(this.appId, this.enabled ? 'Disabled' : 'Enabled');
    if (answer.ok) this.app = answer.value;
  }

  handleConsumerDetails(): void {
    window.open(this.app?.consumerDetailsUrl, '_blank');
  }

  form(): (HTMLElement & (SettingsForm | PoliciesForm)) | null {
    return this.template?.querySelector(`setup-${this.editing}-form`) ?? null;
  }

  send(): Promise<Answer<App>> {
    const { values } = this.form() ?? {};
    if (!values) throw new Error('There is no form to save.');
    return 'permittedUsers' in values
      ? server.savePolicies(this.appId, values)
      : server.saveSettings(this.appId, values);
  }
}
