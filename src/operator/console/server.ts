import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { ANSWERS } from '../../engine/operator.ts';
import type { Wheel } from '../wheel.ts';
import type { Board } from './board.ts';
import { client } from './client.ts';
import { STYLE } from './style.ts';
import { board as boardOf, page, type View } from './view.ts';

const BY = 'the console';

/** What a page of the console may do: run its own script, and talk to where it came from. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

const SaidSchema = z.strictObject({
  answer: z.enum(ANSWERS),
  why: z.string().max(500).optional(),
  until: z.int().positive().optional(),
  question: z.int().positive().optional(),
});

/** A console that runs. */
export interface OperatorConsole {
  /** An address that opens it once; each call makes another. */
  address(): string;
  /** Whether a page of it is open. */
  readonly isOpen: boolean;
  close(): Promise<void>;
}

/** What the console shows and steers. */
interface Shows {
  readonly board: Board;
  readonly wheel: Wheel;
  /** A picture of the run, by the name of its file. */
  readonly picture: (file: string) => Promise<Buffer>;
  /** Takes secrets out of what is shown. */
  readonly clean: <T>(data: T) => T;
}

/**
 * Serves the operator console on the loopback address. Who opens it needs a token, which is good for once; after it a
 * cookie, which no page from elsewhere can use.
 */
export async function startConsole({ board, wheel, picture, clean }: Shows): Promise<OperatorConsole> {
  const tokens = new Set<string>();
  const session = randomBytes(32).toString('base64url');
  const open = new Set<() => void>();
  let waitedMs = 0;
  let waitsSince: string | undefined;
  const server = createAdaptorServer({ fetch: (request) => app.fetch(request) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const host = `127.0.0.1:${port}`;
  /** Cookies know no ports, so another run's console is told apart by the name. */
  const cookie = `setupwright-console-${port}`;

  const view = (): View => ({ board, standing: clean(wheel.standing), waitedMs, waitsSince });
  const tellAll = () => {
    for (const tell of open) tell();
  };
  const unwatch = wheel.watch(({ question }) => {
    if (question) waitsSince ??= new Date().toISOString();
    else if (waitsSince !== undefined) {
      waitedMs += Date.now() - Date.parse(waitsSince);
      waitsSince = undefined;
    }
    tellAll();
  });
  board.watch(tellAll);

  const mayEnter = (c: Context) => same(getCookie(c, cookie), session);
  const app = new Hono();
  app.use(async (c, next) => {
    // A name that was pointed at the loopback address comes from elsewhere.
    if (c.req.header('host') !== host) return c.text('Not here.', 421);
    await next();
    c.header('Content-Security-Policy', POLICY);
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Referrer-Policy', 'no-referrer');
    c.header('Cache-Control', 'no-store');
    return undefined;
  });
  app.get('/open/:token', (c) => {
    if (!tokens.delete(c.req.param('token'))) return c.text('This address was used already, or never given.', 403);
    setCookie(c, cookie, session, { httpOnly: true, sameSite: 'Lax', path: '/' });
    return c.redirect('/');
  });
  app.use(async (c, next) => {
    if (!mayEnter(c)) return c.text('Open the console by the address that setupwright gives.', 403);
    const isOwn = c.req.method === 'GET' || c.req.header('origin') === `http://${host}`;
    if (!isOwn) return c.text('Not from there.', 403);
    return next();
  });
  app.get('/', async (c) => c.html(await page(view())));
  app.get('/board', async (c) => c.html(await boardOf(view())));
  app.get('/style.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/client.js', (c) => c.body(`(${client})();`, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  app.get('/pictures/:file', async (c) => {
    const file = c.req.param('file');
    const isAsked = wheel.standing.question?.captures?.some((capture) => capture.file === file);
    if (!isAsked && !board.hasPicture(file)) return c.notFound();
    const type = file.endsWith('.png') ? 'image/png' : 'image/webp';
    return c.body(new Uint8Array(await picture(file)), 200, { 'content-type': type });
  });
  app.get('/changes', (c) =>
    streamSSE(c, async (stream) => {
      let changed: () => void = () => undefined;
      let due = true;
      const tell = () => {
        due = true;
        changed();
      };
      open.add(tell);
      stream.onAbort(() => {
        open.delete(tell);
        changed();
      });
      while (!stream.aborted) {
        if (due) {
          due = false;
          await stream.writeSSE({ data: 'changed' });
        } else
          await new Promise<void>((resolve) => {
            changed = resolve;
          });
      }
    }),
  );
  app.post('/say', async (c) => {
    const said = SaidSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!said.success) return c.json({ refused: 'That is no answer.' }, 400);
    return c.json({ refused: wheel.say({ ...said.data, by: BY }) });
  });
  app.post('/show', async (c) => c.json({ refused: await wheel.show() }));

  return {
    address: () => {
      const token = randomBytes(32).toString('base64url');
      tokens.add(token);
      return `http://${host}/open/${token}`;
    },
    get isOpen() {
      return open.size > 0;
    },
    close: async () => {
      unwatch();
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
    },
  };
}

function same(one: string | undefined, other: string): boolean {
  return one !== undefined && one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
