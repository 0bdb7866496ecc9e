import Toast from 'lightning/toast';
import { api } from 'lwc';
import type { AppDetail as App, Catalogue } from '../../../../shape.ts';
import { type Answer, server } from '../../../server.ts';
import { goTo, places } from '../../../shell/places.ts';
import { changeStatus, removeApp, statusAction, statusClass } from '../appActions/appActions.ts';
import FormPage from '../formPage/formPage.ts';
import type PoliciesForm from '../policiesForm/policiesForm.ts';
import type SettingsForm from '../settingsForm/settingsForm.ts';

/** What each tab holds, and where it is saved. guess [I]: facts 4.1, what Package Defaults holds is not public. */
const saves = {
  policies: server.savePolicies,
  settings: server.saveSettings,
  defaults: server.savePackageDefaults,
} as const satisfies Record<string, (id: string, values: never) => Promise<Answer<App>>>;

type Part = keyof typeof saves;

/** The page of one app, facts 4 [S]: read mode until Edit, and one tab is edited at a time. */
export default class AppDetail extends FormPage {
  @api appId = '';
  app: App | undefined;
  catalogue: Catalogue | undefined;
  problem: string | undefined;
  editing: Part | undefined;
  firstTab: Part = 'policies';
  saving = false;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    this.takeWish();
    const [catalogue, app] = await Promise.all([server.catalogue(), server.app(this.appId)]);
    if (catalogue.ok && app.ok) {
      this.catalogue = catalogue.value;
      this.app = app.value;
    } else this.problem = [catalogue, app].flatMap((each) => (each.ok ? [] : each.refusals))[0]?.message;
  }

  get ready(): boolean {
    return this.app !== undefined;
  }

  get loading(): boolean {
    return !this.ready && this.problem === undefined;
  }

  get reading(): boolean {
    return this.editing === undefined;
  }

  get readOnly(): Record<Part, boolean> {
    const is = (part: Part) => this.editing !== part;
    return { policies: is('policies'), settings: is('settings'), defaults: is('defaults') };
  }

  get statusAction(): string | undefined {
    return this.app && statusAction(this.app);
  }

  get badgeClass(): string | undefined {
    return this.app && statusClass(this.app);
  }

  /** The list's row actions lead to a tab in edit mode; a reload leads to read mode. */
  takeWish(): void {
    const wish = new URLSearchParams(window.location.search).get('edit');
    if (wish !== 'settings' && wish !== 'policies') return;
    this.firstTab = wish;
    this.editing = wish;
    window.history.replaceState(null, '', window.location.pathname);
  }

  handleEdit(event: Event): void {
    this.editing = (event.currentTarget as HTMLElement).dataset['part'] as Part;
  }

  handleCancel(): void {
    this.editing = undefined;
    // A copy, so that the forms take the saved values again.
    if (this.app) this.app = structuredClone(this.app);
  }

  async handleSave(): Promise<void> {
    const { editing } = this;
    const form = this.template?.querySelector<HTMLElement & (SettingsForm | PoliciesForm)>(`[data-form="${editing}"]`);
    if (!editing || !form?.check()) return;
    this.saving = true;
    const answer = await saves[editing](this.appId, form.values as never);
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
    const changed = this.app && (await changeStatus(this, this.app));
    if (changed) this.app = changed;
  }

  /** guess [I]: facts 4.1, what the menu beside Disable offers is not public. */
  async handleMore(): Promise<void> {
    if (this.app && (await removeApp(this, this.app))) goTo(this, places.apps);
  }

  handleConsumerDetails(): void {
    window.open(this.app?.consumerDetailsUrl, '_blank');
  }
}
