import type { Surroundings } from '../runbook/ports.ts';
import { Tab } from '../runbook/tab.ts';
import type { SignedIn } from '../runbook/target.ts';
import { Trouble } from '../runbook/trouble.ts';
import { asLongAsItGoesOn } from './appears.ts';
import { answerChallenge } from './challenge/answer.ts';
import { isVerification, placeOf } from './challenge/kind.ts';
import { goTo } from './go-to.ts';
import { keeperOf } from './keeper.ts';
import { signIn } from './sign-in/sign-in.ts';

const PATIENCE = 60_000;
/** Where the org asks for a passkey (identity facts 2 [C]); that it can be opened unasked is a guess [I]. */
const ADD = '/_ui/identity/webauthn/Add';

/**
 * Signs in and has a passkey enrolled: on the way, where the org asks for one, or else by opening the page that does.
 * @param isEnrolled whether one was made by now
 * @throws Trouble where the org does not ask for one, or does not take it
 */
export async function enrolPasskey(around: Surroundings, isEnrolled: () => Promise<boolean>): Promise<SignedIn> {
  const signedIn = await signIn(around);
  if (await isEnrolled()) return signedIn;
  const tab = new Tab('the tab of the enrolment', around.browser, keeperOf(around, 'signIn'));
  const expectation = await around.identity.expect(around.signal);
  try {
    await goTo(await tab.ensure(), `${around.target.url}${ADD}`);
    const asks = await asLongAsItGoesOn(tab, PATIENCE, async () => (await tab.page().title()) !== '' || undefined);
    if (!asks || !isVerification(tab.page())) {
      throw new Trouble(
        'person',
        `The org does not ask for a passkey at ${placeOf(tab.page())}.`,
        'Enrol it by hand if the org lets you; this user may have one already.',
      );
    }
    await answerChallenge({ tab, occasion: 'enrolment', expectation, around });
    return signedIn;
  } finally {
    await expectation[Symbol.asyncDispose]();
    tab.close();
  }
}
