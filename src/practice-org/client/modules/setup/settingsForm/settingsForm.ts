import { api } from 'lwc';
import type { AppSettings, Catalogue, OAuthSettings, Tick } from '../../../../shape.ts';
import { askToConfirm } from '../../../shell/confirm.ts';
import FieldForm from '../fieldForm/fieldForm.ts';

const clientCredentialsFlow = 'clientCredentialsFlow';
const jwtBearerFlow = 'jwtBearerFlow';

/** Basic Information and OAuth settings, facts 3.2 and 4.4 [S]: the create form, and the Settings tab of an app. */
export default class SettingsForm extends FieldForm<AppSettings> {
  @api catalogue: Catalogue | undefined;
  /** A new app has a tick that enables OAuth; an existing one has a button to the consumer key and secret. */
  @api creating = false;
  override fragileField = 'contactEmail';
  samplesPath = '/lightning/setup/SampleLogos/home';
  rangeColumns = { start: 'Start IP Address', end: 'End IP Address' };

  override connectedCallback(): void {
    const unfolded = !this.creating || this.catalogue?.wording.oauthUnfolded;
    this.openSections = unfolded ? ['basic', 'oauth'] : ['basic'];
  }

  get oauth(): OAuthSettings | null {
    return this.draft?.oauth ?? null;
  }

  get oauthEnabled(): boolean {
    return this.oauth !== null;
  }

  get oauthTitle(): string | undefined {
    return this.creating ? this.catalogue?.wording.oauthTitle : 'OAuth Settings';
  }

  /** The logo comes first on the create form, the icon on the page of an app: facts 9. */
  get images() {
    const logo = { field: 'logoImageUrl', label: 'Logo Image URL', value: this.draft?.logoImageUrl };
    const icon = { field: 'iconUrl', label: 'Icon URL', value: this.draft?.iconUrl };
    return this.creating ? [logo, icon] : [icon, logo];
  }

  get editable(): boolean {
    return !this.readOnly;
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

  get configuresIdToken(): boolean {
    return this.isTicked('configureIdToken');
  }

  get flowsToJwt(): readonly Tick[] {
    return this.flows.slice(0, this.afterJwt);
  }

  get flowsAfterJwt(): readonly Tick[] {
    return this.flows.slice(this.afterJwt);
  }

  get flows(): readonly Tick[] {
    return this.catalogue?.flows ?? [];
  }

  get afterJwt(): number {
    return this.flows.findIndex(({ value }) => value === jwtBearerFlow) + 1;
  }

  get needsCertificate(): boolean {
    return this.isTicked(jwtBearerFlow);
  }

  get lacksCertificate(): boolean {
    return this.oauth?.certificate === '';
  }

  /** The API name follows the name, unless somebody gave one. guess [I]: facts 3.2, when the name is left. */
  handleNameBlur(): void {
    const { name = '', apiName = '' } = this.draft ?? {};
    if (apiName !== '') return;
    const derived = name
      .trim()
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^[^A-Za-z]+|_+$/g, '');
    this.patch('apiName', derived);
    // What was said of the empty field is void.
    this.forgetsErrors = this.showsErrors && derived !== '';
  }

  handleEnableOAuth(event: CustomEvent<{ checked: boolean }>): void {
    this.patch('oauth', event.detail.checked ? this.oauthAtFirst() : null);
  }

  async handleDisableOAuth(): Promise<void> {
    // guess [I]: facts 4.4, 11.2, whether and how Salesforce asks here is not public.
    const message = 'The OAuth settings and policies of this app are removed when you save.';
    if (await askToConfirm({ label: 'Disable OAuth?', message, theme: 'warning' })) this.patch('oauth', null);
  }

  async handleTick(event: CustomEvent<{ value: string; checked: boolean }>): Promise<void> {
    const { value, checked } = event.detail;
    this.setTick(value, checked);
    if (value !== clientCredentialsFlow || !checked) return;
    // guess [I]: facts 11.2, the wording of this confirmation is not public.
    const confirmed = await askToConfirm({
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

  /** A box comes with those under it that are ticked at first. */
  setTick(value: string, checked: boolean): void {
    const others = this.oauth?.ticked.filter((each) => each !== value) ?? [];
    const below = this.ticks.filter(({ under, ticked }) => under === value && ticked).map((tick) => tick.value);
    this.patch('ticked', checked ? [...new Set([...others, value, ...below])] : others);
  }

  override patch(field: string, value: unknown): void {
    if (this.oauth && field in this.oauth) super.patch('oauth', { ...this.oauth, [field]: value });
    else super.patch(field, value);
  }

  isTicked(value: string): boolean {
    return this.oauth?.ticked.includes(value) ?? false;
  }

  get ticks(): readonly Tick[] {
    return this.catalogue ? [...this.catalogue.appOptions, ...this.catalogue.flows, ...this.catalogue.security] : [];
  }

  oauthAtFirst(): OAuthSettings {
    return {
      callbackUrl: '',
      scopes: [],
      ticked: this.ticks.filter(({ ticked, under }) => ticked && !under).map(({ value }) => value),
      idTokenValidity: '2',
      idTokenAudiences: '',
      certificate: '',
      refreshTokenRanges: [],
      trustedRanges: [],
    };
  }
}
