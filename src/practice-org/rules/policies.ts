import { z } from 'zod';
import type { Release } from '../releases/index.ts';
import type { AppPolicies, OAuthSettings, Refusal } from '../shape.ts';
import { firstPolicies, type PracticeApp, type PracticeState } from '../state.ts';
import { type Judged, missing, offered, verdict } from './judge.ts';
import { isWebUrl, isWholeNumber } from './settings.ts';

const shape = z.strictObject({
  startPage: z.string(),
  customStartUrl: z.string().trim(),
  permittedUsers: z.string(),
  profiles: z.array(z.string()),
  permissionSets: z.array(z.string()),
  oauthStartUrl: z.string().trim(),
  apexPluginClass: z.string().trim(),
  clientCredentials: z.boolean(),
  runAs: z.string().trim(),
  tokenExchange: z.boolean(),
  tokenTimeout: z.string(),
  refreshTokenPolicy: z.string(),
  refreshTokenValidityPeriod: z.coerce.string(),
  refreshTokenValidityUnit: z.string(),
  ipRelaxation: z.string(),
  singleLogout: z.boolean(),
  highAssurance: z.boolean(),
  sessionTimeout: z.coerce.string(),
  customAttributes: z.array(z.strictObject({ key: z.string().trim(), value: z.string().trim() })),
});

/** Policies of which one is chosen from what the catalogue offers. */
export const choicesOf = {
  startPage: 'startPages',
  permittedUsers: 'permittedUsers',
  tokenTimeout: 'tokenTimeouts',
  refreshTokenPolicy: 'refreshTokenPolicies',
  refreshTokenValidityUnit: 'validityUnits',
  ipRelaxation: 'ipRelaxations',
} as const;

/** Policies as the form sends them: facts 4.2. What the page hides is not kept. */
export function judgePolicies(
  body: unknown,
  state: PracticeState,
  app: PracticeApp,
  release: Release,
): Judged<AppPolicies> {
  const parsed = shape.safeParse(body);
  if (!parsed.success) return { ok: false, refusals: [{ message: z.prettifyError(parsed.error) }] };
  const { catalogue } = state;
  const policies = withoutHidden(parsed.data, app.settings.oauth, release);
  const keys = policies.customAttributes.map(({ key }) => key.toLowerCase());
  return verdict(policies, [
    ...(Object.keys(choicesOf) as Array<keyof typeof choicesOf>).map(
      (field) => !offered(catalogue[choicesOf[field]], policies[field]) && { field, message: missing },
    ),
    policies.startPage === 'Custom' &&
      !isWebUrl(policies.customStartUrl) && { field: 'customStartUrl', message: 'Enter a valid URL.' },
    policies.oauthStartUrl !== '' &&
      !isWebUrl(policies.oauthStartUrl) && { field: 'oauthStartUrl', message: 'Enter a valid URL.' },
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
    policies.clientCredentials && runAsRefusal(policies.runAs, state),
    !isWholeNumber(policies.refreshTokenValidityPeriod) && {
      field: 'refreshTokenValidityPeriod',
      message: 'Enter a whole number above 0.',
    },
    policies.sessionTimeout !== '' &&
      !(isWholeNumber(policies.sessionTimeout) && Number(policies.sessionTimeout) <= 1440) && {
        field: 'sessionTimeout',
        message: 'Enter a number of minutes from 1 to 1440.',
      },
    (keys.includes('') || new Set(keys).size < keys.length) && {
      field: 'customAttributes',
      message: 'Each custom attribute needs a key of its own.',
    },
  ]);
}

/**
 * The policies that the page shows for these settings; whatever it hides is as nobody had edited it. guess [I]: facts 4.2, for
 * settings that change later: whether a flow keeps its policy while it is off is not public.
 */
export function withoutHidden(policies: AppPolicies, oauth: OAuthSettings | null, release: Release): AppPolicies {
  const { startPage, customStartUrl } = policies;
  const custom = startPage === 'Custom' ? customStartUrl : '';
  const first = firstPolicies(release);
  if (!oauth) return { ...first, startPage, customStartUrl: custom };
  const isOn = (flow: string) => oauth.ticked.includes(flow);
  const clientCredentials = policies.clientCredentials && isOn('clientCredentialsFlow');
  const adminApproved = policies.permittedUsers === 'AdminApprovedPreAuthorized';
  const expires = policies.refreshTokenPolicy.startsWith('Specific');
  return {
    ...policies,
    customStartUrl: custom,
    oauthStartUrl: startPage === 'OAuth' ? policies.oauthStartUrl : '',
    profiles: adminApproved ? policies.profiles : [],
    permissionSets: adminApproved ? policies.permissionSets : [],
    clientCredentials,
    runAs: clientCredentials ? policies.runAs : '',
    tokenExchange: policies.tokenExchange && isOn('tokenExchangeFlow'),
    tokenTimeout: isOn('namedUserJwt') ? policies.tokenTimeout : first.tokenTimeout,
    refreshTokenValidityPeriod: expires ? policies.refreshTokenValidityPeriod : first.refreshTokenValidityPeriod,
    refreshTokenValidityUnit: expires ? policies.refreshTokenValidityUnit : first.refreshTokenValidityUnit,
  };
}

/** A username, never an e-mail address: facts 0.1 [C]. */
function runAsRefusal(runAs: string, { users }: PracticeState): Refusal | false {
  const user = users.find(({ username }) => username.toLowerCase() === runAs.toLowerCase());
  if (runAs === '') return { field: 'runAs', message: missing };
  if (!user) return { field: 'runAs', message: 'No user has this username.' };
  return !user.active && { field: 'runAs', message: 'This user is inactive.' };
}
