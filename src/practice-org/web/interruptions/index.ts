import { Hono, type MiddlewareHandler } from 'hono';
import type { InterruptionName } from '../../conditions/interruptions.ts';
import type { Session } from '../../identity/sessions.ts';
import type { Org } from '../../org.ts';
import { doorTo, sessionOf } from '../signed-in.ts';
import { changePassword } from './change-password.ts';
import { lightningSwitcher } from './lightning-switcher.ts';
import { lostLanding } from './lost-landing.ts';
import { maintenance } from './maintenance.ts';
import type { InterruptionPage } from './page.ts';
import { passkeyEnrolment } from './passkey-enrolment.ts';
import { phoneRegistration } from './phone-registration.ts';

/** In the order in which they come where several are switched on: guess [I], facts 1.5. */
export const interruptionPages: Readonly<Partial<Record<InterruptionName, InterruptionPage>>> = {
  'change-password': changePassword,
  'passkey-enrolment': passkeyEnrolment,
  'phone-registration': phoneRegistration,
  maintenance,
  'lightning-switcher': lightningSwitcher,
  'lost-landing': lostLanding,
};

const pages = Object.entries(interruptionPages) as ReadonlyArray<[InterruptionName, InterruptionPage]>;

/** Where a session is led before it comes to the page that it asks for; undefined where nothing is in its way. */
export function detour(org: Org, session: Session, wanted: string): string | undefined {
  const user = org.signedIn(session);
  const found = pages.find(
    ([name, { concerns = () => true }]) =>
      org.conditions.interruptions.includes(name) && !session.answered.has(name) && concerns(user, session),
  );
  if (!found) return undefined;
  const [name, { address, passing }] = found;
  if (passing) session.answered.add(name);
  return address(org, wanted);
}

/** Leads sessions that enter Setup to what is in their way: it is on My Domain, where they may not have been yet. */
export function interrupting(org: Org): MiddlewareHandler {
  return async (c, next) => {
    const session = sessionOf(c, org);
    const away = session && detour(org, session, c.req.url);
    if (!away) return next();
    return c.redirect(away.startsWith(org.addresses.myDomain) ? doorTo(org, session, away) : away);
  };
}

export function interruptionRoutes(org: Org): Hono {
  const routes = new Hono();
  for (const [, { routes: of }] of pages) routes.route('/', of(org));
  return routes;
}
