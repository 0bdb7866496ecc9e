import { html } from 'hono/html';
import type { Org } from '../../org.ts';
import { identityPage, type Markup } from '../frame.ts';

/** guess [I]: facts 1.2, that there is a panel beside the form is seen [S], its address is not known. */
export const marketingPath = '/login/panel.html';

interface LoginForm {
  readonly username: string;
  readonly startURL: string;
  readonly error?: string;
  readonly asks: 'both' | 'username' | 'password';
  readonly remembers: boolean;
  /** A username that this browser remembers. */
  readonly saved: string | undefined;
}

/** The sign-in form: facts 1.2 [P/C/S]. */
export function loginPage(org: Org, { username, startURL, error, asks, remembers, saved }: LoginForm): Markup {
  const next = new URLSearchParams({ startURL, saved: '1' });
  return inFrame(
    org,
    html`
<form name="login" method="post" action="/" id="login_form" novalidate>
${error ? html`<div id="error" class="loginError" role="alert">${error}</div>` : ''}
<input type="hidden" name="startURL" value="${startURL}">
<label for="username" class="label usernamelabel">Username</label>
<input class="input wide mb16 username" type="email" id="username" name="username" value="${username}" ${asks === 'password' ? 'readonly' : ''} autocomplete="username">
${saved && asks !== 'password' ? html`<a id="hint_link" class="small block" href="/?${next}">1 Saved Username</a>` : ''}
${
  asks === 'username'
    ? ''
    : html`<label for="password" class="label">Password</label>
<input class="input wide mb16 password" type="password" id="password" name="pw" autocomplete="off">`
}
<input class="button primary wide mb16" type="submit" id="Login" name="Login" value="${org.state.sandbox ? 'Log In to Sandbox' : 'Log In'}">
<div class="mb8"><input type="checkbox" id="rememberUn" name="rememberUn" ${remembers ? 'checked' : ''}><label for="rememberUn"> Remember me</label></div>
<a href="/secur/forgotpassword.jsp">Forgot Your Password?</a>
</form>`,
  );
}

/** Saved usernames to choose from, in place of the form: guess [I], facts 1.2. */
export function chooserPage(org: Org, saved: string, startURL: string): Markup {
  return inFrame(
    org,
    html`<p>Saved Username</p>
<div id="hint"><ul class="methods">
<li><a href="/?${new URLSearchParams({ startURL })}">${saved}</a></li>
<li><a href="/?${new URLSearchParams({ startURL, other: '1' })}">Log In with a Different Username</a></li>
</ul></div>`,
  );
}

function inFrame({ release }: Org, content: Markup): Markup {
  const heading = release.signInHeading ? html`<h2>${release.signInHeading}</h2>` : '';
  return identityPage(
    'Login',
    heading,
    content,
    html`<iframe src="${marketingPath}" title="Salesforce" tabindex="-1"></iframe>`,
  );
}

/** Stands in for the advertisement beside the form. */
export const marketingPage = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Practice</title><link rel="stylesheet" href="/practice-org/identity.css"></head>
<body class="panel"><p>Rehearse here as often as you like.</p><p>Nothing you do in a practice org reaches anybody.</p></body></html>`;
