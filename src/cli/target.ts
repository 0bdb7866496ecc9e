import { resolve } from 'node:path';
import { z } from 'zod';
import { readPrivate, updatePrivate, writePrivate } from '../machine/private-file.ts';
import type { Secret } from '../runbook/secret.ts';
import type { SavedSession, Target } from '../runbook/target.ts';
import { Trouble } from '../runbook/trouble.ts';
import { cliOrg } from '../salesforce/cli-org.ts';
import { allowsOrigin } from '../salesforce/hosts.ts';
import { malformed, missing, withoutSecrets } from './secret-setting.ts';
import { required, type Settings } from './settings.ts';

/** Looks, without asking anybody, whether the settings say who signs in and how. @throws Trouble of kind `usage` */
export function refuseNoTarget(settings: Settings, headed: boolean): void {
  const { SALESFORCE_CLI_ORG: alias, SALESFORCE_PASSWORD: password } = settings;
  if (alias !== undefined && password !== undefined) {
    throw malformed('SALESFORCE_CLI_ORG', 'it is given beside SALESFORCE_PASSWORD; keep one way to sign in');
  }
  if (alias !== undefined) return;
  required(settings, 'SALESFORCE_URL');
  required(settings, 'SALESFORCE_USERNAME');
  if (password !== undefined || headed) return;
  throw missing(
    'SALESFORCE_PASSWORD',
    ' (or SALESFORCE_PASSWORD_FILE, SALESFORCE_PASSWORD_COMMAND or SALESFORCE_CLI_ORG; or use --headed and sign in by hand)',
  );
}

export interface TargetOptions {
  readonly headed: boolean;
  readonly secret: (name: string, value: string) => Secret;
  readonly signal?: AbortSignal;
}

/** Who runs against what, and how they sign in. @throws Trouble of kind `usage` or `preflight` */
export async function targetOf(settings: Settings, { headed, secret, signal }: TargetOptions): Promise<Target> {
  const { SALESFORCE_CLI_ORG: alias, SALESFORCE_PASSWORD: password, SALESFORCE_ORG_ID: orgId } = settings;
  refuseNoTarget(settings, headed);
  if (alias !== undefined) return withSession(await byCli(alias, settings, secret, signal), settings);
  const url = required(settings, 'SALESFORCE_URL');
  const username = required(settings, 'SALESFORCE_USERNAME');
  const signIn = password ? ({ by: 'password', password } as const) : ({ by: 'hand' } as const);
  return withSession({ url, username, orgId, signIn }, settings);
}

/** The CLI knows where the org is and who is signed in; what the settings say besides must be the same. */
async function byCli(
  alias: string,
  settings: Settings,
  secret: (name: string, value: string) => Secret,
  signal: AbortSignal | undefined,
): Promise<Target> {
  const org = await cliOrg(alias, {
    secret,
    environment: withoutSecrets(process.env),
    signal,
    allowsOrigin: (origin) => allowsOrigin(origin, settings.SETUPWRIGHT_ALLOW_ORIGINS),
  });
  const {
    SALESFORCE_URL: url = org.url,
    SALESFORCE_USERNAME: username = org.username,
    SALESFORCE_ORG_ID: orgId = org.org,
  } = settings;
  const other = (what: string, name: string) =>
    new Trouble(
      'preflight',
      `The Salesforce CLI opens ${alias} ${what}.`,
      `Nothing was changed. Check SALESFORCE_CLI_ORG and ${name}.`,
    );
  if (url !== org.url) throw other(`at ${org.url}, not at ${url}`, 'SALESFORCE_URL');
  if (username.toLowerCase() !== org.username.toLowerCase())
    throw other(`as ${org.username}, not as ${username}`, 'SALESFORCE_USERNAME');
  return { url, username, orgId, signIn: { by: 'session URL', next: () => org.next() } };
}

function withSession(
  target: Target,
  { SALESFORCE_SESSION_FILE: path, SETUPWRIGHT_PASSPHRASE: passphrase }: Settings,
): Target {
  return path === undefined ? target : { ...target, savedSession: sessionFile(resolve(path), passphrase, target) };
}

const Cookie = z.object({
  name: z.string(),
  value: z.string(),
  domain: z.string(),
  path: z.string(),
  expires: z.number(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(['Strict', 'Lax', 'None']),
});
const Session = z.object({
  format: z.literal('setupwright session'),
  url: z.string(),
  username: z.string(),
  cookies: z.array(Cookie),
});

/** The session of one org and user in a file for its owner alone, encrypted where there is a passphrase. */
function sessionFile(path: string, passphrase: Secret | undefined, { url, username }: Target): SavedSession {
  const nothing = { format: 'setupwright session', url, username, cookies: [] };
  const read = async () => {
    const content = await readPrivate(path, passphrase);
    if (content === undefined) return [];
    const session = Session.safeParse(content).data;
    if (!session) {
      throw new Trouble('usage', `${path} is not a file of a session.`, 'Name another in SALESFORCE_SESSION_FILE.');
    }
    return session.url === url && session.username === username ? session.cookies : [];
  };
  return {
    preflight: async () => {
      await read();
      await updatePrivate(path, (content) => content ?? nothing, passphrase);
    },
    read,
    write: (cookies) => writePrivate(path, { ...nothing, cookies: Session.shape.cookies.parse(cookies) }, passphrase),
  };
}
