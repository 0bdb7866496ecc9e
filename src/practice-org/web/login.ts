import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Org } from '../org.ts';
import type { PracticeUser } from '../people.ts';
import { bridged } from './api/bridge.ts';
import { sessionIdIn } from './api/json-web-token.ts';
import { formOf } from './form.ts';
import { chooserPage, loginPage, marketingPage, marketingPath } from './identity/login-page.ts';
import { detour } from './interruptions/index.ts';
import { doorTo, keepSession, safeTarget, sessionOf, toSignIn } from './signed-in.ts';
import { startVerification } from './verification.ts';

/** Facts 1.2 [C]. */
const wrongPassword =
  "Error: Please check your username and password. If you still can't log in, contact your Salesforce administrator.";
/** Facts 1.2 [I]; the one about the username is a guess after it [I]. */
const noPassword = 'Please enter your password.';
const noUsername = 'Please enter your username.';

/** Signing in, on My Domain and on the hosts of those who do not know its name: facts 1.1, 1.2. @param here its origin */
export function loginRoutes(org: Org, here: string): Hono {
  const app = new Hono();
  const first = () => (org.conditions.signIn === 'password' ? 'both' : 'username');
  const show = (c: Context, form: Omit<Parameters<typeof loginPage>[1], 'saved'>) =>
    c.html(loginPage(org, { ...form, saved: getCookie(c, 'login') }));

  app.get(marketingPath, (c) => c.html(marketingPage));

  app.get('/', (c) => {
    const { startURL = '', saved, other } = c.req.query();
    if (sessionOf(c, org)) return c.redirect(safeTarget(org, startURL, org.addresses.myDomain));
    const known = getCookie(c, 'login');
    if (saved && known) return c.html(chooserPage(org, known, startURL));
    return show(c, { username: other ? '' : (known ?? ''), startURL, asks: first(), remembers: known !== undefined });
  });

  app.post('/', async (c) => {
    const { username = '', startURL = '', rememberUn, pw } = await formOf(c);
    const remembers = rememberUn !== undefined;
    const entered = { username, startURL, remembers };
    if (username.trim() === '') return show(c, { ...entered, asks: first(), error: noUsername });
    const asks = first() === 'username' ? 'password' : 'both';
    if (asks === 'password' && pw === undefined) return show(c, { ...entered, asks });
    if (!pw) return show(c, { ...entered, asks, error: noPassword });
    // Nobody of this org is known on the other login host, and so the org hears nothing of it.
    const known = here !== org.addresses.otherLogin;
    const user = known ? org.signIn(username, pw, new URL(here).host) : undefined;
    if (!user) return show(c, { ...entered, asks, error: wrongPassword });
    if (remembers) setCookie(c, 'login', username, { path: '/', httpOnly: true, sameSite: 'Lax' });
    return afterPassword(c, org, here, user, safeTarget(org, startURL, org.addresses.myDomain));
  });

  return app;
}

/** The way from My Domain to the other hosts, past whatever is in it: facts 1.1 [P]. */
export function contentDoorRoutes(org: Org): Hono {
  const app = new Hono();
  app.get('/secur/contentDoor', (c) => {
    const session = sessionOf(c, org);
    if (!session) return toSignIn(c, org);
    const target = safeTarget(org, c.req.query('startURL'), org.addresses.setup);
    return c.redirect(detour(org, session, c.req.url) ?? doorTo(org, session, target));
  });
  return app;
}

/** Doors that all hosts of the org have: the one-time password, the old session id, and the way out. Facts 1.4 [P/C]. */
export function doorRoutes(org: Org, here: string): Hono {
  const app = new Hono();

  app.get('/secur/frontdoor.jsp', (c) => {
    const { otp, sid, startURL, retURL } = c.req.query();
    const session = otp ? org.sessions.redeem(otp) : bridged(org, org.sessions.find(sid && sessionIdIn(sid)));
    const target = safeTarget(org, startURL ?? retURL, here);
    if (!session) return toSignIn(c, org, target);
    keepSession(c, org.sessions.issue(session));
    return c.redirect(target);
  });

  app.get('/secur/logout.jsp', (c) => {
    const session = sessionOf(c, org);
    if (session) {
      const { username } = org.signedIn(session);
      org.ledger.write({ user: username, deed: 'sign out', about: username });
      org.sessions.close(session);
    }
    deleteCookie(c, 'sid', { path: '/' });
    return c.redirect(`${org.addresses.myDomain}/`);
  });

  return app;
}

function afterPassword(c: Context, org: Org, here: string, user: PracticeUser, returnTo: string): Response {
  const from = new URL(here).host;
  if (org.conditions.challengeAtSignIn) {
    return startVerification(c, org, { userId: user.id, activity: 'Login', returnTo, session: undefined, from });
  }
  const session = org.openSession(user.id, from);
  const { myDomain } = org.addresses;
  if (here !== myDomain) {
    const within = returnTo.startsWith(`${myDomain}/`);
    const way = within ? returnTo : `${myDomain}/secur/contentDoor?startURL=${encodeURIComponent(returnTo)}`;
    return c.redirect(doorTo(org, session, way));
  }
  keepSession(c, org.sessions.issue(session));
  return c.redirect(returnTo);
}
