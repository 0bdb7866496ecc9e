import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Challenge } from '../../identity/challenges.ts';
import { kindOf } from '../../identity/methods.ts';
import { accepts, requestFor } from '../../identity/passkeys.ts';
import type { Org } from '../../org.ts';
import type { Markup } from '../frame.ts';
import { answering, challengePage, type MethodPages, onChallenge, verification } from './challenge-page.ts';

/** guess [I]: facts 1.3, the address of this page is not public (the note under facts I7). */
const path = `${verification}/method/WebAuthnVerificationUi/e`;

/** guess [I]: facts 1.3, the words of a refusal are not public. */
const notVerified = "We couldn't verify your identity. Try again.";

/** What a form needs to use a passkey of the browser, with the complaint where that could not or would not. */
export const ceremony = html`<input type="hidden" name="answer" value="">
<div class="errorMsg" id="ceremonyFailed" role="alert" hidden>Your browser couldn't use a passkey. Try again.</div>
<script src="/practice-org/passkey.js"></script>`;

/** A passkey of one kind: what is built into the device, or a key that one plugs in. Facts 6.2 [D]; page and words [I]. */
export function passkey(kind: 'BuiltInAuthenticator' | 'U2F', label: string): MethodPages {
  const own = `${path}/${kind}`;
  const registered = (org: Org, { userId }: Challenge) =>
    org.user(userId).methods.passkeys.filter((each) => kindOf(each) === kind);
  const page = async (org: Org, challenge: Challenge, error?: string): Promise<Markup> => {
    const nonce = org.challenges.renewNonce(challenge);
    const options = await requestFor(org.addresses.myDomain, registered(org, challenge), nonce);
    return challengePage(org, challenge, {
      path: own,
      ask: `${label} to verify your identity.`,
      error,
      field: ceremony,
      form: html`data-ceremony="get" data-options="${JSON.stringify(options)}"`,
    });
  };
  return {
    label,
    start: ({ id }) => `${own}?vcsrf=${id}`,
    routes(org) {
      const routes = new Hono();
      routes.get(
        own,
        onChallenge(org, async (c, challenge) => c.html(await page(org, challenge))),
      );
      routes.post(
        own,
        answering(
          org,
          async (challenge, { answer = '' }) => {
            // Sent before the script was there: nothing was tried.
            if (answer === '') return undefined;
            const { nonce = '' } = challenge;
            delete challenge.nonce;
            const right = await accepts(org.addresses.myDomain, registered(org, challenge), nonce, answer);
            return org.challenges.settle(challenge, kind, right || 'FailedGeneralError');
          },
          (challenge) => page(org, challenge, notVerified),
        ),
      );
      return routes;
    },
  };
}
