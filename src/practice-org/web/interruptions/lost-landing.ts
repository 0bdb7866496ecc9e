import { Hono } from 'hono';
import type { InterruptionPage } from './page.ts';

/** Signing in ends at the sign-in form of the login host, though it worked: facts 10.1 [C]. Any page of the org is open. */
export const lostLanding: InterruptionPage = {
  address: ({ addresses }) => `${addresses.login}/?ec=302&startURL=`,
  passing: true,
  routes: () => new Hono(),
};
