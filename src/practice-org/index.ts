import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { Conditions } from './conditions.ts';
import { type Fault, readFault } from './faults.ts';
import { longId } from './ids.ts';
import type { LedgerEntry } from './ledger.ts';
import type { PracticeMail } from './mail.ts';
import { Org } from './org.ts';
import { newest, releases } from './releases/index.ts';
import type { PracticeState } from './state.ts';
import { Assets } from './web/assets.ts';
import { hosts } from './web/hosts.ts';

export type { Conditions } from './conditions.ts';
export { type Fault, type FaultName, faultKinds, readFault, requests, writeFault } from './faults.ts';
export { type InterruptionName, interruptions } from './interruptions.ts';
export { changesIn, type LedgerEntry } from './ledger.ts';
export type { PracticeMail } from './mail.ts';
export { newest, type ReleaseName, releases } from './releases/index.ts';
export type { AppPolicies, AppSettings } from './shape.ts';
export type { PracticeState } from './state.ts';

/** Conditions as people give them: any of them, and faults in words such as `drop-after@create`. */
export type Switches = Partial<Omit<Conditions, 'faults'>> & { readonly faults?: ReadonlyArray<Fault | string> };

export interface PracticeOrgOptions extends Switches {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The first word of the host names; `acme` by default. */
  readonly domain?: string;
  /** Gives the same ids, codes and tokens again; a new one each time where left out. */
  readonly seed?: string;
  /** The time at which the org stands still; the machine's own time where left out. */
  readonly at?: Date;
  /** How many External Client Apps there are at first; 1 by default. */
  readonly apps?: number;
  /** Takes each mail that the org sends. */
  readonly deliver: (mail: PracticeMail) => void;
}

export interface PracticeOrg {
  /** Origin of the My Domain host, such as `http://acme.my.salesforce.localhost:40123`. */
  readonly url: string;
  readonly setupUrl: string;
  /** The 18-character id, as the API gives it. */
  readonly orgId: string;
  readonly orgName: string;
  readonly admin: { username: string; password: string; email: string; name: string };
  /** A copy of what the org holds: users and apps. */
  state(): PracticeState;
  /** Changes what the org holds, for tests; what `edit` gets is a copy that then takes the place of the old state. */
  change(edit: (state: PracticeState) => void): void;
  conditions(): Conditions;
  /** Switches conditions; those that are left out stay. @throws Error where a fault is misspelt */
  switch(change: Switches): void;
  /** Everything that the org was asked to do, in order. */
  ledger(): LedgerEntry[];
  /** Moves the org's time on. */
  advance(ms: number): void;
  /** Signs everybody out, as a sign-out elsewhere does. */
  endSessions(): void;
  /** Back to how the org was when it started. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts an imitation of Salesforce Setup, for rehearsals and tests. It listens on this machine only. */
export async function startPracticeOrg(options: PracticeOrgOptions): Promise<PracticeOrg> {
  const { port = 0, domain = 'acme', seed = randomBytes(16).toString('hex'), at, apps = 1, deliver } = options;
  if (!/^[a-z][a-z0-9-]*$/.test(domain)) throw new Error(`Not a domain name: ${domain}`);
  const assets = new Assets();
  let answer: ReturnType<typeof hosts> | undefined;
  const server = createAdaptorServer({
    fetch: (request, env) => answer?.(request, env as HttpBindings) ?? new Response(null, { status: 503 }),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  const addresses = {
    myDomain: `http://${domain}.my.salesforce.localhost:${taken}`,
    setup: `http://${domain}.my.salesforce-setup.localhost:${taken}`,
  };
  const org = new Org({ domain, seed, at, apps, conditions: conditionsAtFirst(options), deliver }, addresses);
  answer = hosts(org, assets);

  return {
    url: addresses.myDomain,
    setupUrl: addresses.setup,
    orgId: longId(org.state.orgId),
    orgName: org.state.orgName,
    admin: { ...org.admin },
    state: () => structuredClone(org.state),
    change(edit) {
      const copy = structuredClone(org.state);
      edit(copy);
      org.state = copy;
    },
    conditions: () => structuredClone(org.conditions),
    switch: (change) => org.switch(inFull(change)),
    ledger: () => structuredClone([...org.ledger.entries]),
    advance: (ms) => org.clock.advance(ms),
    endSessions: () => org.endSessions(),
    reset: () => org.reset(),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function conditionsAtFirst(options: PracticeOrgOptions): Conditions {
  const { release = newest, gates = 'open', shadow = 'synthetic', challengeAtSignIn = false } = options;
  const { signIn = releases[release].signIn, interruptions = [], faults = [], sessionMinutes = 120 } = options;
  const read = faults.map(asFault);
  return { release, gates, shadow, signIn, challengeAtSignIn, interruptions, faults: read, sessionMinutes };
}

function inFull({ faults, ...change }: Switches): Partial<Conditions> {
  return faults ? { ...change, faults: faults.map(asFault) } : change;
}

function asFault(fault: Fault | string): Fault {
  return typeof fault === 'string' ? readFault(fault) : fault;
}
