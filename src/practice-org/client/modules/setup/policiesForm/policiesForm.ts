import LightningConfirm from 'lightning/confirm';
import { api } from 'lwc';
import type { AppPolicies, AppSettings, Catalogue } from '../../../../shape.ts';
import FieldForm from '../fieldForm/fieldForm.ts';

/** App Policies and OAuth Policies, facts 4.2 [S]. */
export default class PoliciesForm extends FieldForm<AppPolicies> {
  @api catalogue: Catalogue | undefined;
  /** The saved settings: only flows that they enable show up here. */
  @api settings: AppSettings | undefined;
  /** OAuth Policies are folded at first. */
  openSections = ['app'];
  customScopesPath = '/lightning/setup/OauthCustomScope/home';

  get hasOAuth(): boolean {
    return this.settings?.oauth !== null;
  }

  get adminApproved(): boolean {
    return this.draft?.permittedUsers === 'AdminApprovedPreAuthorized';
  }

  get startUrlDisabled(): boolean {
    return this.readOnly || this.draft?.startPage !== 'OAuth';
  }

  get offersClientCredentials(): boolean {
    return this.settingsTick('clientCredentialsFlow');
  }

  get offersTokenTimeout(): boolean {
    return this.settingsTick('namedUserJwt');
  }

  get offersNoFlow(): boolean {
    return !this.offersClientCredentials && !this.offersTokenTimeout;
  }

  get hasValidityPeriod(): boolean {
    return this.draft?.refreshTokenPolicy !== 'Zero';
  }

  async handlePermittedUsers(event: CustomEvent<{ value: string }>): Promise<void> {
    const before = this.draft?.permittedUsers;
    this.patch('permittedUsers', event.detail.value);
    if (!this.adminApproved || before === event.detail.value) return;
    // guess [I]: facts 11.2, the wording of this confirmation is not public.
    const confirmed = await LightningConfirm.open({
      label: 'Change Permitted Users?',
      message: 'Anyone who uses this app loses access unless a profile or permission set of theirs is selected for it.',
      theme: 'warning',
    });
    if (!confirmed) this.patch('permittedUsers', before);
  }

  settingsTick(value: string): boolean {
    return this.settings?.oauth?.ticked.includes(value) ?? false;
  }
}
