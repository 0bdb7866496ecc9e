import { Hono } from 'hono';
import { lengthOf } from '../conditions/faults.ts';
import { type InterruptionName, interruptions, isInterruption } from '../conditions/interruptions.ts';
import { type PageFault, pageFaults, type Visit, visitedPages } from '../conditions/visit.ts';
import type { Session } from '../identity/sessions.ts';
import type { Org } from '../org.ts';
import { sessionOf } from './signed-in.ts';

/** Comes once, without anybody having to answer it: a reload is enough, facts 1.5 [P]. */
const comesOnce: readonly InterruptionName[] = ['sorry-to-interrupt'];

const noSession = { refusals: [{ message: 'Your session has ended.' }] };

/** What the shell asks about each page that it shows. It is machinery of ours, so no fault happens to it. */
export function visitRoutes(org: Org): Hono {
  const app = new Hono();

  app.get('/setup-api/visit', (c) => {
    const session = sessionOf(c, org);
    if (!session) return c.json(noSession, 401);
    const page = visitedPages.find((name) => name === c.req.query('page')) ?? 'setup';
    const faults = org.faults
      .take(pageFaults, { is: [page, 'setup'], path: c.req.query('path') ?? '' })
      .map((fault) => ({ name: fault.name, value: lengthOf(fault, org.dice) }) as PageFault);
    const visit: Visit = { faults, interruptions: unanswered(org, session) };
    for (const name of comesOnce) if (visit.interruptions.includes(name)) session.answered.add(name);
    c.header('cache-control', 'no-store');
    return c.json(visit);
  });

  app.post('/setup-api/interruptions/:name/answered', (c) => {
    const session = sessionOf(c, org);
    const name = c.req.param('name');
    if (!session) return c.json(noSession, 401);
    if (!isInterruption(name)) return c.json({ refusals: [{ message: 'There is no such interruption.' }] }, 404);
    session.answered.add(name);
    return c.body(null, 204);
  });

  return app;
}

function unanswered(org: Org, session: Session): InterruptionName[] {
  return org.conditions.interruptions.filter(
    (name) => interruptions[name].kind !== 'page' && !session.answered.has(name),
  );
}
