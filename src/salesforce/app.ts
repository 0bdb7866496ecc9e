import type { Locator } from 'playwright';
import type { Control, Field, Place } from '../runbook/field.ts';
import type { ReadBack, Verdict } from '../runbook/move.ts';
import type { Settled } from '../runbook/runbook.ts';
import type { Tab } from '../runbook/tab.ts';
import { Trouble } from '../runbook/trouble.ts';
import { appears } from './appears.ts';
import { compare, type Want } from './compare.ts';
import { enabledOauth } from './fields/enabled-oauth.ts';
import { labelled, named, openPanel, wholePage } from './fields/scope.ts';
import { textField } from './fields/text.ts';
import { goTo } from './go-to.ts';
import type { Manager } from './manager.ts';
import { type OauthSettings, oauthSettings } from './oauth-settings.ts';
import { control, type Editable, editable, fold, place } from './places.ts';
import { type Policies, policiesTab } from './policies.ts';
import { settingsShown } from './settings-shown.ts';

const PATIENCE = 60_000;
/** Path of the page of an app, with its id (facts 4.1 [S]). */
const DETAIL = /^\/lightning\/setup\/ManageExternalClientApplication\/(0xI\w+)\/detail/;
const PART_PATIENCE = 20_000;
/** How long the button that changes the status of an app may take; a page that words it otherwise has none. */
const STATUS_PATIENCE = 2_000;
/** How a row tells that there is no app to read. */
const NO_APP = '(no such app)';

/** The Settings tab of an app (facts 4.4 [S]). */
export interface Settings extends Place, Editable, OauthSettings {
  readonly contactEmail: Field<string>;
  /** OAuth Settings, should it be folded away. */
  readonly oauth: { readonly header: Control; readonly unfolded: Place };
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
  /** Does the list have the app? One that was made by hand counts as well. One that is disabled is for a person. */
  readonly isCreated: Settled;
  /** Does the whole list not have it? Where it does, its page is then open. */
  readonly isGone: Settled;
  /** Is the page that is open that of the app with this id? Another may bear the name by now. */
  isTheOne(id: string): Settled;
  /** Does a freshly opened page show these settings? */
  hasSettings(wanted: (settings: Settings) => readonly Want[]): Settled;
  /** Does a freshly opened page show these policies? */
  isGovernedBy(wanted: (policies: Policies) => readonly Want[]): Settled;
}

export function appPage(tab: Tab, manager: Manager, appName: string): App {
  // Its name stands in the header (facts 4.1 [S]); by which element is not public.
  const heading = () => tab.page().getByText(appName, { exact: true }).filter({ visible: true }).first();
  const recognised = {
    name: `the app ${appName}`,
    path: DETAIL,
    shows: heading,
  };
  const page = place(tab, recognised);
  const policiesControl = control(wholePage(tab), 'tab', 'Policies');
  const settingsControl = control(wholePage(tab), 'tab', 'Settings');
  const policies = policiesTab(tab);
  const settings = settingsTab(tab);
  const idShown = () => DETAIL.exec(new URL(tab.page().url()).pathname)?.[1];
  const showsParts = async () => {
    if (await appears(tab, policiesControl.locate(), PATIENCE)) return;
    throw new Trouble('step', `The page of the app ${appName} does not show its Policies.`, 'Look at it by hand.');
  };
  /** @throws Trouble where the app is disabled: it gives no token, and who disabled it may have meant to */
  const isEnabled = async (): Promise<void> => {
    const change = (name: string) => tab.page().getByRole('button', { name, exact: true });
    // The header offers the other status (facts 4.1 [S]: Disable); that it is Enable where an app is disabled is a guess [I].
    await appears(tab, change('Disable').or(change('Enable')), STATUS_PATIENCE);
    const [isOn, isOff] = await Promise.all([change('Disable').count(), change('Enable').count()]);
    if (isOn > 0 || isOff === 0) return;
    const remedy = 'Find out why, press Enable on its page, and run again; or give another appName.';
    throw new Trouble('preflight', `The app ${appName} is disabled, so nobody can sign in with it.`, remedy);
  };
  const openFresh = async (): Promise<boolean> => {
    if (!(await manager.openApp(appName))) return false;
    await showsParts();
    return true;
  };
  /** The page that shows the app is loaded anew, unless it was just opened. */
  const openAnew = async (isFresh: boolean): Promise<boolean> => {
    if (!tab.isOpen || !(await page.check()).holds) return openFresh();
    if (!isFresh) await goTo(tab.page(), tab.page().url());
    await showsParts();
    return true;
  };
  /** What the Settings said when they were last looked at: an app without OAuth has no OAuth Policies [I]. */
  let isWithoutOauth = false;
  const found = 'no app of that name in the list';
  const absent = { holds: false, wanted: `an app named ${appName}`, found } as const;
  const looked = () => {
    const seen: { rows: readonly ReadBack[] | undefined; fields: readonly Locator[] } = { rows: undefined, fields: [] };
    const shows = {
      screen: () => tab.page(),
      readBack: () => seen.rows,
      alsoFrames: () => seen.fields,
      // Without the app there is nothing to see of it.
      besides: async () =>
        tab.isOpen && (await page.check()).holds ? settingsShown(openPanel(tab).root()) : new Map(),
    };
    return {
      shows,
      /** Before a look, which may fail: what an earlier one saw is not what this one does. */
      forget: () => Object.assign(seen, { rows: undefined, fields: [] }),
      /** Where there is nothing to look at: without the app, or without OAuth. */
      lacks: (wanted: readonly Want[], found: string) => {
        const rows = wanted.map(({ tells }) => ({ ...tells, found, holds: false }));
        Object.assign(seen, { rows, fields: [] });
      },
      compareWith: async (wanted: readonly Want[], how: Parameters<typeof compare>[1]) => {
        const comparison = await compare(wanted, how);
        const { rows } = comparison;
        // Lists are shown: of a list that is scrolled away nothing could be told. All else stands in the rows.
        Object.assign(seen, { rows, fields: wanted.filter((_, at) => rows[at]?.list).map((want) => want.locate()) });
        return comparison;
      },
    };
  };

  return {
    ...page,
    appName,
    open: async () => {
      if (!(await openFresh())) {
        throw new Trouble('step', `The list has no app named ${appName}.`, 'Run the runbook again to create it.');
      }
    },
    created: place(tab, {
      ...recognised,
      afterForm: true,
      // A run types no API name: the form derives it, and it must be unique (facts 3.2 [S]). What refuses it was there before.
      inTheWay: () =>
        tab
          .page()
          .locator('.slds-has-error')
          .filter({ has: tab.page().getByRole('textbox', { name: named('API Name') }) }),
    }),
    settingsTab: settingsControl,
    settings,
    policiesTab: policiesControl,
    policies,
    isCreated: {
      check: async () => {
        if (!(await openFresh())) return absent;
        await isEnabled();
        return { holds: true, found: recognised.name };
      },
      screen: () => tab.page(),
      frames: heading,
      subjectId: idShown,
    },
    isGone: {
      check: async () =>
        (await openFresh())
          ? { holds: false, wanted: `no app named ${appName}`, found: recognised.name }
          : { holds: true, found },
      screen: () => tab.page(),
      frames: () => manager.counter(),
    },
    isTheOne: (id) => ({
      check: async () =>
        idShown() === id
          ? { holds: true, found: recognised.name }
          : { holds: false, wanted: `the app ${appName} of that run (${id})`, found: `another app named ${appName}` },
      screen: () => tab.page(),
    }),
    hasSettings: (wanted) => {
      const { shows, forget, compareWith, lacks } = looked();
      const check: Settled['check'] = async ({ isFresh } = { isFresh: false }) => {
        forget();
        if (!(await openAnew(isFresh))) {
          lacks(wanted(settings), NO_APP);
          return absent;
        }
        if (!(await isOpen(settingsControl))) await settingsControl.press();
        await unfoldIfFolded(
          settings.oauth,
          settings.enableOauth.locate(),
          `The Settings of ${appName} show neither a Consumer Key and Secret nor Enable OAuth.`,
        );
        const oauth = await settings.enableOauth.read();
        isWithoutOauth = oauth.offered && !oauth.value;
        const { rows, different } = await compareWith(wanted(settings), { waitForMissing: !isWithoutOauth });
        return verdictOf('settings', rows, different);
      };
      return { ...shows, check, frames: heading };
    },
    isGovernedBy: (wanted) => {
      const { shows, forget, compareWith, lacks } = looked();
      const check: Settled['check'] = async ({ isFresh } = { isFresh: false }) => {
        forget();
        if (!(await openAnew(isFresh))) {
          lacks(wanted(policies), NO_APP);
          return absent;
        }
        if (isWithoutOauth) {
          lacks(wanted(policies), 'not offered');
          return { holds: false, wanted: 'the wanted policies', found: 'OAuth is not enabled' };
        }
        if (!(await isOpen(policiesControl))) await policiesControl.press();
        await unfoldIfFolded(
          policies.oauth,
          policies.permittedUsers.locate(),
          `The Policies of ${appName} show no Permitted Users.`,
        );
        const { rows, different } = await compareWith(wanted(policies), { waitForMissing: false });
        return verdictOf('policies', rows, different);
      };
      return { ...shows, check, frames: () => policies.permittedUsers.locate() };
    },
  };
}

/** Is this tab of the page the one that is shown? */
async function isOpen(tab: Control): Promise<boolean> {
  return (await tab.locate().getAttribute('aria-selected')) === 'true';
}

function verdictOf(what: string, rows: readonly ReadBack[], different: readonly string[]): Verdict {
  return different.length > 0
    ? { holds: false, wanted: `the wanted ${what}`, found: different.join('; ') }
    : { holds: true, found: `the wanted ${what} (${rows.length} compared)` };
}

/** Waits for what a part of the page holds, unfolding the part where it is folded away. @throws Trouble where it is not there */
async function unfoldIfFolded({ header }: { header: Control }, inside: Locator, missing: string): Promise<void> {
  const either = header.locate().or(inside);
  if (await appears(header.tab, either, PART_PATIENCE)) {
    const folded =
      (await header.locate().count()) > 0 && (await header.locate().getAttribute('aria-expanded')) === 'false';
    if (folded) await header.press();
    if (await appears(header.tab, inside, PART_PATIENCE)) return;
  }
  throw new Trouble('step', missing, 'Look at the app by hand, or give another appName.');
}

function settingsTab(tab: Tab): Settings {
  const scope = openPanel(tab);
  const consumerKeyAndSecret = control(scope, 'button', 'Consumer Key and Secret', { once: true });
  const fields = oauthSettings(scope);
  // Facts 4.4 [S]: both stand in the Settings of an app with OAuth; whether both do while they are edited is not public.
  const ofOauth = () =>
    consumerKeyAndSecret
      .locate()
      .or(scope.root().getByRole('button', { name: 'Disable OAuth', exact: true }))
      .first();
  const enableOauth = enabledOauth(fields.enableOauth, ofOauth);
  return {
    ...fields,
    enableOauth,
    ...place(tab, { name: 'Settings', shows: enableOauth.locate }),
    ...editable(scope, 'Settings', () =>
      scope.root().getByText(/^Configure basic settings for the external client app/),
    ),
    contactEmail: textField(scope, labelled('Contact Email', /Contact E-?mail\b.*/)),
    oauth: fold(scope, /^OAuth Settings/, 'OAuth Settings', enableOauth.locate),
    consumerKeyAndSecret,
  };
}
