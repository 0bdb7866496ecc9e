import { Remembered } from '../../src/runbook/move.ts';
import { extraStep, runbook, section, step } from '../../src/runbook/runbook.ts';
import { answer, find, keep, open, press, read, set } from '../../src/runbook/verbs.ts';
import { namesOfApp } from '../../src/salesforce/app-names.ts';
import { MANAGER } from '../../src/salesforce/manager.ts';
import type { OauthSettings } from '../../src/salesforce/oauth-settings.ts';
import { salesforce } from '../../src/salesforce/product.ts';
import { guide } from './guide.ts';
import { inputs as schema } from './inputs.ts';
import { CREATE, POLICIES, SETTINGS } from './titles.ts';
import { undo, undoLeaves } from './undo.ts';
import { caresForPermissionSets, chosen, wantedPolicies, wantedScopes, wantedSettings } from './wanted.ts';

/** Creates an External Client App through Setup and hands over a Consumer Key and Secret that work. */
export default runbook({
  id: 'external-client-app',
  title: 'Create an External Client App',
  version: '1',
  summary: 'Creates an External Client App in Salesforce Setup and hands over a Consumer Key and Secret that work.',
  product: salesforce,
  guide,
  inputs: schema,
  landing: MANAGER,
  subject: ({ appName }) => ({ words: `the app "${appName}"`, names: namesOfApp(appName) }),

  // A sink that is taken by another app would refuse only after the key and secret were revealed.
  ready: ({ inputs, run }) => run.sink.holds(run.signedIn().org, inputs.appName),

  sections: ({
    setup,
    secondSetup,
    manager,
    newApp,
    users,
    app: appNamed,
    consumer: consumerOf,
    proof: proofOf,
    inputs,
    run,
  }) => {
    const app = appNamed(inputs.appName);
    const consumer = consumerOf(app);
    const proof = proofOf(app);
    const { policies } = app;
    const { settings } = newApp;
    const { security } = inputs;
    const scopes = wantedScopes(inputs);
    const profiles = chosen(inputs, inputs.profiles);
    const permissionSets = chosen(inputs, inputs.permissionSets);
    const runAs = inputs.runAs ?? run.target.username;
    const lookedUp = new Remembered<string>(`the username of ${runAs}, as Users shows it`);
    const runsAs = new Remembered<string>(`the username of ${runAs}`);

    /** The same fields stand in the form and on the Settings tab. */
    const oauthOf = (of: OauthSettings) =>
      [
        [6, 'Enable OAuth', set(of.enableOauth, true)],
        [7, 'Give the callback URL', set(of.callbackUrl, inputs.callbackUrls)],
        [8, 'Select the OAuth scopes', set(of.scopes, scopes)],
        [9, 'Enable the client credentials flow', set(of.clientCredentialsFlow, inputs.flows.clientCredentials)],
        [10, 'Ensure: secret for Web Server Flow', set(of.secretForWebServerFlow, security.secretForWebServerFlow)],
        [
          11,
          'Ensure: secret for Refresh Token Flow',
          set(of.secretForRefreshTokenFlow, security.secretForRefreshTokenFlow),
        ],
        [12, 'Ensure: PKCE', set(of.pkce, security.pkce)],
      ] as const;

    return [
      section(CREATE, {
        settled: app.isCreated,
        steps: [
          step(1, 'Open Setup', open(setup.home)),
          step(2, 'Find External Client App Manager by Quick Find', find(setup.quickFind, manager)),
          step(3, 'Start a new External Client App', press(manager.newApp, { opens: newApp })),
          step(4, 'Give the app a name', set(newApp.appName, inputs.appName)),
          step(5, 'Give the contact email', set(newApp.contactEmail, inputs.contactEmail)),
          step(6, 'Unfold the OAuth settings', press(newApp.oauth.header, { opens: newApp.oauth.unfolded })),
          ...oauthOf(settings).map(([item, says, move]) => step(item, says, move)),
          step(13, 'Create the app', press(newApp.create, { opens: app.created, keeps: true })),
        ],
      }),

      section(SETTINGS, {
        beyondGuide: true,
        settled: app.hasSettings((kept) => wantedSettings(kept, inputs)),
        steps: [
          extraStep('Open the app', open(app)),
          extraStep('Open its settings', press(app.settingsTab, { opens: app.settings })),
          extraStep('Edit the settings', press(app.settings.edit, { opens: app.settings.editing })),
          extraStep('Ensure: contact email', set(app.settings.contactEmail, inputs.contactEmail)),
          extraStep('Unfold OAuth Settings', press(app.settings.oauth.header, { opens: app.settings.oauth.unfolded })),
          ...oauthOf(app.settings).map(([, says, move]) => extraStep(says, move)),
          extraStep('Save the settings', press(app.settings.save, { opens: app.settings.saved, keeps: true })),
        ],
      }),

      section(POLICIES, {
        settled: app.isGovernedBy((kept) => [
          ...wantedPolicies(kept, inputs),
          users.named(kept.runAs, lookedUp.known ? lookedUp.get() : runAs, runsAs),
        ]),
        steps: [
          step(14, 'Open the Policies tab of the app', press(app.policiesTab, { opens: policies })),
          step(15, 'Edit the policies', press(policies.edit, { opens: policies.editing })),
          step(16, 'Unfold OAuth Policies', press(policies.oauth.header, { opens: policies.oauth.unfolded })),
          step(16, 'Permit only users whom an admin approved', set(policies.permittedUsers, inputs.permittedUsers)),
          step(17, 'Approve the profiles', set(policies.profiles, profiles)),
          ...(caresForPermissionSets(inputs)
            ? [step(17, 'Approve the permission sets', set(policies.permissionSets, permissionSets))]
            : []),
          step(18, 'Enable the client credentials flow for this org', set(policies.clientCredentialsFlow, true), {
            deviation:
              'The same tick stands twice: the one in the settings does not set the one in the policies, and only this one shows Run As (facts 0.2 [C, V]).',
          }),
          step(21, 'Open Setup in a second tab', open(secondSetup.home)),
          step(22, 'Find Users by Quick Find', find(secondSetup.quickFind, users)),
          step(23, 'Look the Run As user up', read(users.usernameOf(runAs), lookedUp)),
          step([19, 24], 'Give the Run As user', set(policies.runAs, lookedUp), {
            deviation:
              'The guide asks for the email address; the field is labelled Run As (Username) and takes the username, so that is what is entered (facts 0.1 [C, V]).',
          }),
          step(20, 'Save the policies', press(policies.save, { opens: policies.saved, keeps: true })),
        ],
      }),

      section('Reveal the Consumer Key and Secret', {
        settled: proof.handedOver,
        steps: [
          step(25, 'Open the app', open(app)),
          step(26, 'Open its settings', press(app.settingsTab, { opens: app.settings })),
          step(
            26,
            'Ask for the Consumer Key and Secret',
            press(app.settings.consumerKeyAndSecret, { opens: consumer.door, first: consumer.expectChallenge }),
          ),
          step(27, 'Prove your identity when asked', answer(consumer.challenge)),
          step(
            28,
            'Hand the key and secret over',
            keep(consumer.details, 'the Consumer Key and Secret', consumer.keyAndSecret, run.sink),
          ),
        ],
      }),

      section('Prove that they work', {
        beyondGuide: true,
        steps: [extraStep('Sign in as the app', proof.token), extraStep('See whom it runs as', proof.runsAs(runsAs))],
      }),
    ];
  },

  undo,
  undoLeaves,
});
