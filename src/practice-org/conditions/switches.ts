import { z } from 'zod';
import { newest, type ReleaseName, releases, type SignIn } from '../releases/index.ts';
import { type Conditions, gatings, shadows } from './conditions.ts';
import { type Fault, readFault } from './faults.ts';
import { type InterruptionName, interruptions } from './interruptions.ts';

/** Conditions as people give them: any of them, and faults in words such as `drop-after@create`. */
export type Switches = Partial<Omit<Conditions, 'faults'>> & { readonly faults?: ReadonlyArray<Fault | string> };

/** What the sign-in page may ask for first. */
export const signIns = ['password', 'identifier-first'] as const satisfies readonly SignIn[];

const releaseNames = Object.keys(releases) as [ReleaseName, ...ReleaseName[]];
const interruptionNames = Object.keys(interruptions) as [InterruptionName, ...InterruptionName[]];

const shape = z
  .strictObject(
    {
      release: oneOf('release', releaseNames),
      gates: oneOf('kind of gates', gatings),
      shadow: oneOf('kind of shadow', shadows),
      signIn: oneOf('way to sign in', signIns),
      challengeAtSignIn: z.boolean(`challengeAtSignIn is true or false`),
      interruptions: z.array(oneOf('interruption', interruptionNames), 'interruptions is a list of names'),
      faults: z.array(fault(), 'faults is a list of texts such as "drop-after@create"'),
      sessionMinutes: z
        .number()
        .positive('A session lasts some minutes')
        .max(525_600, 'A session lasts a year at most'),
    },
    { error: ({ code, keys }) => (code === 'unrecognized_keys' ? unknown(keys) : 'Conditions are an object') },
  )
  .partial();

/**
 * Reads conditions that somebody typed or sent.
 * @throws Error that says what is wrong, and what there is
 */
export function readSwitches(input: unknown): Switches {
  const read = shape.safeParse(input);
  if (!read.success) throw new Error(read.error.issues[0]?.message ?? 'Not conditions');
  return Object.fromEntries(Object.entries(read.data).filter(([, value]) => value !== undefined));
}

/** All conditions of an org for which somebody gave a few. */
export function conditionsAtFirst(given: Switches): Conditions {
  const { release = newest, gates = 'open', shadow = 'synthetic', challengeAtSignIn = false } = given;
  const { signIn = releases[release].signIn, interruptions = [], faults = [], sessionMinutes = 120 } = given;
  const read = faults.map(asFault);
  return { release, gates, shadow, signIn, challengeAtSignIn, interruptions, faults: read, sessionMinutes };
}

/** The switches with their faults read. @throws Error where one is misspelt */
export function inFull({ faults, ...change }: Switches): Partial<Conditions> {
  return faults ? { ...change, faults: faults.map(asFault) } : change;
}

function asFault(fault: Fault | string): Fault {
  return typeof fault === 'string' ? readFault(fault) : fault;
}

function oneOf<const T extends readonly [string, ...string[]]>(what: string, names: T) {
  return z.enum(names, {
    error: ({ input }) => `There is no ${what} ${JSON.stringify(input)}; there are ${names.join(', ')}`,
  });
}

function fault() {
  return z.string('A fault is a text such as "drop-after@create"').transform((text, { issues, value }) => {
    try {
      return readFault(text);
    } catch (error) {
      issues.push({ code: 'custom', input: value, message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
}

function unknown(keys: unknown): string {
  return `There is no condition ${String(keys)}; there are ${Object.keys(shape.shape).join(', ')}`;
}
