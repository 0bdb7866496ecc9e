import { Hono } from 'hono';
import { html } from 'hono/html';
import { formOf } from '../form.ts';
import { identityPage, type Markup } from '../frame.ts';
import { goOn, type InterruptionPage, inSession, onMyDomain } from './page.ts';

const path = '/_ui/identity/phone/AddPhoneNumber';

/** Facts 1.3 and 10.14 [C] for the heading and the link; the address, the form and the way on are guesses [I]. */
export const phoneRegistration: InterruptionPage = {
  address: onMyDomain(path),
  routes(org) {
    const routes = new Hono();
    routes.get(
      path,
      inSession(org, (c, session) => {
        const { retURL = '', decline } = c.req.query();
        return decline ? goOn(c, org, session, 'phone-registration', retURL) : c.html(page(retURL));
      }),
    );
    routes.post(
      path,
      inSession(org, async (c) => {
        const { retURL = '' } = await formOf(c);
        return c.html(page(retURL, 'The practice org sends no text messages.'));
      }),
    );
    return routes;
  },
};

function page(retURL: string, error?: string): Markup {
  return identityPage(
    'Register Your Mobile Phone',
    'Register Your Mobile Phone',
    html`<form method="post" action="${path}" id="editPage">
<input type="hidden" name="retURL" value="${retURL}">
<p>Register your mobile phone, so that we can verify your identity by text message.</p>
${error ? html`<div class="errorMsg" role="alert">${error}</div>` : ''}
<label class="label" for="phone">Mobile Phone Number</label>
<input class="input wide" type="tel" id="phone" name="phone" autocomplete="off">
<div class="buttons"><input class="button primary" type="submit" id="save" value="Register"></div>
<a class="small" href="${path}?${new URLSearchParams({ retURL, decline: '1' })}">I Don't Want to Register My Phone</a>
</form>`,
  );
}
