import type { Catalogue, Choice, Tick } from '../shape.ts';

const labelled = (labels: readonly string[]): Choice[] => labels.map((label) => ({ label, value: label }));

/**
 * In the order of the page, facts 3.3 [S/C/D]. The value is the scope token in the last parentheses. guess [I]: facts 3.3,
 * the headless ones, of which the screen shows the beginning of two.
 */
const scopeLabels = [
  'Access the identity URL service (id, profile, email, address, phone)',
  'Manage user data via APIs (api)',
  'Manage user data via Web browsers (web)',
  'Full access (full)',
  'Access Connect REST API resources (chatter_api)',
  'Access Visualforce applications (visualforce)',
  'Perform requests at any time (refresh_token, offline_access)',
  'Access unique user identifiers (openid)',
  'Access custom permissions (custom_permissions)',
  'Access Analytics REST API resources (wave_api)',
  'Access Analytics REST API Charts Geodata resources (eclair_api)',
  'Manage Pardot services (pardot_api)',
  'Access Lightning applications (lightning)',
  'Access content resources (content)',
  'Manage Data Cloud Ingestion API data (cdp_ingest_api)',
  'Manage Data Cloud profile data (cdp_profile_api)',
  'Perform ANSI SQL queries on Data Cloud data (cdp_query_api)',
  'Access chatbot services (chatbot_api)',
  'Perform segmentation on Data Cloud data (cdp_segment_api)',
  'Manage Data Cloud Identity Resolution (cdp_identityresolution_api)',
  'Manage Data Cloud Calculated Insight data (cdp_calculated_insight_api)',
  'Access the Salesforce API Platform (sfap_api)',
  'Access Interaction API resources (interaction_api)',
  'Access all Data Cloud API resources (cdp_api)',
  'Access Einstein GPT services (einstein_gpt_api)',
  'Access Headless Passwordless Login API (pwdless_login_api)',
  'Access Headless Forgot Password API (forgot_password)',
  'Access Headless Registration API (user_registration_api)',
];

const scopes: Choice[] = scopeLabels.map((label) => ({
  label,
  value: label.slice(label.lastIndexOf('(') + 1, -1).replaceAll(',', ''),
}));

/** Facts 3.2 [S]. guess [I]: facts 3.2, what the ID token is configured by, after the fields of its metadata (facts 8.1 [D]). */
const appOptions: Tick[] = [
  { value: 'introspectAllTokens', label: 'Introspect all Tokens', ticked: false },
  { value: 'configureIdToken', label: 'Configure ID token', ticked: false },
  { value: 'idTokenStandardClaims', label: 'Include Standard Claims', ticked: false, under: 'configureIdToken' },
  { value: 'idTokenAttributes', label: 'Include Custom Attributes', ticked: false, under: 'configureIdToken' },
  { value: 'idTokenPermissions', label: 'Include Custom Permissions', ticked: false, under: 'configureIdToken' },
];

/** Facts 3.2 [S]: all off at first. */
const flows: Tick[] = [
  { value: 'clientCredentialsFlow', label: 'Enable Client Credentials Flow', ticked: false },
  { value: 'codeCredentialsFlow', label: 'Enable Authorization Code and Credentials Flow', ticked: false },
  {
    value: 'codeCredentialsPostOnly',
    label: 'Require user credentials in the POST body for Authorization Code and Credentials Flow',
    ticked: false,
    under: 'codeCredentialsFlow',
  },
  { value: 'deviceFlow', label: 'Enable Device Flow', ticked: false },
  { value: 'jwtBearerFlow', label: 'Enable JWT Bearer Flow', ticked: false },
  { value: 'tokenExchangeFlow', label: 'Enable Token Exchange Flow', ticked: false },
  {
    value: 'secretForTokenExchange',
    label: 'Require Secret for Token Exchange Flow',
    ticked: true,
    under: 'tokenExchangeFlow',
  },
];

/** What the org offers whatever its release. */
export const common: Omit<Catalogue, 'security' | 'refreshTokenPolicies' | 'wording'> = {
  distributionStates: labelled(['Local', 'Packaged']),
  scopes,
  appOptions,
  flows,
  startPages: labelled(['None', 'OAuth', 'Custom']),
  permittedUsers: [
    { value: 'AllSelfAuthorized', label: 'All users can self-authorize' },
    { value: 'AdminApprovedPreAuthorized', label: 'Admin approved users are pre-authorized' },
  ],
  profiles: labelled([
    'Analytics Cloud Integration User',
    'Analytics Cloud Security User',
    'Contract Manager',
    'Marketing User',
    'Minimum Access - API Only Integrations',
    'Minimum Access - Salesforce',
    'Read Only',
    'Solution Manager',
    'Standard Platform User',
    'Standard User',
    'System Administrator',
  ]),
  permissionSets: labelled(['Billing Sync', 'Data Cloud Admin', 'Data Cloud User', 'Document AI Integration']),
  tokenTimeouts: labelled(['15 Minutes', '30 Minutes', '1 Hour']),
  validityUnits: [
    { value: 'Hours', label: 'Hour(s)' },
    { value: 'Days', label: 'Day(s)' },
    { value: 'Months', label: 'Month(s)' },
  ],
  // guess [I]: facts 4.2, the last two.
  ipRelaxations: [
    { value: 'Enforce', label: 'Enforce IP restrictions' },
    { value: 'Bypass', label: 'Relax IP restrictions' },
    { value: 'Bypass_2factor', label: 'Relax IP restrictions for activated devices' },
    { value: 'Enforce_RelaxRefresh', label: 'Enforce IP restrictions, but relax for refresh tokens' },
  ],
};

/** Facts 4.2 [S]: the three that both releases offer. */
export const refreshTokenPolicies: Choice[] = [
  { value: 'Zero', label: 'Immediately expire refresh token' },
  { value: 'SpecificLifetime', label: 'Expire refresh token after specific time' },
  { value: 'SpecificInactivity', label: 'Expire refresh token if not used for specific time' },
];
