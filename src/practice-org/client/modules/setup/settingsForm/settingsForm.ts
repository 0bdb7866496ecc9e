import LightningConfirm from 'lightning/confirm';
import { api } from 'lwc';
import type { AppSettings, Catalogue, OAuthSettings, Tick } from '../../../../shape.ts';
import FieldForm from '../fieldForm/fieldForm.ts';

const clientCredentialsFlow = 'clientCredentialsFlow';
const laterSections = [
  'SAML Settings',
  'Canvas App Settings',
  'Mobile App Settings',
  'Push Notification Settings',
  'Notification Settings',
];

/** Basic Information and OAuth settings, facts 3.2 and 4.4 [S]: the create form, and the Settings tab of an app. */
export default class SettingsForm extends FieldForm<AppSettings> {
  @api catalogue: Catalogue | undefined;
  /** A new app has a tick that enables OAuth; an existing one has a button to the consumer key and secret. */
  @api creating = false;
  openSections = ['basic', 'oauth'];
  laterSections = laterSections;

  get oauth(): OAuthSettings | null {
    return this.draft?.oauth ?? null;
  }

  get oauthEnabled(): boolean {
    return this.oauth !== null;
  }

  get oauthTitle(): string {
    return this.creating ? 'API (Enable OAuth Settings)' : 'OAuth Settings';
  }

  get showsEnableOAuth(): boolean {
    return this.creating || !this.oauthEnabled;
  }

  get showsConsumerButton(): boolean {
    return !this.creating;
  }

  get showsDisableOAuth(): boolean {
    return !this.creating && this.oauthEnabled;
  }

  /** The API name follows the name when the name is left, unless somebody gave one: facts 3.2 [I]. */
  handleNameBlur(): void {
    const { name = '', apiName = '' } = this.draft ?? {};
    if (apiName !== '') return;
    const derived = name
      .trim()
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^[^A-Za-z]+|_+$/g, '');
    this.patch('apiName', derived);
  }

  handleEnableOAuth(event: CustomEvent<{ checked: boolean }>): void {
    this.patch('oauth', event.detail.checked ? this.oauthAtFirst() : null);
  }

  handleDisableOAuth(): void {
    this.patch('oauth', null);
  }

  handleOAuthChange(event: Event): void {
    const field = event.currentTarget as HTMLElement & { setCustomValidity(message: string): void };
    const { value } = (event as CustomEvent<{ value: string | string[] }>).detail;
    field.setCustomValidity('');
    this.patchOAuth({ [field.dataset['field'] ?? '']: value });
  }

  async handleTick(event: CustomEvent<{ value: string; checked: boolean }>): Promise<void> {
    const { value, checked } = event.detail;
    this.setTick(value, checked);
    if (value !== clientCredentialsFlow || !checked) return;
    // guess [I]: facts 11.2, the wording of this confirmation is not public.
    const confirmed = await LightningConfirm.open({
      label: 'Enable Client Credentials Flow?',
      message:
        'With this flow, an app gets an access token without a user. It acts as the user that you choose in the policies.',
      theme: 'warning',
    });
    if (!confirmed) this.setTick(value, false);
  }

  handleConsumerDetails(): void {
    this.dispatchEvent(new CustomEvent('consumerdetails'));
  }

  setTick(value: string, checked: boolean): void {
    const others = this.oauth?.ticked.filter((each) => each !== value) ?? [];
    this.patchOAuth({ ticked: checked ? [...others, value] : others });
  }

  patchOAuth(change: Partial<OAuthSettings>): void {
    if (this.oauth) this.patch('oauth', { ...this.oauth, ...change });
  }

  oauthAtFirst(): OAuthSettings {
    const ticks: Tick[] = this.catalogue
      ? [...this.catalogue.appOptions, ...this.catalogue.flows, ...this.catalogue.security]
      : [];
    return { callbackUrl: '', scopes: [], ticked: ticks.filter(({ ticked }) => ticked).map(({ value }) => value) };
  }
}
