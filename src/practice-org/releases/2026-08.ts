import type { Tick } from '../shape.ts';
import { common, refreshTokenPolicies } from './common.ts';
import type { Release } from './release.ts';

/** The column "mid-2026" of facts 3.2 [S]: three rows are ticked and locked. guess [I]: facts 3.2, the hints. */
const security: Tick[] = [
  { value: 'secretForWebServer', label: 'Require secret for Web Server Flow', ticked: true },
  { value: 'secretForRefreshToken', label: 'Require secret for Refresh Token Flow', ticked: true },
  {
    value: 'pkce',
    label: 'Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows',
    ticked: true,
    locked: true,
  },
  { value: 'refreshTokenRotation', label: 'Enable Refresh Token Rotation', ticked: true, locked: true },
  {
    value: 'namedUserJwt',
    label: 'Issue JSON Web Token (JWT)-based access tokens for named users',
    ticked: false,
  },
  {
    value: 'idleTokenLimit',
    label: 'Limit Idle Refresh Token Time-to-Live (TTL) to 30 Days',
    ticked: true,
    locked: true,
    hint: 'A refresh token that nobody uses for 30 days expires.',
  },
  {
    value: 'refreshTokenAllowlist',
    label: 'Enforce Refresh Token IP Allowlist',
    ticked: false,
    hint: 'Only addresses on the allowlist can use a refresh token.',
  },
];

/** As the screenshots of 2026 show it: facts 3.2, 4.2, 10 [S]; that its OAuth section is folded at first is [V]. */
export const release2026: Release = {
  name: '2026-08',
  api: { label: "Summer '26", version: '67.0' },
  signIn: 'identifier-first',
  signInHeading: 'Salesforce login',
  firstRefreshTokenPolicy: 'SpecificInactivity',
  lacks: ['Field Service Setup Home (Beta)'],
  catalogue: {
    ...common,
    security,
    refreshTokenPolicies,
    wording: {
      oauthTitle: 'API (Enable OAuth Settings)',
      oauthUnfolded: false,
      laterSections: [
        'SAML Settings',
        'Canvas App Settings',
        'Mobile App Settings',
        'Push Notification Settings',
        'Notification Settings',
      ],
      refreshTokenPolicyTitle: 'Refresh Token Policy (Idle Expiration Time Limit Enforced)',
      // guess [I]: facts 4.2, the icons are on the screenshots, their words are not.
      refreshTokenPolicyHint: 'A refresh token that nobody uses for 30 days expires, whatever you choose.',
      sessionTimeoutHint: 'How long a session lasts. Leave it empty to take the setting of the org.',
      ipCards: true,
    },
  },
};
