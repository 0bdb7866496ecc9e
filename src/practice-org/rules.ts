import { z } from 'zod';
import type { AppPolicies, AppSettings, Choice, OAuthSettings, Refusal } from './shape.ts';
import type { PracticeApp, PracticeState } from './state.ts';

const settingsShape = z.strictObject({
  name: z.string(),
  apiName: z.string(),
  contactEmail: z.string(),
  distributionState: z.string(),
  contactPhone: z.string(),
  infoUrl: z.string(),
  logoImageUrl: z.string(),
  iconUrl: z.string(),
  description: z.string(),
  oauth: z
    .strictObject({ callbackUrl: z.string(), scopes: z.array(z.string()), ticked: z.array(z.string()) })
    .nullable(),
});

const policiesShape = z.strictObject({
  startPage: z.string(),
  permittedUsers: z.string(),
  profiles: z.array(z.string()),
  permissionSets: z.array(z.string()),
  oauthStartUrl: z.string(),
  apexPluginClass: z.string(),
  clientCredentials: z.boolean(),
  runAs: z.string(),
  tokenTimeout: z.string(),
  refreshTokenPolicy: z.string(),
  refreshTokenValidityPeriod: z.coerce.string(),
  refreshTokenValidityUnit: z.string(),
  ipRelaxation: z.string(),
  singleLogout: z.boolean(),
  highAssurance: z.boolean(),
  sessionTimeout: z.coerce.string(),
});

export type Judged<T> = { ok: true; value: T } | { ok: false; refusals: Refusal[] };

/** The text of an empty required field is known, facts 3.4 [P]; all other refusals are worded by us: guess [I]. */
const missing = 'Complete this field.';
const email = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const apiName = /^[A-Za-z](?:_?[A-Za-z0-9])*$/;
const callbackLimit = 2000;

/** Settings as a form sends them, for a new app or for the app with this id: facts 3.2. */
export function judgeSettings(body: unknown, state: PracticeState, id?: string): Judged<AppSettings> {
  const parsed = settingsShape.safeParse(body);
  if (!parsed.success) return { ok: false, refusals: [{ message: z.prettifyError(parsed.error) }] };
  const settings = trimmed(parsed.data);
  const others = state.apps.filter((app) => app.id !== id).map((app) => app.settings);
  const taken = (field: 'name' | 'apiName') =>
    others.some((other) => other[field].toLowerCase() === settings[field].toLowerCase());
  return verdict(settings, [
    settings.name === '' && { field: 'name', message: missing },
    taken('name') && { field: 'name', message: 'An external client app with this name already exists.' },
    settings.apiName === '' && { field: 'apiName', message: missing },
    settings.apiName !== '' &&
      !apiName.test(settings.apiName) && {
        field: 'apiName',
        message: 'The API name can contain only letters, digits, and single underscores, and must begin with a letter.',
      },
    taken('apiName') && { field: 'apiName', message: 'This API name is already in use.' },
    settings.contactEmail === '' && { field: 'contactEmail', message: missing },
    settings.contactEmail !== '' &&
      !email.test(settings.contactEmail) && { field: 'contactEmail', message: 'Enter a valid email address.' },
    !offered(state.catalogue.distributionStates, settings.distributionState) && {
      field: 'distributionState',
      message: missing,
    },
    ...oauthRefusals(settings.oauth, state),
  ]);
}

function oauthRefusals(oauth: OAuthSettings | null, { catalogue }: PracticeState): Array<Refusal | false> {
  if (!oauth) return [];
  const urls = oauth.callbackUrl.split('\n').map((line) => line.trim());
  const ticks = [...catalogue.appOptions, ...catalogue.flows, ...catalogue.security];
  return [
    oauth.callbackUrl === '' && { field: 'callbackUrl', message: missing },
    oauth.callbackUrl !== '' &&
      !urls.every(isCallback) && {
        field: 'callbackUrl',
        message: 'Enter a valid callback URL: https, a custom scheme, or http for localhost.',
      },
    oauth.callbackUrl.length > callbackLimit && {
      field: 'callbackUrl',
      message: 'Callback URLs are limited to 2000 characters.',
    },
    oauth.scopes.length === 0 && { field: 'scopes', message: missing },
    !oauth.scopes.every((scope) => offered(catalogue.scopes, scope)) && {
      field: 'scopes',
      message: 'Select scopes from the list.',
    },
    !oauth.ticked.every((value) => offered(ticks, value)) && {
      message: 'A setting was sent that this org does not offer.',
    },
    ticks.some(({ value, locked }) => locked && !oauth.ticked.includes(value)) && {
      message: 'To change this required setting, contact Support.',
    },
  ];
}

/** Policies as the form sends them: facts 4.2. What the page hides is not kept. */
export function judgePolicies(body: unknown, state: PracticeState, app: PracticeApp): Judged<AppPolicies> {
  const parsed = policiesShape.safeParse(body);
  if (!parsed.success) return { ok: false, refusals: [{ message: z.prettifyError(parsed.error) }] };
  const { catalogue } = state;
  const sent = parsed.data;
  const adminApproved = sent.permittedUsers === 'AdminApprovedPreAuthorized';
  const clientCredentials =
    sent.clientCredentials && (app.settings.oauth?.ticked.includes('clientCredentialsFlow') ?? false);
  const policies: AppPolicies = {
    ...sent,
    clientCredentials,
    runAs: clientCredentials ? sent.runAs.trim() : '',
    profiles: adminApproved ? sent.profiles : [],
    permissionSets: adminApproved ? sent.permissionSets : [],
  };
  return verdict(policies, [
    !offered(catalogue.startPages, policies.startPage) && { field: 'startPage', message: missing },
    !offered(catalogue.permittedUsers, policies.permittedUsers) && { field: 'permittedUsers', message: missing },
    !policies.profiles.every((profile) => offered(catalogue.profiles, profile)) && {
      field: 'profiles',
      message: 'Select profiles from the list.',
    },
    !policies.permissionSets.every((set) => offered(catalogue.permissionSets, set)) && {
      field: 'permissionSets',
      message: 'Select permission sets from the list.',
    },
    policies.apexPluginClass !== '' && {
      field: 'apexPluginClass',
      message: 'This org has no Apex class of this name.',
    },
    clientCredentials && runAsRefusal(policies.runAs, state),
    !offered(catalogue.tokenTimeouts, policies.tokenTimeout) && { field: 'tokenTimeout', message: missing },
    !offered(catalogue.refreshTokenPolicies, policies.refreshTokenPolicy) && {
      field: 'refreshTokenPolicy',
      message: missing,
    },
    !/^[1-9]\d*$/.test(policies.refreshTokenValidityPeriod) && {
      field: 'refreshTokenValidityPeriod',
      message: 'Enter a whole number above 0.',
    },
    !offered(catalogue.validityUnits, policies.refreshTokenValidityUnit) && {
      field: 'refreshTokenValidityUnit',
      message: missing,
    },
    !offered(catalogue.ipRelaxations, policies.ipRelaxation) && { field: 'ipRelaxation', message: missing },
    policies.sessionTimeout !== '' &&
      !(Number(policies.sessionTimeout) >= 1 && Number(policies.sessionTimeout) <= 1440) && {
        field: 'sessionTimeout',
        message: 'Enter a number of minutes from 1 to 1440.',
      },
  ]);
}

/** A username, never an e-mail address: facts 0.1 [C]. */
function runAsRefusal(runAs: string, { users }: PracticeState): Refusal | false {
  const user = users.find(({ username }) => username.toLowerCase() === runAs.toLowerCase());
  if (runAs === '') return { field: 'runAs', message: missing };
  if (!user) return { field: 'runAs', message: 'No user has this username.' };
  return !user.active && { field: 'runAs', message: 'This user is inactive.' };
}

function verdict<T>(value: T, findings: ReadonlyArray<Refusal | false>): Judged<T> {
  const refusals = findings.filter((finding) => finding !== false);
  return refusals.length === 0 ? { ok: true, value } : { ok: false, refusals };
}

function offered(choices: readonly Choice[], value: string): boolean {
  return choices.some((choice) => choice.value === value);
}

function isCallback(line: string): boolean {
  if (!URL.canParse(line)) return false;
  const { protocol, hostname } = new URL(line);
  return protocol === 'http:'
    ? hostname === 'localhost' || hostname === '127.0.0.1'
    : !['javascript:', 'data:', 'ftp:'].includes(protocol);
}

function trimmed(settings: AppSettings): AppSettings {
  const { oauth, ...basic } = settings;
  const fields = Object.entries(basic).map(([field, text]) => [field, text.trim()]);
  const basicTrimmed = Object.fromEntries(fields) as typeof basic;
  return { ...basicTrimmed, oauth: oauth && { ...oauth, callbackUrl: oauth.callbackUrl.trim() } };
}
