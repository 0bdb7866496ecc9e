import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Org } from '../org.ts';
import type { PracticeApp } from '../state.ts';
import { classicHome } from './classic-home.ts';
import { type Markup, missingClassicPage } from './frame.ts';
import { asked, sessionOf, toSignIn } from './signed-in.ts';
import { startVerification } from './verification.ts';

/** guess [I]: facts 6.3 and 11.6, the address and the ids of this page are not public. */
const pagePath = '/app/mgmt/externalclientapps/consumerDetails.apexp';

export function consumerDetailsUrl(org: Org, app: PracticeApp): string {
  return `${org.addresses.myDomain}${pagePath}?applicationId=${app.id}`;
}

/** The classic page with the consumer key and secret, behind a verification of its own: facts 6 [S]. */
export function consumerDetailsRoutes(org: Org): Hono {
  const routes = new Hono();
  routes.get(pagePath, (c) => {
    const session = sessionOf(c, org);
    if (!session) return toSignIn(c, org);
    const app = org.state.apps.find(({ id, settings }) => id === c.req.query('applicationId') && settings.oauth);
    if (!app) return c.html(missingClassicPage('page'), 404);
    // guess [I]: facts 1.4, however the session began.
    if (session.verifiedUntil < org.clock.now()) {
      return startVerification(c, org, {
        userId: session.userId,
        activity: 'ExternalClientApp',
        returnTo: asked(c),
        session,
        from: new URL(c.req.url).host,
      });
    }
    c.header('cache-control', 'no-store');
    const { username } = org.signedIn(session);
    org.ledger.write({ user: username, deed: 'reveal credentials', about: app.settings.name });
    return c.html(detailsPage(app));
  });
  return routes;
}

function detailsPage({ settings, consumer }: PracticeApp): Markup {
  return classicHome(
    'External Client App',
    html`
<p class="pageType">External Client App Name</p>
<h1 class="pageDescription">${settings.apiName}</h1>
<h2 class="mainTitle">Consumer Details</h2>
<table class="detailList">
${row('Consumer Key', 'consumerKey', consumer.key)}
${row('Consumer Secret', 'consumerSecret', consumer.secret)}
</table>
<script>
for (const button of document.querySelectorAll('[data-copies]')) {
  button.addEventListener('click', () => navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent));
}
</script>`,
    '/ltng/switcher?destination=lex',
  );
}

function row(label: string, id: string, value: string): Markup {
  return html`<tr><td class="labelCol">${label}</td><td class="dataCol"><span id="${id}">${value}</span><br>
<input class="btn" type="button" value="Copy" title="Copy ${label}" data-copies="${id}"></td></tr>`;
}
