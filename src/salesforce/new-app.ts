import type { Control, Field, Place } from '../runbook/field.ts';
import type { Tab } from '../runbook/tab.ts';
import { labelled, wholePage } from './fields/scope.ts';
import { textField } from './fields/text.ts';
import { type OauthSettings, oauthSettings } from './oauth-settings.ts';
import { control, fold, place } from './places.ts';

/** The form that creates an External Client App (facts 3.2 [S]). */
export interface NewApp extends Place {
  readonly appName: Field<string>;
  readonly contactEmail: Field<string>;
  /** The part with the OAuth settings; its title differs between releases (facts 10 [S]). */
  readonly oauth: { readonly header: Control; readonly unfolded: Place };
  readonly settings: OauthSettings;
  readonly create: Control;
}

export function newAppForm(tab: Tab): NewApp {
  const scope = wholePage(tab);
  // What guides call it: facts 3.2.
  const appName = textField(scope, labelled('External Client App Name', 'App Name', 'Label', 'Name'));
  const create = control(scope, 'button', labelled('Create', /Create\b.+/, /Save\b.*/), { once: true });
  const settings = oauthSettings(scope);
  return {
    ...place(tab, {
      name: 'New External Client App',
      shows: create.locate,
      framed: appName.locate,
      comesLate: appName.locate,
    }),
    appName,
    contactEmail: textField(scope, labelled('Contact Email', /Contact E-?mail\b.*/)),
    oauth: fold(scope, /^(API \(Enable OAuth Settings\)|OAuth Settings)/, 'API (Enable OAuth Settings)', () =>
      settings.enableOauth.locate(),
    ),
    settings,
    create,
  };
}
