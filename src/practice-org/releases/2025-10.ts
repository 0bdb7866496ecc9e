import { common, refreshTokenPolicies } from './common.ts';
import type { Release } from './release.ts';

/** As the screenshots of October 2025 show it: facts 3.2, 4.2, 10 [S]. */
export const release2025: Release = {
  name: '2025-10',
  api: { label: "Winter '26", version: '65.0' },
  signIn: 'password',
  signInHeading: undefined,
  firstRefreshTokenPolicy: 'Infinite',
  lacks: ['Lightning Out 2.0 App Manager'],
  catalogue: {
    ...common,
    security: [
      { value: 'secretForWebServer', label: 'Require secret for Web Server Flow', ticked: true },
      { value: 'secretForRefreshToken', label: 'Require secret for Refresh Token Flow', ticked: true },
      {
        value: 'pkce',
        label: 'Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows',
        ticked: true,
      },
      { value: 'refreshTokenRotation', label: 'Enable Refresh Token Rotation', ticked: false },
      { value: 'namedUserJwt', label: 'Issue JSON Web Token (JWT)-based access tokens for named users', ticked: false },
    ],
    refreshTokenPolicies: [
      { value: 'Infinite', label: 'Refresh token is valid until revoked' },
      ...refreshTokenPolicies,
    ],
    wording: {
      oauthTitle: 'API (Enable OAuth Settings)',
      oauthUnfolded: true,
      laterSections: [
        'Web App (Enable SAML Settings)',
        'Mobile App Settings (Beta)',
        'Push Notification Settings (Beta)',
        'Notification Settings (Beta)',
      ],
      refreshTokenPolicyTitle: 'Refresh Token Policy',
      ipCards: false,
    },
  },
};
