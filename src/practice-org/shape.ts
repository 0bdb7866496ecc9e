/** What the pages and the server of the practice org say to each other. Plain data, no behaviour. */

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A checkbox as the org offers it: its state at first, and whether the org lets anybody change it. */
export interface Tick extends Choice {
  readonly ticked: boolean;
  readonly locked?: boolean;
  /** Shown only while this other box is ticked. */
  readonly under?: string;
  readonly hint?: string;
}

/** What releases word or show differently. */
export interface Wording {
  /** The section of the create form that enables OAuth. */
  readonly oauthTitle: string;
  /** Whether that section is unfolded when the form opens. */
  readonly oauthUnfolded: boolean;
  /** Titles of the sections below, folded at first. */
  readonly laterSections: readonly string[];
  readonly refreshTokenPolicyTitle: string;
  /** Whether the settings have the two cards of IP ranges. */
  readonly ipCards: boolean;
}

/** What the org offers to choose from. It differs by release, edition and licence, so the pages ask for it. */
export interface Catalogue {
  readonly distributionStates: readonly Choice[];
  readonly scopes: readonly Choice[];
  readonly appOptions: readonly Tick[];
  readonly flows: readonly Tick[];
  readonly security: readonly Tick[];
  readonly startPages: readonly Choice[];
  readonly permittedUsers: readonly Choice[];
  readonly profiles: readonly Choice[];
  readonly permissionSets: readonly Choice[];
  readonly tokenTimeouts: readonly Choice[];
  readonly refreshTokenPolicies: readonly Choice[];
  readonly validityUnits: readonly Choice[];
  readonly ipRelaxations: readonly Choice[];
  readonly wording: Wording;
}

export interface OAuthSettings {
  callbackUrl: string;
  scopes: string[];
  /** Values of the ticked boxes: app options, flows and security together. */
  ticked: string[];
}

export interface AppSettings {
  name: string;
  apiName: string;
  contactEmail: string;
  distributionState: string;
  contactPhone: string;
  infoUrl: string;
  logoImageUrl: string;
  iconUrl: string;
  description: string;
  /** Null as long as OAuth is not enabled. */
  oauth: OAuthSettings | null;
}

export interface AppPolicies {
  startPage: string;
  permittedUsers: string;
  profiles: string[];
  permissionSets: string[];
  oauthStartUrl: string;
  apexPluginClass: string;
  clientCredentials: boolean;
  runAs: string;
  tokenTimeout: string;
  refreshTokenPolicy: string;
  refreshTokenValidityPeriod: string;
  refreshTokenValidityUnit: string;
  ipRelaxation: string;
  singleLogout: boolean;
  highAssurance: boolean;
  sessionTimeout: string;
}

/** One row of the External Client App Manager. */
export interface AppRow {
  readonly id: string;
  readonly name: string;
  readonly contactEmail: string;
  readonly authorization: string;
  readonly type: string;
  readonly status: string;
}

export interface AppDetail extends AppRow {
  readonly settings: AppSettings;
  readonly policies: AppPolicies;
  /** Where the classic page with the consumer key and secret is. */
  readonly consumerDetailsUrl: string;
}

/** Why the server refuses a form. The field is missing where the refusal is about the form as a whole. */
export interface Refusal {
  readonly field?: string;
  readonly message: string;
}
