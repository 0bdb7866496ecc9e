import { Hono } from 'hono';
import { html } from 'hono/html';
import { kindOf } from '../../identity/methods.ts';
import { creationFor, enrolled } from '../../identity/passkeys.ts';
import type { Session } from '../../identity/sessions.ts';
import { newToken } from '../../ids.ts';
import type { Org } from '../../org.ts';
import { formOf } from '../form.ts';
import { identityPage, type Markup } from '../frame.ts';
import { ceremony } from '../identity/passkey.ts';
import { goOn, type InterruptionPage, inSession, onMyDomain } from './page.ts';

const path = '/_ui/identity/webauthn/Add';

/** guess [I]: facts 1.3 and I2, the words of a refusal are not public. */
const notEnrolled = "We couldn't create your passkey. Try again.";

/** The wall of 2026, without a button around it: facts I2 [C]; what is on the page but its heading is a guess [I]. */
export const passkeyEnrolment: InterruptionPage = {
  address: onMyDomain(path),
  // An access token set as the cookie of a session leads around it: facts I2 [C].
  concerns: ({ methods }, { byToken }) => methods.passkeys.length === 0 && !byToken,
  routes(org) {
    const routes = new Hono();
    routes.get(
      path,
      inSession(org, async (c, session) => c.html(await page(org, session, c.req.query('retURL') ?? ''))),
    );
    routes.post(
      path,
      inSession(org, async (c, session) => {
        const { retURL = '', answer = '' } = await formOf(c);
        const { nonce = '' } = session;
        delete session.nonce;
        const passkey = nonce ? await enrolled(org.addresses.myDomain, nonce, answer) : undefined;
        const { username, methods } = org.signedIn(session);
        const entry = { user: username, deed: 'register method', about: username } as const;
        if (!passkey) {
          org.ledger.write({ ...entry, outcome: 'refused' });
          return c.html(await page(org, session, retURL, notEnrolled));
        }
        methods.passkeys.push(passkey);
        org.ledger.write({ ...entry, detail: { method: kindOf(passkey) } });
        return goOn(c, org, session, 'passkey-enrolment', retURL);
      }),
    );
    return routes;
  },
};

async function page(org: Org, session: Session, retURL: string, error?: string): Promise<Markup> {
  session.nonce = newToken(org.dice, 'nonce');
  const options = await creationFor(org.addresses.myDomain, org.signedIn(session), session.nonce);
  return identityPage(
    'Create a Passkey',
    'Create a Passkey',
    html`<form method="post" action="${path}" id="editPage" data-ceremony="create" data-options="${JSON.stringify(options)}">
<input type="hidden" name="retURL" value="${retURL}">
<p>Your org requires a passkey to log in. Use your fingerprint, face, screen lock or security key.</p>
${error ? html`<div class="errorMsg" role="alert">${error}</div>` : ''}
${ceremony}
<div class="buttons"><input class="button primary" type="submit" id="save" value="Create a Passkey"></div>
</form>`,
  );
}
