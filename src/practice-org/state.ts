import type { Dice } from './dice.ts';
import { newConsumer, newId, orgIdOf } from './ids.ts';
import { type PracticeUser, practiceUsers } from './people.ts';
import type { Release } from './releases/index.ts';
import type { AppPolicies, AppSettings, Catalogue, OrgSettings } from './shape.ts';

export interface PracticeApp {
  id: string;
  status: 'Enabled' | 'Disabled';
  settings: AppSettings;
  policies: AppPolicies;
  packageDefaults: AppPolicies;
  consumer: Consumer;
  /** A second key and secret, while there is one. */
  staged?: StagedConsumer;
}

export interface Consumer {
  key: string;
  secret: string;
}

/** The slot beside the key and secret in use: first the ones to come, after the rotation the former ones. Facts 8.2 [D]. */
export interface StagedConsumer extends Consumer {
  id: string;
  state: 'Active' | 'Rotated';
  /** Name of the user who staged them. */
  createdBy: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  expiresAt: number;
}

/** What the verification of somebody's identity was for: facts 8.4, VerificationHistory [D]. */
export type Activity = 'Login' | 'ExternalClientApp';

/** What an org says of its edition, which alone tells a Developer Edition from production: facts 8.4 [D]. */
export type Edition = 'Developer Edition' | 'Enterprise Edition';

/** All that the org holds, as plain data: copied for tests, never handed out. */
export interface PracticeState {
  orgId: string;
  orgName: string;
  sandbox: boolean;
  edition: Edition;
  users: PracticeUser[];
  apps: PracticeApp[];
  catalogue: Catalogue;
  orgSettings: OrgSettings;
  /** Whether API Access Control is on, which lets no session of a browser call the API: facts 1.4 [C]. */
  apiAccessControl: boolean;
}

const untouched: Omit<AppPolicies, 'refreshTokenPolicy'> = {
  startPage: 'None',
  customStartUrl: '',
  permittedUsers: 'AllSelfAuthorized',
  profiles: [],
  permissionSets: [],
  oauthStartUrl: '',
  apexPluginClass: '',
  clientCredentials: false,
  runAs: '',
  tokenExchange: false,
  tokenTimeout: '30 Minutes',
  refreshTokenValidityPeriod: '30',
  refreshTokenValidityUnit: 'Days',
  ipRelaxation: 'Enforce',
  singleLogout: false,
  highAssurance: false,
  sessionTimeout: '',
  customAttributes: [],
};

/** Policies of an app that nobody has edited, facts 4.2 [S]: no flow is ticked, whatever the settings enable. */
export function firstPolicies({ firstRefreshTokenPolicy }: Release): AppPolicies {
  return { ...structuredClone(untouched), refreshTokenPolicy: firstRefreshTokenPolicy };
}

export function newApp(settings: AppSettings, release: Release, dice: Dice): PracticeApp {
  return {
    id: newId(dice, '0xI'),
    status: 'Enabled',
    settings,
    policies: firstPolicies(release),
    packageDefaults: firstPolicies(release),
    consumer: newConsumer(dice),
  };
}

/** An app that somebody else made, without OAuth. */
function otherApp(name: string, domain: string): AppSettings {
  return {
    name,
    apiName: name.replaceAll(' ', '_'),
    contactEmail: `hugo.grant@${domain}.example`,
    distributionState: 'Local',
    contactPhone: '',
    infoUrl: '',
    logoImageUrl: '',
    iconUrl: '',
    description: '',
    oauth: null,
  };
}

/** An org like a Developer Edition, whatever edition it says it is: users, and as many apps that somebody else made. */
export function newState(
  { domain, sandbox, edition, apps }: { domain: string; sandbox: boolean; edition: Edition; apps: number },
  release: Release,
  dice: Dice,
): PracticeState {
  const names = Array.from({ length: apps }, (_, n) => (n === 0 ? 'Warehouse Sync' : `Integration ${n + 1}`));
  return {
    orgId: orgIdOf(sandbox ? `${domain}--dev` : domain),
    sandbox,
    edition,
    orgName: `${domain.charAt(0).toUpperCase()}${domain.slice(1)} Practice`,
    users: practiceUsers(domain, sandbox, dice),
    apps: names.map((name) => newApp(otherApp(name, domain), release, dice)),
    catalogue: structuredClone(release.catalogue),
    orgSettings: { secretsInRestApi: false, secretsInMetadataApi: false },
    apiAccessControl: false,
  };
}
