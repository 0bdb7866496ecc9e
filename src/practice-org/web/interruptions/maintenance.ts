import { Hono } from 'hono';
import { html } from 'hono/html';
import { identityPage } from '../frame.ts';
import { safeTarget } from '../signed-in.ts';
import { type InterruptionPage, inSession, onMyDomain } from './page.ts';

const path = '/msg/maintenanceandavailable.jsp';
const hour = 3_600_000;

/** Announces a maintenance between `s` and `e`: facts 1.5, 10.2 [C]; all but `Scheduled Maintenance` and `Got it` is [I]. */
export const maintenance: InterruptionPage = {
  address: (org, retURL) => {
    const start = org.clock.now() + 72 * hour;
    return onMyDomain(path, { s: String(start), e: String(start + 4 * hour) })(org, retURL);
  },
  passing: true,
  routes(org) {
    const routes = new Hono();
    routes.get(
      path,
      inSession(org, (c) => {
        const { s, e, retURL } = c.req.query();
        const time = (ms: string | undefined) =>
          new Date(Number(ms) || 0).toLocaleString('en-US', {
            dateStyle: 'medium',
            timeStyle: 'short',
            timeZone: 'UTC',
          });
        return c.html(
          identityPage(
            'Scheduled Maintenance',
            'Scheduled Maintenance',
            html`<p>Salesforce will be unavailable from ${time(s)} to ${time(e)} (UTC).</p>
<a class="button primary wide" href="${safeTarget(org, retURL, org.addresses.myDomain)}">Got it</a>`,
          ),
        );
      }),
    );
    return routes;
  },
};
