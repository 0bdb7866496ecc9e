import { execFile } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import type { Secret } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import { isMyDomain } from './hosts.ts';
import { SETUP_HOME } from './setup.ts';

/** The CLI loads slowly, and asks the org for the address. */
const PATIENCE = 90_000;
/** One word, and none that the CLI takes for an option. */
const ALIAS = /^[\w.@+][\w.@+-]{0,119}$/;

/** Facts 1.4 [P]: what `sf org open --url-only --json` prints. */
const Opened = z.object({
  status: z.literal(0),
  result: z.object({ url: z.url(), orgId: z.string(), username: z.string() }),
});
/** The name of an error is one word. */
const Failed = z.object({ name: z.string().regex(/^\w{1,60}$/) });

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
  /** How long the CLI may take, in milliseconds: a minute and a half by default. */
  readonly patienceMs?: number;
  /** Ends the CLI at once. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks the Salesforce CLI for an org that it is signed in to, with an address that opens a session.
 * @param org its alias or username
 * @throws Trouble of kind `usage` or `preflight`; never with what the CLI printed, which holds the address
 */
export async function cliOrg(org: string, options: CliOptions): Promise<CliOrg> {
  if (!ALIAS.test(org))
    throw new Trouble('usage', 'SALESFORCE_CLI_ORG is not usable.', 'Give an alias or a username of "sf org list".');
  const ask = async (): Promise<Opening> => {
    const { url, username, orgId } = await opened(org, options);
    const address = options.secret('session URL', url);
    for (const name of ['otp', 'sid']) {
      const value = new URL(url).searchParams.get(name);
      if (value) options.secret('session URL', value);
    }
    const { origin } = new URL(url);
    if (!options.allowsOrigin(origin) || !isMyDomain(new URL(url))) {
      throw new Trouble(
        'preflight',
        `The Salesforce CLI opens ${org} at ${origin}, which is no My Domain of Salesforce.`,
        'If it is yours, name it in SETUPWRIGHT_ALLOW_ORIGINS.',
      );
    }
    return { origin, username, orgId, address };
  };
  const first = await ask();
  let unused: Secret | undefined = first.address;
  return {
    url: first.origin,
    username: first.username,
    org: first.orgId,
    next: async () => {
      const address = unused ?? sameAs(first, await ask(), org);
      unused = undefined;
      return address;
    },
  };
}

interface Opening {
  readonly origin: string;
  readonly username: string;
  readonly orgId: string;
  readonly address: Secret;
}

/** The later address, if it is of the same org and user: an alias may have been given to another meanwhile. */
function sameAs(first: Opening, later: Opening, org: string): Secret {
  const isSame = (['origin', 'username', 'orgId'] as const).every((name) => first[name] === later[name]);
  if (isSame) return later.address;
  throw new Trouble(
    'preflight',
    `The Salesforce CLI opens ${org} at ${later.origin} as ${later.username} now, and before at ${first.origin} as ${first.username}.`,
    'Check what the alias stands for, and run again.',
  );
}

async function opened(
  org: string,
  { environment, patienceMs = PATIENCE, signal }: CliOptions,
): Promise<z.output<typeof Opened>['result']> {
  const args = ['org', 'open', '--url-only', '--json', '--target-org', org, '--path', SETUP_HOME.slice(1)];
  const out = await new Promise<string>((resolve, reject) => {
    // On Windows the CLI is a script, which only a shell starts; the alias is one word.
    const shell = process.platform === 'win32';
    const limits = { timeout: patienceMs, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 } as const;
    const cli = execFile('sf', args, { env: environment, shell, ...limits }, (error, printed) => {
      if (error?.code === 'ENOENT') reject(notInstalled());
      else if (error?.killed && typeof error.code !== 'string') reject(silent(org, patienceMs));
      else resolve(printed);
    });
    // Whatever it may ask on the terminal, nobody answers.
    cli.stdin?.end();
    const stop = () => {
      cli.kill('SIGKILL');
      // Those whom it has started may hold them open.
      cli.stdout?.destroy();
      cli.stderr?.destroy();
      reject(new Trouble('interrupted', 'The Salesforce CLI was not waited for.', 'Run again.'));
    };
    signal?.addEventListener('abort', stop, { once: true });
    cli.once('close', () => signal?.removeEventListener('abort', stop));
    if (signal?.aborted) stop();
  });
  const printed = jsonIn(out);
  const answer = Opened.safeParse(printed);
  if (answer.success) return answer.data.result;
  const why = Failed.safeParse(printed).data?.name ?? 'no answer that can be read';
  throw new Trouble(
    'preflight',
    `The Salesforce CLI does not open the org ${org} (${why}).`,
    `Check it with "sf org display --target-org ${org}", and sign in there anew if need be.`,
  );
}

function notInstalled(): Trouble {
  return new Trouble(
    'preflight',
    'The Salesforce CLI "sf" is not installed.',
    'Install it, or sign in by SALESFORCE_PASSWORD.',
  );
}

function silent(org: string, patienceMs: number): Trouble {
  return new Trouble(
    'preflight',
    `The Salesforce CLI does not open the org ${org} within ${Math.ceil(patienceMs / 1000)} s.`,
    `Check it with "sf org display --target-org ${org}", and the network.`,
  );
}

/** The JSON object that begins on a line of its own, whatever warnings, colours and news of updates stand around it. */
function jsonIn(out: string): unknown {
  const text = stripVTControlCharacters(out);
  const end = text.lastIndexOf('}') + 1;
  for (const { index } of text.matchAll(/^[ \t]*\{/gm)) {
    try {
      return JSON.parse(text.slice(index, end));
    } catch {
      // It was a brace of something else.
    }
  }
  return undefined;
}
