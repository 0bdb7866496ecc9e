import {
  faultForm,
  faultKinds,
  gatings,
  interruptions,
  type NewMethods,
  readSwitches,
  releases,
  requests,
  type Switches,
  shadows,
  signIns,
  usualTotpSecret,
} from '../practice-org/index.ts';
import { Trouble } from '../runbook/trouble.ts';

/** What the command line says of a practice org, as commander reads it. */
export interface ConditionFlags {
  release?: string;
  gates?: string;
  shadow?: string;
  signIn?: string;
  challengeAtSignIn?: true;
  interruption?: string[];
  fault?: string[];
  sessionMinutes?: string;
  method?: string[];
  sandbox?: true;
  edition?: string;
  apps?: string;
  seed?: string;
  domain?: string;
}

/** Conditions and contents of a practice org. */
export type PracticeSettings = Switches & {
  apps?: number;
  seed?: string;
  domain?: string;
  sandbox?: boolean;
  edition?: 'Developer Edition' | 'Enterprise Edition';
  methods?: NewMethods;
};

/** What the admin can have registered from the command line. */
const methods: Readonly<Record<string, { readonly title: string; readonly registers: NewMethods }>> = {
  totp: { title: 'An app with codes; its secret is printed', registers: { totpSecret: usualTotpSecret } },
  push: {
    title: 'Salesforce Authenticator; approved on the control page',
    registers: { salesforceAuthenticator: true },
  },
};

/** Reads the options of a practice org. @throws Trouble that names what there is where a name is misspelt */
export function practiceSettings(flags: ConditionFlags): PracticeSettings {
  const { interruption, fault, sessionMinutes, apps, seed, domain, release, gates, shadow, signIn, challengeAtSignIn } =
    flags;
  const wanted = {
    ...given({ release, gates, shadow, signIn, challengeAtSignIn }),
    ...given({ interruptions: interruption, faults: fault }),
    ...(sessionMinutes === undefined
      ? {}
      : { sessionMinutes: wholeNumber('--session-minutes', sessionMinutes, 1, 525_600) }),
  };
  if (domain !== undefined && !/^[a-z][a-z0-9-]{0,30}$/.test(domain)) {
    throw new Trouble('usage', `--domain ${domain} is not usable.`, 'Give a word of letters, digits and hyphens.');
  }
  return {
    ...switches(wanted),
    ...(apps === undefined ? {} : { apps: wholeNumber('--apps', apps, 0, 1000) }),
    ...given({ seed, domain, sandbox: flags.sandbox }),
    ...(flags.edition === undefined ? {} : { edition: editionOf(flags.edition) }),
    ...(flags.method ? { methods: registering(flags.method) } : {}),
  };
}

function editionOf(name: string): NonNullable<PracticeSettings['edition']> {
  if (name === 'developer') return 'Developer Edition';
  if (name === 'enterprise') return 'Enterprise Edition';
  throw new Trouble('usage', `There is no edition "${name}" here.`, 'There are developer and enterprise.');
}

function registering(names: readonly string[]): NewMethods {
  const known = names.map((name) => {
    if (Object.hasOwn(methods, name)) return methods[name]?.registers;
    throw new Trouble('usage', `There is no method "${name}".`, `There are ${Object.keys(methods).join(' and ')}.`);
  });
  return Object.assign({}, ...known);
}

function switches(wanted: Record<string, unknown>): Switches {
  try {
    return readSwitches(wanted);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new Trouble('usage', `${what}.`, '"setupwright practice --list" explains them.', error);
  }
}

/** @throws Trouble where the text is no whole number between these */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new Trouble('usage', `${option} ${text} is not usable.`, `Give a whole number from ${least} to ${most}.`);
}

function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

/** Everything that a practice org can be, by name, in lines of at most 100 characters. */
export function everyCondition(): string {
  const table = (rows: ReadonlyArray<readonly [string, string]>) =>
    rows.map(([name, title]) => `  ${name.padEnd(20)}${title}`).join('\n');
  const faults = Object.entries(faultKinds).map(([name, { title, on, usual, value }]) => {
    const where = on === 'mail' ? 'on mails' : usual ? `usually @${usual}` : 'needs a request';
    return [name, `${title} (${where}${value ? `, =${value.usual} ${value.means}` : ''})`] as const;
  });
  return `Conditions, each one of these
  --release           ${Object.keys(releases).join(', ')} (usual): titles, rows, locked settings, sign-in
  --gates             ${gatings.join(', ')}: release gates of the base components; usually open
  --shadow            ${shadows.join(', ')}: the shadow DOM that they live in; usually synthetic
  --sign-in           ${signIns.join(', ')}: both at once, or the username alone first;
                      usually as the release has it

Methods that the admin has registered (--method NAME); e-mailed codes where none
${table(Object.entries(methods).map(([name, { title }]) => [name, title]))}

Interruptions (--interruption NAME; may be given several times)
${table(Object.entries(interruptions).map(([name, { title }]) => [name, title]))}

Faults (--fault FAULT; may be given several times)
  A fault is written ${faultForm}; all but the name may be left out.
  It lets so many requests pass, then happens so many times ("always" for endlessly):
  drop-after@create   latency@list=800~200   error-503@api+2*3   mail-late=8000
${table(faults)}

Requests that a fault can be tied to; a path such as /005 will do as well
${table(Object.entries(requests))}
`;
}
