import type { Context, Hono } from 'hono';
import type { InterruptionName } from '../../conditions/interruptions.ts';
import type { Session } from '../../identity/sessions.ts';
import type { Org } from '../../org.ts';
import type { PracticeUser } from '../../people.ts';
import { safeTarget, sessionOf, toSignIn } from '../signed-in.ts';

/** A page that stands between signing in and the page that was asked for. */
export interface InterruptionPage {
  /** Where the browser is led instead; the page has to lead on to `retURL`. */
  readonly address: (org: Org, retURL: string) => string;
  /** Whether it stands in this user's way at all; in everybody's where left out. */
  readonly concerns?: (user: PracticeUser, session: Session) => boolean;
  /** Whether it is over as soon as it was shown, so that going to the target again is a way around it. */
  readonly passing?: boolean;
  readonly routes: (org: Org) => Hono;
}

type Answer = (c: Context, session: Session) => Response | Promise<Response>;

/** Answers a request of somebody who is signed in; others are led to the sign-in form and back. */
export function inSession(org: Org, answer: Answer): (c: Context) => Response | Promise<Response> {
  return (c) => {
    const session = sessionOf(c, org);
    return session ? answer(c, session) : toSignIn(c, org);
  };
}

/** Notes that an interruption was answered, and goes on to where the browser wanted to be. */
export function goOn(c: Context, org: Org, session: Session, name: InterruptionName, retURL: string): Response {
  session.answered.add(name);
  return c.redirect(safeTarget(org, retURL, org.addresses.myDomain));
}

/** An address on My Domain that knows the way on. */
export function onMyDomain(path: string, parameters: Readonly<Record<string, string>> = {}) {
  return ({ addresses }: Org, retURL: string): string =>
    `${addresses.myDomain}${path}?${new URLSearchParams({ ...parameters, retURL })}`;
}
