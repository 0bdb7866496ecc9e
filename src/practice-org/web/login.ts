import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { Org } from '../org.ts';
import type { PracticeUser } from '../people.ts';
import { identityPage, type Markup } from './frame.ts';
import { keepSession, safeTarget, sessionOf } from './signed-in.ts';
import { startVerification } from './verification.ts';

/** Facts 1.2 [C]. */
const wrongPassword =
  "Error: Please check your username and password. If you still can't log in, contact your Salesforce administrator.";
const noPassword = 'Please enter your password.';

interface LoginForm {
  readonly username?: string;
  readonly startURL: string;
  readonly error?: string;
  readonly asks: 'both' | 'username' | 'password';
  readonly remembers?: boolean;
}

/** Signing in and out, and the doors between the hosts, on the My Domain host: facts 1. */
export function loginRoutes(org: Org): Hono {
  const app = new Hono();
  const first = () => (org.conditions.signIn === 'password' ? 'both' : 'username');

  app.get('/', (c) => {
    const startURL = c.req.query('startURL') ?? '';
    if (sessionOf(c, org)) return c.redirect(safeTarget(org, startURL, org.addresses.myDomain));
    const username = getCookie(c, 'login');
    return c.html(loginPage({ username: username ?? '', startURL, asks: first(), remembers: username !== undefined }));
  });

  app.post('/', async (c) => {
    const form = await c.req.parseBody();
    const { username, pw, startURL } = {
      username: text(form['username']),
      pw: form['pw'],
      startURL: text(form['startURL']),
    };
    if (first() === 'username' && pw === undefined) return c.html(loginPage({ username, startURL, asks: 'password' }));
    const asks = first() === 'username' ? 'password' : 'both';
    if (text(pw) === '') return c.html(loginPage({ username, startURL, asks, error: noPassword }));
    const user = org.signIn(username, text(pw));
    if (!user) return c.html(loginPage({ username, startURL, asks, error: wrongPassword }));
    if (form['rememberUn']) setCookie(c, 'login', username, { path: '/', httpOnly: true, sameSite: 'Lax' });
    return afterPassword(c, org, user, safeTarget(org, startURL, org.addresses.myDomain));
  });

  app.get('/secur/contentDoor', (c) => {
    const target = safeTarget(org, c.req.query('startURL'), org.addresses.setup);
    const session = sessionOf(c, org);
    if (!session)
      return c.redirect(`/?ec=302&startURL=${encodeURIComponent(c.req.url.slice(new URL(c.req.url).origin.length))}`);
    const { origin, pathname, search } = new URL(target);
    const start = encodeURIComponent(pathname + search);
    return c.redirect(`${origin}/secur/frontdoor.jsp?otp=${org.sessions.oneTimePassword(session)}&startURL=${start}`);
  });

  return app;
}

/** Doors that both hosts have: the one-time password, the old session id, and the way out. Facts 1.4 [P/C]. */
export function doorRoutes(org: Org, here: string): Hono {
  const app = new Hono();

  app.get('/secur/frontdoor.jsp', (c) => {
    const { otp, sid, startURL, retURL } = c.req.query();
    const session = otp ? org.sessions.redeem(otp) : org.sessions.find(sid);
    const target = safeTarget(org, startURL ?? retURL, here);
    if (!session) return c.redirect(`${org.addresses.myDomain}/?ec=302&startURL=${encodeURIComponent(target)}`);
    keepSession(c, org.sessions.issue(session));
    return c.redirect(target);
  });

  app.get('/secur/logout.jsp', (c) => {
    const session = sessionOf(c, org);
    if (session) {
      org.ledger.write({
        user: org.signedIn(session).username,
        deed: 'sign out',
        about: org.signedIn(session).username,
      });
      org.sessions.close(session);
    }
    deleteCookie(c, 'sid', { path: '/' });
    return c.redirect(`${org.addresses.myDomain}/`);
  });

  return app;
}

function afterPassword(c: Context, org: Org, user: PracticeUser, returnTo: string): Response {
  const device = getCookie(c, 'device');
  if (org.conditions.challengeAtSignIn && !(device && org.trustedDevices.has(device))) {
    return startVerification(c, org, { userId: user.id, activity: 'Login', returnTo, session: undefined });
  }
  keepSession(c, org.openSession(user.id));
  return c.redirect(returnTo);
}

function loginPage({ username = '', startURL, error, asks, remembers }: LoginForm): Markup {
  const form = html`
<form name="login" method="post" action="/" id="login_form" novalidate>
${error ? html`<div id="error" class="loginError" role="alert">${error}</div>` : ''}
<input type="hidden" name="startURL" value="${startURL}">
<label for="username" class="label usernamelabel">Username</label>
<input class="input wide mb16 username" type="email" id="username" name="username" value="${username}" ${asks === 'password' ? 'readonly' : ''} autocomplete="username">
${
  asks === 'username'
    ? ''
    : html`<label for="password" class="label">Password</label>
<input class="input wide mb16 password" type="password" id="password" name="pw" autocomplete="off">`
}
<input class="button primary wide mb16" type="submit" id="Login" name="Login" value="Log In">
<div class="mb8"><input type="checkbox" id="rememberUn" name="rememberUn" ${remembers ? 'checked' : ''}><label for="rememberUn"> Remember me</label></div>
<a href="/secur/forgotpassword.jsp">Forgot Your Password?</a>
</form>`;
  return identityPage('Login', html`<h2>Salesforce login</h2>`, form);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
