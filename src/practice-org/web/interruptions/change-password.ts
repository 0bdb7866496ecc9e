import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Org } from '../../org.ts';
import { formOf } from '../form.ts';
import { identityPage, type Markup } from '../frame.ts';
import { goOn, type InterruptionPage, inSession, onMyDomain } from './page.ts';

const path = '/_ui/system/security/ChangePassword';

/** Has to be answered: facts 1.3 [I]. The new password is the admin's from then on. */
export const changePassword: InterruptionPage = {
  address: onMyDomain(path),
  routes(org) {
    const routes = new Hono();
    routes.get(
      path,
      inSession(org, (c, session) => c.html(page(org.signedIn(session).username, c.req.query('retURL') ?? ''))),
    );
    routes.post(
      path,
      inSession(org, async (c, session) => {
        const form = await formOf(c);
        const { retURL = '', newpassword = '' } = form;
        const { username } = org.signedIn(session);
        const error = complaint(org, form);
        const outcome = error ? 'refused' : 'done';
        org.ledger.write({ user: username, deed: 'change password', about: username, outcome });
        if (error) return c.html(page(username, retURL, error));
        org.admin.password = newpassword;
        return goOn(c, org, session, 'change-password', retURL);
      }),
    );
    return routes;
  },
};

/** guess [I]: facts 1.3, these rules are the usual ones of Salesforce, their words are not public. */
function complaint(org: Org, form: Readonly<Record<string, string>>): string | undefined {
  const { currentpassword, newpassword: wanted = '', confirmpassword, answer } = form;
  if (currentpassword !== org.admin.password) return 'Error: Your current password is incorrect.';
  if (wanted.length < 8 || !/[A-Za-z]/.test(wanted) || !/\d/.test(wanted))
    return 'Error: Your password must have at least 8 characters, with letters and numbers.';
  if (wanted === org.admin.password) return 'Error: You cannot use your current password again.';
  if (wanted !== confirmpassword) return 'Error: The two passwords do not match.';
  return answer ? undefined : 'Error: Please answer the security question.';
}

function page(username: string, retURL: string, error?: string): Markup {
  const field = (id: string, label: string, type = 'password') =>
    html`<label class="label" for="${id}">${label}</label><input class="input wide" type="${type}" id="${id}" name="${id}" autocomplete="off">`;
  return identityPage(
    'Change Your Password',
    'Change Your Password',
    html`<form method="post" action="${path}" id="editPage">
<input type="hidden" name="retURL" value="${retURL}">
<p>Enter a new password for <strong>${username}</strong>. It must have at least 8 characters, with letters and numbers.</p>
${error ? html`<div class="errorMsg" role="alert">${error}</div>` : ''}
${field('currentpassword', 'Current Password')}
${field('newpassword', 'New Password')}
${field('confirmpassword', 'Confirm New Password')}
${field('answer', 'In what city were you born?', 'text')}
<div class="buttons"><button class="button primary" id="password-button" type="submit">Change Password</button></div>
</form>`,
  );
}
