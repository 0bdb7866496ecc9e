import type { Control, Field, Place } from '../runbook/field.ts';
import type { Exhibit, Verdict } from '../runbook/move.ts';
import type { Settled } from '../runbook/runbook.ts';
import type { Tab } from '../runbook/tab.ts';
import { Trouble } from '../runbook/trouble.ts';
import { holds } from '../runbook/verbs.ts';
import { openPanel, wholePage } from './fields/scope.ts';
import { textField } from './fields/text.ts';
import type { Manager } from './manager.ts';
import { type OauthSettings, oauthSettings } from './oauth-settings.ts';
import { control, place } from './places.ts';
import { type Policies, policiesTab } from './policies.ts';

const PATIENCE = 60_000;

/** Something that must hold of a field: `[label, check]`. Made by {@link wants}. */
export type Want = readonly [label: string, check: () => Promise<Verdict>];

/** That a field shows a value. */
export function wants<Wanted, Value>(field: Field<Wanted, Value>, wanted: Wanted): Want {
  return [field.label, () => holds(field, wanted)];
}

/** The Settings tab of an app, in read mode (facts 4.4 [S]). */
export interface Settings extends Place, Omit<OauthSettings, 'enableOauth'> {
  readonly appName: Field<string>;
  readonly contactEmail: Field<string>;
  readonly consumerKeyAndSecret: Control;
}

/** The page of one External Client App, known by its name (facts 4.1 [S]). */
export interface App extends Place {
  readonly appName: string;
  open(): Promise<void>;
  readonly created: Place;
  readonly settingsTab: Control;
  readonly settings: Settings;
  readonly policiesTab: Control;
  readonly policies: Policies;
  /** Is there such an app, with these settings? An app of that name with others is in the way. */
  isCreatedWith(wanted: (settings: Settings) => readonly Want[]): Settled;
  /** Does a freshly opened page show these policies? */
  isGovernedBy(wanted: (policies: Policies) => readonly Want[]): Settled;
}

export function appPage(tab: Tab, manager: Manager, appName: string): App {
  const heading = () => tab.page().getByRole('heading', { name: appName, exact: true }).filter({ visible: true });
  const recognised = {
    name: `the app ${appName}`,
    path: /^\/lightning\/setup\/ManageExternalClientApplication\/0xI\w+\/detail/,
    shows: () => tab.page().getByRole('tab', { name: 'Policies', exact: true }).and(tab.page().locator('*:visible')),
    framed: heading,
  };
  const page = place(tab, recognised);
  const policiesControl = control(wholePage(tab), 'tab', 'Policies');
  const settingsControl = control(wholePage(tab), 'tab', 'Settings');
  const policies = policiesTab(tab);
  const settings = settingsTab(tab);
  const openFresh = async (): Promise<boolean> => {
    if (!(await manager.openApp(appName))) return false;
    await policiesControl.locate().waitFor({ timeout: PATIENCE });
    return true;
  };
  let exhibit: Exhibit = [];

  return {
    ...page,
    appName,
    open: async () => {
      if (!(await openFresh())) {
        throw new Trouble('step', `The list has no app named ${appName}.`, 'Run the runbook again to create it.');
      }
    },
    created: place(tab, { ...recognised, afterForm: true }),
    settingsTab: settingsControl,
    settings,
    policiesTab: policiesControl,
    policies,
    isCreatedWith: (wanted) => ({
      check: async () => {
        if (!(await openFresh())) {
          return { holds: false, wanted: `an app named ${appName}`, found: 'no app of that name in the list' };
        }
        await settingsControl.press();
        await settings.consumerKeyAndSecret.locate().waitFor({ timeout: PATIENCE });
        const { different, ...compared } = await compare(wanted(settings));
        exhibit = compared.exhibit;
        if (different.length > 0) {
          throw new Trouble(
            'step',
            `There is an app named ${appName} with other settings: ${different.join('; ')}.`,
            'Mend it by hand or give another appName; settings of an existing app are not changed yet.',
          );
        }
        return {
          holds: true,
          found: `the app ${appName} with the wanted settings (${compared.exhibit.length} compared)`,
        };
      },
      screen: () => tab.page(),
      frames: heading,
      exhibit: () => exhibit,
    }),
    isGovernedBy: (wanted) => ({
      check: async () => {
        if (!(await openFresh())) {
          return { holds: false, wanted: `an app named ${appName}`, found: 'no app of that name in the list' };
        }
        await policiesControl.press();
        await policies.oauth.header.locate().waitFor({ timeout: PATIENCE });
        if (!(await policies.oauth.unfolded.check()).holds) await policies.oauth.header.press();
        await policies.permittedUsers.locate().waitFor({ timeout: PATIENCE });
        const compared = await compare(wanted(policies));
        exhibit = compared.exhibit;
        return compared.different.length > 0
          ? { holds: false, wanted: 'the wanted policies', found: compared.different.join('; ') }
          : { holds: true, found: `the wanted policies (${compared.exhibit.length} compared)` };
      },
      screen: () => tab.page(),
      frames: () => policies.permittedUsers.locate(),
      exhibit: () => exhibit,
    }),
  };
}

function settingsTab(tab: Tab): Settings {
  const scope = openPanel(tab);
  const consumerKeyAndSecret = control(scope, 'button', 'Consumer Key and Secret');
  return {
    ...oauthSettings(scope),
    ...place(tab, { name: 'Settings', shows: consumerKeyAndSecret.locate }),
    appName: textField(scope, 'External Client App Name'),
    contactEmail: textField(scope, 'Contact Email'),
    consumerKeyAndSecret,
  };
}

async function compare(wants: readonly Want[]): Promise<{ exhibit: Exhibit; different: readonly string[] }> {
  const rows: [string, string][] = [];
  const different: string[] = [];
  for (const [label, check] of wants) {
    const verdict = await check();
    rows.push([label, verdict.found]);
    if (!verdict.holds) different.push(`${label}: wanted ${verdict.wanted}, found ${verdict.found}`);
  }
  return { exhibit: rows, different };
}
