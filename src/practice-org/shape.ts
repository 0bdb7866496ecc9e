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
  /** What the info icons of policies say, in releases that have them. */
  readonly refreshTokenPolicyHint?: string;
  readonly sessionTimeoutHint?: string;
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

/** Addresses from one to another, both included. */
export interface IpRange {
  start: string;
  end: string;
}

export interface CustomAttribute {
  key: string;
  value: string;
}

export interface OAuthSettings {
  callbackUrl: string;
  scopes: string[];
  /** Values of the ticked boxes: app options, flows and security together. */
  ticked: string[];
  /** In minutes; asked for where the ID token is configured, as are its audiences. */
  idTokenValidity: string;
  idTokenAudiences: string;
  /** The file name of the certificate for the JWT bearer flow. */
  certificate: string;
  refreshTokenRanges: IpRange[];
  trustedRanges: IpRange[];
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
  customStartUrl: string;
  permittedUsers: string;
  profiles: string[];
  permissionSets: string[];
  oauthStartUrl: string;
  apexPluginClass: string;
  clientCredentials: boolean;
  runAs: string;
  tokenExchange: boolean;
  tokenTimeout: string;
  refreshTokenPolicy: string;
  refreshTokenValidityPeriod: string;
  refreshTokenValidityUnit: string;
  ipRelaxation: string;
  singleLogout: boolean;
  highAssurance: boolean;
  sessionTimeout: string;
  customAttributes: CustomAttribute[];
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

/** Some rows of the list, in order, and whether there are more after them. */
export interface AppPage {
  readonly rows: readonly AppRow[];
  readonly more: boolean;
}

export interface AppDetail extends AppRow {
  readonly settings: AppSettings;
  readonly policies: AppPolicies;
  /** The policies that a package with this app would bring along. */
  readonly packageDefaults: AppPolicies;
  /** Where the classic page with the consumer key and secret is. */
  readonly consumerDetailsUrl: string;
}

/** Why the server refuses a form. The field is missing where the refusal is about the form as a whole. */
export interface Refusal {
  readonly field?: string;
  readonly message: string;
}

/** What the org-wide settings of External Client Apps open: facts 8.1 [D] and 8.2 [C]. */
export interface OrgSettings {
  /** Key and secret by REST, without a code. */
  secretsInRestApi: boolean;
  secretsInMetadataApi: boolean;
}
