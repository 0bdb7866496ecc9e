import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { Challenge } from '../identity/challenges.ts';
import { type MethodName, methodsOf } from '../identity/methods.ts';
import type { Org } from '../org.ts';
import { identityPage, type Markup } from './frame.ts';
import { authenticatorApp } from './identity/authenticator-app.ts';
import { choicePath, type MethodPages, onChallenge, passed, verification } from './identity/challenge-page.ts';
import { emailedCode } from './identity/emailed-code.ts';
import { passkey } from './identity/passkey.ts';
import { push } from './identity/push.ts';

const startPath = `${verification}/policy/VerificationStartUi`;

/** The pages of each method; their names in the list are guesses [I], facts 6.2. */
const pages: Readonly<Record<MethodName, MethodPages>> = {
  BuiltInAuthenticator: passkey('BuiltInAuthenticator', 'Use your built-in authenticator'),
  U2F: passkey('U2F', 'Use your security key'),
  SalesforceAuthenticator: push,
  Totp: authenticatorApp,
  Email: emailedCode,
};

/** Leads the browser to the verification pages, by the redirects that Salesforce uses. */
export function startVerification(c: Context, org: Org, demand: Parameters<Org['challenges']['open']>[0]): Response {
  const { id } = org.challenges.open(demand);
  return c.redirect(`${org.addresses.myDomain}${startPath}?vcsrf=${id}`);
}

/** The pages that verify an identity by what its owner has registered, on the My Domain host: facts 1.3, 6.2. */
export function verificationRoutes(org: Org): Hono {
  const routes = new Hono();
  const methods = ({ userId }: Challenge) => methodsOf(org.user(userId).methods);

  routes.get(
    startPath,
    onChallenge(org, (c, challenge) => {
      const known = org.trustedDevices.has(getCookie(c, 'device') ?? '');
      if (challenge.activity === 'Login' && known) {
        org.challenges.close(challenge);
        return passed(c, org, challenge);
      }
      const [first = 'Email'] = methods(challenge);
      return c.redirect(pages[first].start(challenge));
    }),
  );

  routes.get(
    choicePath,
    onChallenge(org, (c, challenge) => c.html(choicePage(challenge, methods(challenge)))),
  );

  for (const { routes: of } of Object.values(pages)) routes.route('/', of(org));
  return routes;
}

/** guess [I]: facts 6.2, that one can choose is known, the page is not. */
function choicePage(challenge: Challenge, methods: readonly MethodName[]): Markup {
  return identityPage(
    'Verify Your Identity',
    'Choose a Verification Method',
    html`<ul class="methods">${methods.map((method) => {
      const { label, start } = pages[method];
      return html`<li><a href="${start(challenge)}">${label}</a></li>`;
    })}</ul>`,
  );
}
