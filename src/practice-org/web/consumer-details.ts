import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Org } from '../org.ts';
import type { PracticeApp } from '../state.ts';
import { classicPage, type Markup, missingClassicPage } from './frame.ts';
import { sessionOf } from './signed-in.ts';
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
    const here = c.req.url.slice(new URL(c.req.url).origin.length);
    if (!session) return c.redirect(`/?ec=302&startURL=${encodeURIComponent(here)}`);
    const app = org.state.apps.find(({ id, settings }) => id === c.req.query('applicationId') && settings.oauth);
    if (!app) return c.html(missingClassicPage('page'), 404);
    if (session.verifiedUntil < org.clock.now()) {
      return startVerification(c, org, {
        userId: session.userId,
        activity: 'ExternalClientApp',
        returnTo: here,
        session,
      });
    }
    c.header('cache-control', 'no-store');
    return c.html(detailsPage(app));
  });
  return routes;
}

function detailsPage({ settings, consumer }: PracticeApp): Markup {
  return classicPage(
    'External Client App',
    html`
<div class="tabBar"><span>Home</span><span>Chatter</span><span>Libraries</span><span>Content</span><span>Subscriptions</span></div>
<div class="classicBody">
<div class="sidebar"><h2>Salesforce Mobile Quick Start</h2><h2>Home</h2><h2>Administer</h2>
<ul><li>Release Updates</li><li><strong>Manage Users</strong></li><li><strong>Manage Apps</strong></li></ul></div>
<div class="mainContent">
<p class="pageType">External Client App Name</p>
<h1 class="pageDescription">${settings.apiName}</h1>
<h2 class="mainTitle">Consumer Details</h2>
<table class="detailList">
${row('Consumer Key', 'consumerKey', consumer.key)}
${row('Consumer Secret', 'consumerSecret', consumer.secret)}
</table>
</div></div>
<script>
for (const button of document.querySelectorAll('[data-copies]')) {
  button.addEventListener('click', () => navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent));
}
</script>`,
    'page',
  );
}

function row(label: string, id: string, value: string): Markup {
  return html`<tr><td class="labelCol">${label}</td><td class="dataCol"><span id="${id}">${value}</span><br>
<input class="btn" type="button" value="Copy" title="Copy ${label}" data-copies="${id}"></td></tr>`;
}
