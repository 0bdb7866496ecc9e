import { expect, test } from '@playwright/test';
import { passkeyEnrolment } from '../../src/identity/passkey/enrolment.ts';
import { changesIn, type PracticeOrg, type PracticeOrgOptions } from '../../src/practice-org/index.ts';
import { enrolPasskey } from '../../src/salesforce/enrol-passkey.ts';
import { started } from '../practice-org/support.ts';
import { prover } from '../support/identity.ts';
import { aWindow } from '../support/window.ts';
import { surroundings } from './support.ts';

test.describe.configure({ mode: 'default' });

const here = aWindow();
let org: PracticeOrg;

test.afterEach(async () => {
  await org.close();
});

/** Signs in and has a passkey enrolled. */
async function enrol(options: Partial<PracticeOrgOptions> = {}) {
  ({ org } = await started(options));
  const identity = prover(passkeyEnrolment(() => here.context.credentials));
  const isEnrolled = async () => (await here.context.credentials.get()).length > 0;
  return enrolPasskey(surroundings(org, here.context, { identity }), isEnrolled);
}

const registered = () => changesIn(org.ledger()).map(({ deed, user }) => `${deed}: ${user}`);

for (const [what, options] of [
  ['asks for one while signing in', { interruptions: ['passkey-enrolment'] }],
  ['does not ask for one', {}],
] as const) {
  test(`one passkey is enrolled where the org ${what}`, async () => {
    expect(await enrol(options)).toMatchObject({ username: 'grace.whitfield@acme.practice' });
    expect(registered()).toEqual(['register method: grace.whitfield@acme.practice']);
    expect(await here.context.credentials.get()).toHaveLength(1);
  });
}

test('an org that has no such page is for a person, and nothing is registered', async () => {
  const path = '/_ui/identity/webauthn/Add';
  await here.context.route(`**${path}`, (route) => route.fulfill({ status: 302, headers: { location: '/nowhere' } }));
  await expect(enrol()).rejects.toMatchObject({
    kind: 'person',
    message: expect.stringMatching(/^The org does not ask for a passkey at http:\S+\. Enrol it by hand/),
  });
  expect(registered()).toEqual([]);
});
