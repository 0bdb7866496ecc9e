import { choicesOf } from './rules/policies.ts';
import type { AppPolicies, AppSettings, Catalogue, OAuthSettings } from './shape.ts';
import type { PracticeApp } from './state.ts';

type Shown = string | readonly string[];
type Described = Readonly<Record<string, Shown>>;

const settingsLabels: Readonly<Record<keyof Omit<AppSettings, 'oauth'>, string>> = {
  name: 'External Client App Name',
  apiName: 'API Name',
  contactEmail: 'Contact Email',
  distributionState: 'Distribution State',
  contactPhone: 'Contact Phone',
  infoUrl: 'Info URL',
  logoImageUrl: 'Logo Image URL',
  iconUrl: 'Icon URL',
  description: 'Description',
};

const oauthLabels: Readonly<Record<keyof Omit<OAuthSettings, 'ticked'>, string>> = {
  callbackUrl: 'Callback URL',
  scopes: 'OAuth Scopes',
  idTokenValidity: 'ID Token Validity in Minutes',
  idTokenAudiences: 'ID Token Audiences',
  certificate: 'Certificate',
  refreshTokenRanges: 'Refresh Token IP Allowlist',
  trustedRanges: 'Trusted IP Ranges for OAuth Web Server Flow',
};

const policyLabels: Readonly<Record<keyof AppPolicies, string>> = {
  startPage: 'Start Page',
  customStartUrl: 'Custom Start URL',
  permittedUsers: 'Permitted Users',
  profiles: 'Select Profiles',
  permissionSets: 'Select Permission Sets',
  oauthStartUrl: 'OAuth Start URL',
  apexPluginClass: 'Apex Plugin Class',
  clientCredentials: 'Enable Client Credentials Flow',
  runAs: 'Run As (Username)',
  tokenExchange: 'Enable Token Exchange Flow',
  tokenTimeout: 'Token Timeout',
  refreshTokenPolicy: 'Refresh Token Policy',
  refreshTokenValidityPeriod: 'Refresh Token Validity Period',
  refreshTokenValidityUnit: 'Refresh Token Validity Unit',
  ipRelaxation: 'IP Relaxation',
  singleLogout: 'Enable Single Logout',
  highAssurance: 'High Assurance Session Required',
  sessionTimeout: 'Session Timeout In Minutes',
  customAttributes: 'Custom Attributes',
};

/** The label on the page of a field as forms name it; the name itself where no page has it. */
export function labelOf(field: string): string {
  return { ...settingsLabels, ...oauthLabels, ...policyLabels }[field] ?? field;
}

/** What differs between an app before and after, as the ledger tells it: the label of each field to `before -> after`. */
export function changesOf(
  before: PracticeApp | undefined,
  after: PracticeApp,
  catalogue: Catalogue,
): Record<string, string> {
  const policies = (app: PracticeApp) => describePolicies(app.policies, catalogue);
  const defaults = (app: PracticeApp) => describePolicies(app.packageDefaults, catalogue);
  return {
    ...(before && prefixed('Package Defaults: ', difference(defaults(before), defaults(after)))),
    ...(before && difference(policies(before), policies(after))),
    ...difference(
      before ? describeSettings(before.settings, catalogue) : {},
      describeSettings(after.settings, catalogue),
    ),
    ...(before && difference({ 'App Status': before.status }, { 'App Status': after.status })),
  };
}

function describeSettings({ oauth, ...basic }: AppSettings, catalogue: Catalogue): Described {
  const ticks = [...catalogue.appOptions, ...catalogue.flows, ...catalogue.security];
  const isOn = (value: string) => oauth?.ticked.includes(value) ?? false;
  return {
    ...described(settingsLabels, (field) => basic[field]),
    'Enable OAuth': shown(oauth !== null),
    ...described(oauthLabels, (field) => oauth?.[field] ?? ''),
    ...Object.fromEntries(ticks.map(({ value, label }) => [label, shown(isOn(value))])),
  };
}

function describePolicies(policies: AppPolicies, catalogue: Catalogue): Described {
  return described(policyLabels, (field) => {
    const value = policies[field];
    const offered = field in choicesOf ? catalogue[choicesOf[field as keyof typeof choicesOf]] : [];
    return offered.find((choice) => choice.value === value)?.label ?? value;
  });
}

function described<Field extends string>(
  labels: Readonly<Record<Field, string>>,
  value: (field: Field) => unknown,
): Described {
  return Object.fromEntries((Object.keys(labels) as Field[]).map((field) => [labels[field], shown(value(field))]));
}

function shown(value: unknown): Shown {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (!Array.isArray(value)) return String(value);
  return value.map((each: unknown) => (each instanceof Object ? Object.values(each).join(' - ') : String(each)));
}

function difference(before: Described, after: Described): Record<string, string> {
  const changes = Object.keys(after).map((label) => [label, change(before[label], after[label] ?? '')] as const);
  return Object.fromEntries(changes.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

/** Undefined where nothing changed; a field that was not there before counts as empty, or as off. */
function change(before: Shown | undefined, after: Shown): string | undefined {
  if (typeof after === 'string') {
    const was = typeof before === 'string' ? before : after === 'on' || after === 'off' ? 'off' : '';
    return was === after ? undefined : `${was || '(empty)'} -> ${after || '(empty)'}`;
  }
  const was = Array.isArray(before) ? before : [];
  const added = after.filter((each) => !was.includes(each));
  const removed = was.filter((each) => !after.includes(each));
  const parts = [
    added.length > 0 && `added ${added.join(', ')}`,
    removed.length > 0 && `removed ${removed.join(', ')}`,
  ];
  return parts.filter((part) => part !== false).join('; ') || undefined;
}

function prefixed(prefix: string, changes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(changes).map(([label, text]) => [prefix + label, text]));
}
