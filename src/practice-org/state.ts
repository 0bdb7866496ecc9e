import { catalogue } from './catalogue.ts';
import { newConsumer, newId, orgIdOf } from './ids.ts';
import { type PracticeUser, practiceUsers } from './people.ts';
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

export interface CodeTried {
  username: string;
  activity: Activity;
  accepted: boolean;
}

/** All that the org holds, as plain data: copied for tests, never handed out. */
export interface PracticeState {
  orgId: string;
  orgName: string;
  users: PracticeUser[];
  apps: PracticeApp[];
  catalogue: Catalogue;
  mailsSent: number;
  codesTried: CodeTried[];
}

/** Policies of an app that nobody has edited, facts 4.2 [S]: no flow is ticked, whatever the settings enable. */
const firstPolicies: AppPolicies = {
  startPage: 'None',
  permittedUsers: 'AllSelfAuthorized',
  profiles: [],
  permissionSets: [],
  oauthStartUrl: '',
  apexPluginClass: '',
  clientCredentials: false,
  runAs: '',
  tokenTimeout: '30 Minutes',
  refreshTokenPolicy: 'SpecificInactivity',
  refreshTokenValidityPeriod: '30',
  refreshTokenValidityUnit: 'Days',
  ipRelaxation: 'Enforce',
  singleLogout: false,
  highAssurance: false,
  sessionTimeout: '',
};

export function newApp(settings: AppSettings): PracticeApp {
  return {
    id: newId('0xI'),
    status: 'Enabled',
    settings,
    policies: structuredClone(firstPolicies),
    consumer: newConsumer(),
  };
}

/** An org like a Developer Edition: users, and one app that somebody else made. */
export function newState(domain: string): PracticeState {
  const oldApp = newApp({
    name: 'Warehouse Sync',
    apiName: 'Warehouse_Sync',
    contactEmail: `hugo.grant@${domain}.example`,
    distributionState: 'Local',
    contactPhone: '',
    infoUrl: '',
    logoImageUrl: '',
    iconUrl: '',
    description: '',
    oauth: null,
  });
  return {
    orgId: orgIdOf(domain),
    orgName: `${domain.charAt(0).toUpperCase()}${domain.slice(1)} Practice`,
    users: practiceUsers(domain),
    apps: [oldApp],
    catalogue: structuredClone(catalogue),
    mailsSent: 0,
    codesTried: [],
  };
}
