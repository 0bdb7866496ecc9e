import { execFile } from 'node:child_process';
import { z } from 'zod';
import type { Secret } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';

/** The CLI loads slowly, and asks the org for the address. */
const PATIENCE = 90_000;
const ALIAS = /^[\w.@+-]{1,120}$/;
const SETUP_HOME = 'lightning/setup/SetupOneHome/home';

/** Facts 1.4 [P]: what `sf org open --url-only --json` prints. */
const Opened = z.object({
  status: z.literal(0),
  result: z.object({ url: z.url(), orgId: z.string(), username: z.string() }),
});
const Failed = z.object({ name: z.string() });

/** An org that the Salesforce CLI is signed in to. */
export interface CliOrg {
  /** Origin of its My Domain. */
  readonly url: string;
  readonly username: string;
  readonly org: string;
  /** An address that opens a session once. @throws Trouble of kind `preflight` */
  next(): Promise<Secret>;
}

export interface CliOptions {
  readonly secret: (name: string, value: string) => Secret;
  /** What the CLI may see; it finds its own configuration by HOME. */
  readonly environment: NodeJS.ProcessEnv;
  /** Where a session may be opened at all. */
  readonly allowsOrigin: (origin: string) => boolean;
}

/**
 * Asks the Salesforce CLI for an org that it is signed in to, with an address that opens a session.
 * @param org its alias or username
 * @throws Trouble of kind `usage` or `preflight`; never with what the CLI printed, which holds the address
 */
export async function cliOrg(org: string, options: CliOptions): Promise<CliOrg> {
  if (!ALIAS.test(org))
    throw new Trouble('usage', 'SALESFORCE_CLI_ORG is not usable.', 'Give an alias or a username of "sf org list".');
  const ask = async () => {
    const { url, username, orgId } = await opened(org, options);
    const address = options.secret('session URL', url);
    for (const name of ['otp', 'sid']) {
      const value = new URL(url).searchParams.get(name);
      if (value) options.secret('session URL', value);
    }
    return { origin: new URL(url).origin, username, orgId, address };
  };
  const first = await ask();
  if (!options.allowsOrigin(first.origin)) {
    throw new Trouble(
      'preflight',
      `The Salesforce CLI opens ${org} at ${first.origin}, which is no host of Salesforce.`,
      'If it is yours, name it in SETUPWRIGHT_ALLOW_ORIGINS.',
    );
  }
  let unused: Secret | undefined = first.address;
  return {
    url: first.origin,
    username: first.username,
    org: first.orgId,
    next: async () => {
      const address = unused ?? (await ask()).address;
      unused = undefined;
      return address;
    },
  };
}

async function opened(org: string, { environment }: CliOptions): Promise<z.output<typeof Opened>['result']> {
  const args = ['org', 'open', '--url-only', '--json', '--target-org', org, '--path', SETUP_HOME];
  const out = await new Promise<string>((resolve, reject) => {
    // On Windows the CLI is a script, which only a shell starts; the alias is one word.
    const shell = process.platform === 'win32';
    execFile('sf', args, { env: environment, timeout: PATIENCE, shell, maxBuffer: 1024 * 1024 }, (error, printed) => {
      if (error?.code === 'ENOENT')
        reject(
          new Trouble(
            'preflight',
            'The Salesforce CLI "sf" is not installed.',
            'Install it, or sign in by SALESFORCE_PASSWORD.',
          ),
        );
      else resolve(printed);
    });
  });
  const printed = parsed(out.slice(Math.max(0, out.indexOf('{'))));
  const answer = Opened.safeParse(printed);
  if (answer.success) return answer.data.result;
  const why = Failed.safeParse(printed).data?.name.replace(/\W/g, '').slice(0, 60) ?? 'no answer that can be read';
  throw new Trouble(
    'preflight',
    `The Salesforce CLI does not open the org ${org} (${why}).`,
    `Check it with "sf org display --target-org ${org}", and sign in there anew if need be.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
