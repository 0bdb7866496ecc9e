import type { Guide } from '../../src/runbook/runbook.ts';

const CREATE = 'Create the app';
const POLICIES = 'Set the policies';
const ADMIN = 'Find the Run As user';
const CREDENTIALS = 'Get the key and secret';

const instructions: readonly (readonly [under: string, says: string])[] = [
  [CREATE, 'Open Setup.'],
  [CREATE, 'Use Quick Find to get to External Client App Manager.'],
  [CREATE, 'Press New External Client App to start a new one.'],
  [CREATE, 'In Basic Information, give the app a name that tells what it is for.'],
  [CREATE, 'Give the email address of a contact.'],
  [CREATE, 'In API (Enable OAuth Settings), tick Enable OAuth.'],
  [CREATE, 'Enter https://oauth.pstmn.io/v1/callback as the Callback URL.'],
  [CREATE, 'Move every available OAuth scope over to the selected ones.'],
  [CREATE, 'In Flow Enablement, tick the client credentials flow and confirm with OK.'],
  [CREATE, 'In Security, make sure that a secret is required for the Web Server Flow.'],
  [CREATE, 'In Security, make sure that a secret is required for the Refresh Token Flow.'],
  [CREATE, 'In Security, make sure that PKCE is required for the authorization flows that support it.'],
  [CREATE, 'Press Create.'],
  [
    POLICIES,
    'On the page of the new app, which opens by itself or from External Client App Manager, go to the Policies tab.',
  ],
  [POLICIES, 'Press Edit.'],
  [POLICIES, 'In OAuth Policies, set Permitted Users to the users that an admin has approved, and confirm with OK.'],
  [POLICIES, 'In App Policies, add System Administrator to the selected profiles.'],
  [POLICIES, 'In OAuth Flows and External Client App Enhancements, enable the client credentials flow.'],
  [POLICIES, 'In Run As (Username), enter the email address of the System Administrator.'],
  [POLICIES, 'Press Save.'],
  [ADMIN, 'Open Setup in a second tab.'],
  [ADMIN, 'Use Quick Find to get to Users.'],
  [ADMIN, 'Find the admin and copy the email address.'],
  [ADMIN, 'Paste it into the Run As field in the first tab.'],
  [CREDENTIALS, 'Open the app again from External Client App Manager.'],
  [CREDENTIALS, 'In OAuth Settings, press Consumer Key and Secret.'],
  [CREDENTIALS, 'When asked, enter the verification code that comes by email.'],
  [CREDENTIALS, 'Keep the Consumer Key and the Consumer Secret in a safe place.'],
];

/** The published procedure, instruction by instruction and in its order, in our own words. */
export const guide: Guide = {
  title: 'Create an External Client App (Data 360 Document AI, prerequisite 1)',
  source: 'developer.salesforce.com/docs/ai/loan-agent/guide/create-external-client-app.html',
  items: instructions.map(([under, says], index) => ({ item: index + 1, under, says })),
};
