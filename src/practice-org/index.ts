import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { addressesOf } from './addresses.ts';
import type { Conditions } from './conditions/conditions.ts';
import { conditionsAtFirst, inFull, type Switches } from './conditions/switches.ts';
import type { MethodsAtHand, NewMethods } from './identity/methods.ts';
import { longId } from './ids.ts';
import type { LedgerEntry } from './ledger.ts';
import type { PracticeMail } from './mail.ts';
import { Org } from './org.ts';
import type { SentMail } from './post.ts';
import type { Edition, PracticeState } from './state.ts';
import { Assets } from './web/assets.ts';
import { controlHost } from './web/control/host.ts';
import { hosts } from './web/hosts.ts';

export { type Conditions, gatings, shadows } from './conditions/conditions.ts';
export { type FaultName, faultForm, faultKinds, readFault, requests } from './conditions/faults.ts';
export { type InterruptionName, interruptions } from './conditions/interruptions.ts';
export { readSwitches, type Switches, signIns } from './conditions/switches.ts';
export { type NewMethods, usualTotpSecret } from './identity/methods.ts';
export { changesIn, type LedgerEntry } from './ledger.ts';
export type { PracticeMail } from './mail.ts';
export type { SentMail } from './post.ts';
export { type ReleaseName, releases } from './releases/index.ts';
export type { AppPolicies, AppSettings } from './shape.ts';
export type { PracticeState } from './state.ts';

export interface PracticeOrgOptions extends Switches {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The first word of the host names; `acme` by default. */
  readonly domain?: string;
  /** A sandbox of the domain, named `dev`, in place of the production org. */
  readonly sandbox?: boolean;
  /** `Developer Edition` by default; an org of another edition that is no sandbox is a production org. */
  readonly edition?: Edition;
  /** What the admin has registered at first to prove who she is; verifies by e-mail where left out. */
  readonly methods?: NewMethods;
  /** Gives the same ids, codes and tokens again; a new one each time where left out. */
  readonly seed?: string;
  /** A seed of its own for passwords, codes, keys and tokens, which then have other lengths too; ids stay as they are. */
  readonly secrets?: string;
  /** The time at which the org stands still; the machine's own time where left out. */
  readonly at?: Date;
  /** How many External Client Apps there are at first; 1 by default. */
  readonly apps?: number;
  /** Takes each mail that the org sends. */
  readonly deliver: (mail: PracticeMail) => void;
  /** What goes back to its start together with the org, such as the mailbox. */
  readonly onReset?: () => void;
  /** Lines of a settings file that lead a program to this org: shown on the control page, to be copied. */
  readonly settings?: (org: PracticeOrg) => string;
}

export interface PracticeOrg {
  /** Origin of the My Domain host, such as `http://acme.my.salesforce.localhost:40123`. */
  readonly url: string;
  readonly setupUrl: string;
  /** Origin of the host where one signs in without knowing the org's name. */
  readonly loginUrl: string;
  readonly lightningUrl: string;
  /** Where the org is looked at and switched: a page for people, and JSON for programs. */
  readonly controlUrl: string;
  /** What gives the same ids, codes and tokens again. */
  readonly seed: string;
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
  /** The mails that the org sent, whatever became of them, the newest first. */
  mails(): SentMail[];
  /** The org's time. */
  now(): Date;
  /** Moves the org's time on. */
  advance(ms: number): void;
  /** Changes what the admin has registered to prove who she is. @throws Error where a passkey is not one of P-256 */
  registerMethods(methods: NewMethods): void;
  /** What the admin has registered to prove who she is. */
  methods(): MethodsAtHand;
  /** Approves the newest question of Salesforce Authenticator, as its owner would; false where none waits. */
  approvePush(): boolean;
  /** Denies it; false where none waits. */
  denyPush(): boolean;
  /** Signs everybody out, as a sign-out elsewhere does. */
  endSessions(): void;
  /** Back to how the org was when it started. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts an imitation of Salesforce Setup, for rehearsals and tests. It listens on this machine only. */
export async function startPracticeOrg(options: PracticeOrgOptions): Promise<PracticeOrg> {
  const { port = 0, domain = 'acme', seed = randomBytes(16).toString('hex'), at, apps = 1, deliver } = options;
  const { sandbox = false, edition = 'Developer Edition', methods } = options;
  const { onReset, settings, secrets } = options;
  if (!/^[a-z][a-z0-9-]*$/.test(domain)) throw new Error(`Not a domain name: ${domain}`);
  const assets = new Assets();
  let answer: ReturnType<typeof hosts> | undefined;
  const server = createAdaptorServer({
    fetch: (request, env) => answer?.(request, env as HttpBindings) ?? new Response(null, { status: 503 }),
  });
  // Browsers send a request again by themselves where a connection that was used before breaks; a new one has no such doubt.
  if ('maxRequestsPerSocket' in server) server.maxRequestsPerSocket = 1;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  const addresses = addressesOf(sandbox ? `${domain}--dev` : domain, sandbox, taken);
  const org = new Org(
    { domain, sandbox, edition, methods, seed, secrets, at, apps, conditions: conditionsAtFirst(options), deliver },
    addresses,
  );
  const practice: PracticeOrg = {
    url: addresses.myDomain,
    setupUrl: addresses.setup,
    loginUrl: addresses.login,
    lightningUrl: addresses.lightning,
    controlUrl: addresses.controls[0],
    seed,
    orgId: longId(org.state.orgId),
    orgName: org.state.orgName,
    get admin() {
      return { ...org.admin };
    },
    state: () => structuredClone(org.state),
    change(edit) {
      const copy = structuredClone(org.state);
      edit(copy);
      org.state = copy;
    },
    conditions: () => structuredClone(org.conditions),
    switch: (change) => org.switch(inFull(change)),
    ledger: () => structuredClone([...org.ledger.entries]),
    mails: () => structuredClone([...org.post.sent]),
    now: () => org.clock.date(),
    advance: (ms) => org.clock.advance(ms),
    registerMethods: (methods) => org.registerMethods(methods),
    methods: () => org.methods,
    approvePush: () => org.challenges.answerPush('approved'),
    denyPush: () => org.challenges.answerPush('denied'),
    endSessions: () => org.endSessions(),
    reset() {
      org.reset();
      onReset?.();
    },
    close: () =>
      new Promise((resolve, reject) => {
        org.close();
        server.close((error) => (error ? reject(error) : resolve()));
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
  answer = hosts(
    org,
    assets,
    controlHost(practice, assets, () => settings?.(practice) ?? ''),
  );
  return practice;
}
