import Toast from 'lightning/toast';
import type { AppSettings, Catalogue } from '../../../../shape.ts';
import { server } from '../../../server.ts';
import { goTo, places } from '../../../shell/places.ts';
import FormPage from '../formPage/formPage.ts';
import type SettingsForm from '../settingsForm/settingsForm.ts';

const blank: AppSettings = {
  name: '',
  apiName: '',
  contactEmail: '',
  distributionState: 'Local',
  contactPhone: '',
  infoUrl: '',
  logoImageUrl: '',
  iconUrl: '',
  description: '',
  oauth: null,
};

/** The form of a new app, facts 3.2 [S]. There is no draft on the server: a reload loses all. */
export default class AppCreate extends FormPage {
  catalogue: Catalogue | undefined;
  problem: string | undefined;
  settings = blank;
  saving = false;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    const answer = await server.catalogue();
    if (answer.ok) this.catalogue = answer.value;
    else this.problem = answer.refusals[0]?.message;
  }

  get busy(): boolean {
    return this.saving || (!this.catalogue && !this.problem);
  }

  get disabled(): boolean {
    return this.busy || !this.catalogue;
  }

  handleCancel(): void {
    goTo(this, places.apps);
  }

  async handleCreate(): Promise<void> {
    const form = this.template?.querySelector<HTMLElement & SettingsForm>('setup-settings-form');
    if (!form?.check() || !form.values) return;
    this.saving = true;
    const answer = await server.create(form.values);
    this.saving = false;
    // guess [I]: facts 3.4 and 11.5, the texts of the toasts are not public.
    if (answer.ok) {
      Toast.show({ label: `External client app "${answer.value.name}" was created.`, variant: 'success' }, this);
      goTo(this, places.app(answer.value.id));
      return;
    }
    const elsewhere = form.refuse(answer.refusals).join(' ');
    Toast.show({ label: "The external client app couldn't be created.", message: elsewhere, variant: 'error' }, this);
  }
}
