import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { newConsumer, newId } from '../../ids.ts';
import type { Deed } from '../../ledger.ts';
import type { Org } from '../../org.ts';
import { isAdmin, type PracticeUser } from '../../people.ts';
import type { PracticeApp, StagedConsumer } from '../../state.ts';
import { bearerOf, versionOf } from './bearer.ts';
import { ApiError, noSuchResource } from './errors.ts';

const stagedFor = 30 * 86_400_000;
/** The first API versions with these resources: facts 8.2 [D]. */
const sinceVersion = { credentials: 60, staged: 65 };

/** Key and secret by REST, without a code, behind an org-wide setting: facts 8.2 [D; C]. */
export function credentialRoutes(org: Org, root: string): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const usage = `${root}/apps/oauth/usage`;
  const credentials = `${root}/apps/oauth/credentials/:app`;
  const staged = `${credentials}/:consumer/staged`;
  const slot = `${staged}/:slot`;

  app.get(usage, (c) => {
    const apps = org.state.apps.filter(({ settings }) => settings.oauth);
    return c.json({
      apps: apps.map(({ id, settings }) => ({
        identifier: id,
        developerName: settings.apiName,
        label: settings.name,
        credentialsUrl: `${base(c)}/${id}`,
      })),
      currentPageUrl: c.req.path,
      nextPageUrl: null,
    });
  });

  app.get(credentials, (c) => {
    allow(c, sinceVersion.credentials);
    const found = appOf(c);
    const id = consumerId(found);
    const url = `${base(c)}/${found.id}/${id}`;
    const { name } = found.settings;
    const consumers = [{ id, key: found.consumer.key, name, url, stagedCredentialsUrl: `${url}/staged` }];
    return c.json({ consumers, currentPageUrl: c.req.path, nextPageUrl: null });
  });

  app.get(`${credentials}/:consumer`, (c) => {
    const user = allow(c, sinceVersion.credentials);
    const found = consumerOf(c);
    const { key, secret } = found.consumer;
    const parts: Readonly<Record<string, object>> = { key: { key }, secret: { secret }, keyandsecret: { key, secret } };
    const part = parts[c.req.query('part')?.toLowerCase() ?? 'key'];
    if (!part) throw new ApiError('ILLEGAL_QUERY_PARAMETER_VALUE', 'The part is key, secret, or keyandsecret.');
    if ('secret' in part) write('reveal credentials', user, found);
    c.header('cache-control', 'no-store');
    return c.json({ id: consumerId(found), ...part });
  });

  app.get(staged, (c) => {
    allow(c, sinceVersion.staged);
    const found = consumerOf(c);
    const second = stagedOf(org, found);
    return c.json({ stagedCredentials: second ? [slotOf(c, second)] : [], url: c.req.path });
  });

  app.post(staged, async (c) => {
    // Without a body Salesforce hangs until the connection breaks: facts 8.2 [C].
    if ((await c.req.text()) === '') return brokenOff(c);
    const user = allow(c, sinceVersion.staged);
    const found = consumerOf(c);
    // One slot for each consumer is known [C]; how a second one is refused is a guess [I], facts 8.2.
    if (stagedOf(org, found)) throw new ApiError('INVALID_OPERATION', 'Staged credentials already exist.');
    const now = org.clock.now();
    const createdBy = `${user.firstName} ${user.lastName}`;
    found.staged = {
      ...newConsumer(org.dice),
      id: newId(org.dice, '1sc'),
      state: 'Active',
      createdBy,
      createdAt: now,
      expiresAt: now + stagedFor,
    };
    write('stage credentials', user, found);
    return c.json({ stagedCredentials: [slotOf(c, found.staged)], url: c.req.path }, 201);
  });

  app.get(slot, (c) => {
    allow(c, sinceVersion.staged);
    return c.json(slotOf(c, secondOf(c).second));
  });

  // What was in use before takes the slot, and is good until it is deleted or 30 days are over: sfdx-hardis, Infisical [C].
  app.patch(slot, async (c) => {
    const user = allow(c, sinceVersion.staged);
    const { command } = await c.req.json<{ command?: unknown }>().catch(() => ({ command: undefined }));
    if (command !== 'rotate') throw new ApiError('INVALID_INPUT', 'The command is rotate.');
    const { found, second } = secondOf(c);
    if (second.state !== 'Active') throw new ApiError('INVALID_OPERATION', 'These credentials were rotated already.');
    const former = found.consumer;
    found.consumer = { key: second.key, secret: second.secret };
    found.staged = { ...second, ...former, state: 'Rotated', expiresAt: org.clock.now() + stagedFor };
    write('rotate credentials', user, found);
    return c.json(slotOf(c, found.staged));
  });

  app.delete(slot, (c) => {
    const user = allow(c, sinceVersion.staged);
    const { found } = secondOf(c);
    delete found.staged;
    write('drop staged credentials', user, found);
    return c.body(null, 204);
  });

  return app;

  function write(deed: Deed, { username }: PracticeUser, { settings }: PracticeApp): void {
    org.ledger.write({ user: username, deed, about: settings.name, detail: { by: 'REST API' } });
  }

  /** guess [I]: of the refusals only pieces of their texts are known, facts 8.2 [C]. */
  function allow(c: Context, since: number): PracticeUser {
    if (versionOf(c) < since) throw noSuchResource();
    const user = bearerOf(c, org);
    const off = 'This feature is not currently enabled for this user.';
    if (!org.state.orgSettings.secretsInRestApi || !isAdmin(user))
      throw new ApiError('FUNCTIONALITY_NOT_ENABLED', off, 403);
    return user;
  }

  function appOf(c: Context): PracticeApp {
    const wanted = c.req.param('app')?.slice(0, 15);
    const found = org.state.apps.find(({ id, settings }) => id === wanted && settings.oauth);
    if (!found) throw noSuchResource();
    return found;
  }

  function consumerOf(c: Context): PracticeApp {
    const found = appOf(c);
    if (c.req.param('consumer')?.slice(0, 15) !== consumerId(found)) throw noSuchResource();
    return found;
  }

  function secondOf(c: Context): { found: PracticeApp; second: StagedConsumer } {
    const found = consumerOf(c);
    const second = stagedOf(org, found);
    if (second?.id !== c.req.param('slot')?.slice(0, 15) || !second) throw noSuchResource();
    return { found, second };
  }

  function base(c: Context): string {
    return `/services/data/${c.req.param('version')}/apps/oauth/credentials`;
  }

  function slotOf(c: Context, { createdAt, expiresAt, ...second }: StagedConsumer): Record<string, unknown> {
    const url = `${base(c)}/${c.req.param('app')}/${c.req.param('consumer')}/staged/${second.id}`;
    const [createdDate, expirationDate] = [createdAt, expiresAt].map((at) => new Date(at).toISOString());
    return { ...second, createdDate, expirationDate, url, stagedCredentialsUrl: url };
  }
}

/** What is in the second slot of an app, as long as it is good. */
export function stagedOf(org: Org, { staged }: PracticeApp): StagedConsumer | undefined {
  return staged && org.clock.now() < staged.expiresAt ? staged : undefined;
}

/** An app has one consumer here; guess [I]: facts 8.2, the first letters of its id. */
function consumerId({ id }: PracticeApp): string {
  return `888${id.slice(3)}`;
}

function brokenOff(c: Context<{ Bindings: HttpBindings }>): Response {
  c.env.incoming.socket.destroy();
  return c.body(null, 503);
}
