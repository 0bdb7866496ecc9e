import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { longId } from './ids.ts';
import type { PracticeMail } from './mail.ts';
import { Org, type SignIn } from './org.ts';
import type { PracticeState } from './state.ts';
import { Assets } from './web/assets.ts';
import { hosts } from './web/hosts.ts';

export type { PracticeMail } from './mail.ts';
export type { AppPolicies, AppSettings } from './shape.ts';
export type { PracticeState } from './state.ts';

export interface PracticeOrgOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** The first word of the host names; `acme` by default. */
  domain?: string;
  /** Whether the login page asks for the username alone first: facts 1.2 [C]. */
  signIn?: SignIn;
  /** Whether an e-mailed code is asked for after the password; false by default. */
  challengeAtSignIn?: boolean;
  /** How long each answer waits, in milliseconds; styles and scripts do not wait. */
  latencyMs?: number;
  /** Takes each mail that the org sends. */
  deliver: (mail: PracticeMail) => void;
}

export interface PracticeOrg {
  /** Origin of the My Domain host, such as `http://acme.my.salesforce.localhost:40123`. */
  readonly url: string;
  readonly setupUrl: string;
  /** The 18-character id, as the API gives it. */
  readonly orgId: string;
  readonly orgName: string;
  readonly admin: { username: string; password: string; email: string; name: string };
  /** A copy of what the org holds: apps, users, mails sent, codes tried. */
  state(): PracticeState;
  /** Changes what the org holds, for tests; what `edit` gets is a copy that then takes the place of the old state. */
  change(edit: (state: PracticeState) => void): void;
  close(): Promise<void>;
}

/** Starts an imitation of Salesforce Setup, for rehearsals and tests. It listens on this machine only. */
export async function startPracticeOrg(options: PracticeOrgOptions): Promise<PracticeOrg> {
  const { port = 0, domain = 'acme', signIn = 'password', challengeAtSignIn = false, latencyMs = 0, deliver } = options;
  if (!/^[a-z][a-z0-9-]*$/.test(domain)) throw new Error(`Not a domain name: ${domain}`);
  const assets = new Assets();
  let answer: ReturnType<typeof hosts> | undefined;
  const server = createAdaptorServer({ fetch: (request) => answer?.(request) ?? new Response(null, { status: 503 }) });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  const addresses = {
    myDomain: `http://${domain}.my.salesforce.localhost:${taken}`,
    setup: `http://${domain}.my.salesforce-setup.localhost:${taken}`,
  };
  const org = new Org({ domain, signIn, challengeAtSignIn, latencyMs, deliver }, addresses);
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
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
