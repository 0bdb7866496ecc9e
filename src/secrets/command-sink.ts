import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Credentials } from '../runbook/ports.ts';
import { Trouble } from '../runbook/trouble.ts';
import { kept, Plain, type PlainCredentials, plain, same } from './formats.ts';
import { type Holding, type OneSink, refuseOther, type SinkMeans } from './one-sink.ts';
import { runProgram } from './program.ts';
import { receiptOf } from './receipt.ts';

const PATIENCE_MS = 20_000;

/** What a program answers; docs/sinks.md explains it. What else it says is not looked at. */
const Answer = z.object({
  ok: z.literal(true),
  /** SHA-256 of all that stood on its input, in hex: only who has read it knows it. */
  ack: z.string(),
  ref: z.string().optional(),
  get: z.enum(['credentials', 'receipt']).optional(),
  held: Plain.nullish(),
  receipt: z.string().nullish(),
});
type Answer = z.output<typeof Answer>;

/** What a reference may look like in the record. */
const REFERENCE = /^[\x20-\x7e]{1,200}$/;

/**
 * Hands credentials over to a program: `check`, `store` or `get` is its last argument, one line of JSON its input, one
 * object of JSON its answer. No value stands in its arguments or its environment.
 * @param command the program and its arguments, parted by blanks; there is no shell
 * @param options.patienceMs how long each call may take: 20 seconds where left out
 */
export function commandSink(
  command: string,
  { secret, environment }: SinkMeans,
  { patienceMs = PATIENCE_MS }: { patienceMs?: number } = {},
): OneSink {
  const words = command.trim().split(/\s+/);
  // Arguments may tell what is nobody's business, and so may the folders of a machine.
  const name = `program ${(words[0] ?? '').replace(/^.*[/\\]/, '')}`;
  let recalls: OneSink['recalls'] | undefined;

  const ask = async (kind: 'preflight' | 'step', verb: 'check' | 'store' | 'get', what: object): Promise<Answer> => {
    const input = `${JSON.stringify({ version: 1, ...what })}\n`;
    const end = await runProgram([...words, verb], { input, environment, patienceMs });
    const refuse = (why: string, more = '') =>
      new Trouble(kind, `The sink's ${name} ${why} at "${verb}"${more}.`, 'docs/sinks.md tells how to try it by hand.');
    // Its very length could be that of a secret.
    if ('became' in end) throw refuse(end.became, end.said ? '; what it wrote to its error output is withheld' : '');
    const answer = parsed(end.printed);
    if (!answer) throw refuse('did not answer {"ok":true,"ack":…} as JSON');
    if (answer.ack.toLowerCase() !== createHash('sha256').update(input).digest('hex')) {
      throw refuse('did not acknowledge the digest of its input');
    }
    return answer;
  };

  /** Asks it what it can do, which keeps nothing. */
  const check = async (): Promise<OneSink['recalls']> => {
    const { get: can = 'nothing' } = await ask('preflight', 'check', dummy());
    recalls = can;
    return can;
  };

  const get = async (org: string, app: string): Promise<Holding | undefined> => {
    // Who only looks has tried no sink before.
    if ((recalls ?? (await check())) === 'nothing') return undefined;
    const { held, receipt } = await ask('step', 'get', { org, app });
    if (recalls === 'receipt') return receipt ? { receipt } : undefined;
    if (!held) return undefined;
    refuseOther(held, org, app, name);
    return { credentials: kept(held, secret) };
  };

  return {
    name,
    get recalls() {
      return recalls ?? 'nothing';
    },
    preflight: async () => {
      // Whatever it holds for others is no matter yet.
      if ((await check()) !== 'nothing') await ask('preflight', 'get', { org: DUMMY_ORG, app: DUMMY_APP });
    },
    holds: get,
    store: async (credentials: Credentials) => {
      const wanted = plain(credentials);
      const { ref } = await ask('step', 'store', { ...wanted, receipt: await receiptOf(credentials) });
      const reference = ref === undefined ? '' : `, ${shown(ref, wanted)}`;
      if (recalls !== 'credentials') return `${name}${reference} (acknowledged by digest)`;
      const held = await get(wanted.org, wanted.app);
      if (held && 'credentials' in held && same(plain(held.credentials), wanted)) {
        return `${name}${reference} (acknowledged by digest, read back and equal)`;
      }
      throw new Trouble(
        'step',
        `The sink's ${name} does not give back what it stored.`,
        'docs/sinks.md tells how to try it by hand.',
      );
    },
  };
}

const DUMMY_ORG = '00D000000000000AAA';
const DUMMY_APP = 'setupwright preflight';

/** What `check` is given: the shape of what `store` is given, and nothing that is worth anything. */
function dummy(): PlainCredentials & { receipt: string } {
  return {
    org: DUMMY_ORG,
    app: DUMMY_APP,
    tokenUrl: 'https://acme.my.salesforce.com/services/oauth2/token',
    consumerKey: `not-a-key-${randomBytes(16).toString('hex')}`,
    consumerSecret: `not-a-secret-${randomBytes(32).toString('hex')}`,
    receipt: 'scrypt:not:a-receipt',
  };
}

function parsed(printed: string): Answer | undefined {
  try {
    return Answer.parse(JSON.parse(printed));
  } catch {
    return undefined;
  }
}

/** A program's own words for where it put them, unless they are no reference. */
function shown(ref: string, { consumerKey, consumerSecret }: PlainCredentials): string {
  const isFit = REFERENCE.test(ref) && !ref.includes(consumerKey) && !ref.includes(consumerSecret);
  return isFit ? ref : 'its reference is withheld';
}
