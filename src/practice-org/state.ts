import type { Dice } from './dice.ts';
import { newConsumer, newId, orgIdOf } from './ids.ts';
import { type PracticeUser, practiceUsers } from './people.ts';
import type { Release } from './releases/index.ts';
import type { AppPolicies, AppSettings, Catalogue } from './shape.ts';

export interface PracticeApp {
  id: string;
  status: 'Enabled' | 'Disabled';
  settings: AppSettings;
  policies: AppPolicies;
  consumer: { key: string; secret: string };
}

/** What the verification of somebody's identity was for: facts 8.4, VerificationHistory [D]. */
export type Activity = 'Login' | 'ExternalClientApp';

/** All that the org holds, as plain data: copied for tests, never handed out. */
export interface PracticeState {
  orgId: string;
  orgName: string;
  users: PracticeUser[];
  apps: PracticeApp[];
  catalogue: Catalogue;
}

/** Policies of an app that nobody has edited, facts 4.2 [S]: no flow is ticked, whatever the settings enable. */
const firstPolicies: Omit<AppPolicies, 'refreshTokenPolicy'> = {
  startPage: 'None',
  permittedUsers: 'AllSelfAuthorized',
  profiles: [],
  permissionSets: [],
  oauthStartUrl: '',
  apexPluginClass: '',
  clientCredentials: false,
  runAs: '',
  tokenTimeout: '30 Minutes',
  refreshTokenValidityPeriod: '30',
  refreshTokenValidityUnit: 'Days',
  ipRelaxation: 'Enforce',
  singleLogout: false,
  highAssurance: false,
  sessionTimeout: '',
};

export function newApp(settings: AppSettings, release: Release, dice: Dice): PracticeApp {
  return {
    id: newId(dice, '0xI'),
    status: 'Enabled',
    settings,
    policies: { ...structuredClone(firstPolicies), refreshTokenPolicy: release.firstRefreshTokenPolicy },
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

/** An org like a Developer Edition: users, and as many apps that somebody else made. */
export function newState(domain: string, apps: number, release: Release, dice: Dice): PracticeState {
  const names = Array.from({ length: apps }, (_, n) => (n === 0 ? 'Warehouse Sync' : `Integration ${n + 1}`));
  return {
    orgId: orgIdOf(domain),
    orgName: `${domain.charAt(0).toUpperCase()}${domain.slice(1)} Practice`,
    users: practiceUsers(domain, dice),
    apps: names.map((name) => newApp(otherApp(name, domain), release, dice)),
    catalogue: structuredClone(release.catalogue),
  };
}
