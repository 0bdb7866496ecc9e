import { api } from 'lwc';
import type { AppPolicies, AppSettings, Catalogue } from '../../../../shape.ts';
import { askToConfirm } from '../../../shell/confirm.ts';
import FieldForm from '../fieldForm/fieldForm.ts';

/** App Policies and OAuth Policies, facts 4.2 [S]. */
export default class PoliciesForm extends FieldForm<AppPolicies> {
  @api catalogue: Catalogue | undefined;
  /** The saved settings: only flows that they enable show up here. */
  @api settings: AppSettings | undefined;
  /** OAuth Policies are folded at first. */
  override openSections = ['app'];
  override fragileField = 'runAs';
  customScopesPath = '/lightning/setup/OauthCustomScope/home';
  attributeColumns = { key: 'Attribute Key', value: 'Attribute Value' };

  get hasOAuth(): boolean {
    return this.settings?.oauth !== null;
  }

  /** guess [I]: facts 4.2 and 11.3, where and by which widget profiles are chosen then. */
  get adminApproved(): boolean {
    return this.draft?.permittedUsers === 'AdminApprovedPreAuthorized';
  }

  get startsElsewhere(): boolean {
    return this.draft?.startPage === 'Custom';
  }

  get startUrlDisabled(): boolean {
    return this.readOnly || this.draft?.startPage !== 'OAuth';
  }

  get offersClientCredentials(): boolean {
    return this.settingsTick('clientCredentialsFlow');
  }

  get offersTokenExchange(): boolean {
    return this.settingsTick('tokenExchangeFlow');
  }

  get offersTokenTimeout(): boolean {
    return this.settingsTick('namedUserJwt');
  }

  get offersNoFlow(): boolean {
    return !this.offersClientCredentials && !this.offersTokenExchange && !this.offersTokenTimeout;
  }

  get hasValidityPeriod(): boolean {
    return this.draft?.refreshTokenPolicy.startsWith('Specific') ?? false;
  }

  async handlePermittedUsers(event: CustomEvent<{ value: string }>): Promise<void> {
    const before = this.draft?.permittedUsers;
    this.patch('permittedUsers', event.detail.value);
    if (!this.adminApproved || before === event.detail.value) return;
    // guess [I]: facts 11.2, the wording of this confirmation is not public.
    const confirmed = await askToConfirm({
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
