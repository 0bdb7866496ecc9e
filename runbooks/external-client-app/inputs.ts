import { z } from 'zod';

const text = z.string().trim().min(1);

/** A callback URL as Salesforce takes it: https, a custom scheme, or http on localhost (facts 3.2 [D]). */
const callbackUrl = z
  .url()
  .refine(
    (url) => URL.canParse(url) && (new URL(url).protocol !== 'http:' || new URL(url).hostname === 'localhost'),
    'must be https unless it is on localhost',
  );

/** What may be asked of the runbook. Everything but the contact has the guide's own value by default. */
export const inputs = z.strictObject({
  appName: text
    .max(80)
    .regex(/^[^\p{Cc}]*$/u, 'must be one line')
    .default('setupwright')
    .describe('Name of the app; it is found again by this name'),
  contactEmail: z.email().describe('Email address of a contact for the app'),
  callbackUrls: z
    .array(callbackUrl)
    .min(1)
    .default(['https://oauth.pstmn.io/v1/callback'])
    .describe('Callback URLs; others that the app has are left alone'),
  scopes: z
    .union([z.literal('all'), z.array(z.string().regex(/^[a-z_]+$/, 'must be a token such as api')).min(1)])
    .default('all')
    .describe('OAuth scopes: all that the org offers, or at least those of a list of tokens such as api: see extras'),
  flows: z
    .strictObject({ clientCredentials: z.literal(true).default(true) })
    .prefault({})
    .describe('OAuth flows; the key and secret are proved by the client credentials flow, so it is always on'),
  security: z
    .strictObject({
      secretForWebServerFlow: z.boolean().default(true),
      secretForRefreshTokenFlow: z.boolean().default(true),
      pkce: z.boolean().default(true),
    })
    .prefault({})
    .describe('Security settings'),
  permittedUsers: z
    .enum(['Admin approved users are pre-authorized'])
    .default('Admin approved users are pre-authorized')
    .describe('Who may use the app; profiles can be chosen only for approved users'),
  profiles: z
    .array(text)
    .min(1)
    .default(['System Administrator'])
    .describe('Profiles whose users are approved, at least these: see extras'),
  permissionSets: z
    .array(text)
    .default([])
    .describe('Permission sets whose users are approved, at least these: see extras'),
  extras: z
    .enum(['leave', 'remove'])
    .default('leave')
    .describe('Scopes, profiles and permission sets beyond those that are asked for: left alone, or removed'),
  runAs: text
    .optional()
    .describe('Username, or email address, of the user that the app runs as; the signed-in user by default'),
});
