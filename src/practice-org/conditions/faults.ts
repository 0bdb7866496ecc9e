import type { Dice } from '../dice.ts';
import { visitedPages } from './visit.ts';

/** Requests that a fault can be tied to by name. */
export const requests = {
  '*': 'every request',
  login: 'the sign-in form is sent, each time where it asks in two steps',
  setup: 'a Setup page is loaded',
  list: 'the list of apps is read',
  app: 'one app is read',
  create: 'Create is pressed',
  'save-settings': 'Save is pressed on the Settings tab',
  'save-policies': 'Save is pressed on the Policies tab',
  status: 'an app is disabled or enabled',
  delete: 'an app is deleted',
  users: 'a page of Users is loaded',
  challenge: 'a page that verifies the identity is loaded',
  answer: 'a code is sent',
  consumer: 'the Consumer Details are asked for, each time where a code is wanted first',
  token: 'a token is asked for',
  api: 'the REST API is asked',
} as const;

export type RequestName = keyof typeof requests;

interface Kind {
  readonly title: string;
  /** Where it happens: on a request, on a Setup page, or on the way of a mail. */
  readonly on: 'request' | 'page' | 'mail';
  /** Its requests where none are named; a fault without any has to name them. */
  readonly usual?: RequestName;
  /** How often it happens where no count is given. */
  readonly usualTimes?: number;
  /** What its value means, with the value where none is given. */
  readonly value?: { readonly means: string; readonly usual: number };
}

const milliseconds = (usual: number) => ({ means: 'milliseconds', usual });

const kinds = {
  latency: {
    title: 'Answers take longer',
    on: 'request',
    usual: '*',
    usualTimes: Number.POSITIVE_INFINITY,
    value: milliseconds(400),
  },
  'error-500': { title: 'The server answers 500', on: 'request' },
  'error-503': { title: 'The server answers 503', on: 'request' },
  'drop-before': { title: 'The connection drops before the server acts', on: 'request' },
  'drop-after': { title: 'The connection drops after the server has acted', on: 'request' },
  'session-ends': { title: 'All sessions end', on: 'request' },
  're-render': {
    title: 'The page is drawn again, several times',
    on: 'page',
    usual: 'setup',
    value: milliseconds(400),
  },
  spinner: { title: 'A spinner stays over the page', on: 'page', usual: 'setup', value: milliseconds(3000) },
  'stale-frame': { title: 'The frame of an earlier classic page stays in the document', on: 'page', usual: 'users' },
  'lost-field': { title: 'A field loses its value when another changes', on: 'page', usual: 'create' },
  'covering-toast': { title: 'A toast covers the button', on: 'page', usual: 'setup', value: milliseconds(4000) },
  'mail-late': { title: 'The mail comes late', on: 'mail', usual: '*', value: milliseconds(8000) },
  'mail-twice': { title: 'The mail comes twice', on: 'mail', usual: '*' },
  'mail-junk': { title: 'The mail goes to Junk', on: 'mail', usual: '*' },
  'mail-none': { title: 'The mail does not come', on: 'mail', usual: '*' },
} as const satisfies Record<string, Kind>;

export type FaultName = keyof typeof kinds;

/** All faults by name. */
export const faultKinds: Readonly<Record<FaultName, Kind>> = kinds;

export interface Fault {
  readonly name: FaultName;
  /** The request, or page, that it happens on: a name, or the beginning of a path. */
  readonly on: string;
  /** How many of them it lets pass first. */
  readonly after: number;
  /** How often it happens then. */
  readonly times: number;
  readonly value: number;
  /** How much the value varies, at most. */
  readonly jitter: number;
}

const form =
  /^(?<name>[a-z0-9-]+)(?:@(?<on>[^*+=\s]+|\*))?(?:\+(?<after>\d{1,6}))?(?:\*(?<times>[1-9]\d{0,5}|always))?(?:=(?<value>\d{1,6})(?:~(?<jitter>\d{1,6}))?)?$/;

/** How a fault is written; all but the name may be left out. */
export const faultForm = 'name@request+after*times=value~jitter';

/**
 * Reads a fault as people write it: `name@request+after*times=value~jitter`, all but the name optional, with `always`
 * for endless times. So `drop-after@create*1`, `latency@list=800~200`, `error-503@api+2*always`.
 * @throws Error that says what is wrong with it, and what there is
 */
export function readFault(text: string): Fault {
  const [name = ''] = text.trim().split(/[@+*=]/);
  if (!isFault(name)) throw new Error(`There is no fault "${name}"; there are ${Object.keys(kinds).join(', ')}`);
  const parts = form.exec(text.trim())?.groups;
  if (!parts) throw new Error(`The fault "${text}" cannot be read; it is written as ${faultForm}`);
  const { on, after, times, value, jitter } = parts;
  const kind: Kind = kinds[name];
  if (value !== undefined && !kind.value) throw new Error(`The fault ${name} takes no value`);
  return {
    name,
    on: requestOf(name, on ?? kind.usual),
    after: Number(after ?? 0),
    times: times === undefined ? usualTimes(name) : times === 'always' ? Number.POSITIVE_INFINITY : Number(times),
    value: Number(value ?? kind.value?.usual ?? 0),
    jitter: Number(jitter ?? 0),
  };
}

function requestOf(name: FaultName, on: string | undefined): string {
  if (on === undefined) throw new Error(`The fault ${name} needs a request, as in ${name}@create`);
  const known = Object.hasOwn(requests, on) || on.startsWith('/');
  if (!known) throw new Error(`There is no request "${on}"; there are ${Object.keys(requests).join(', ')}, and paths`);
  if (kinds[name].on === 'mail' && on !== '*') {
    throw new Error(`The fault ${name} happens to mails, whatever the request; ${name}+1 lets the first one pass`);
  }
  if (kinds[name].on === 'page' && !isPage(on)) {
    throw new Error(`The fault ${name} happens to pages: ${visitedPages.join(', ')}, and paths`);
  }
  return on;
}

function isPage(on: string): boolean {
  return on === '*' || on.startsWith('/') || visitedPages.some((page) => page === on);
}

function usualTimes(name: FaultName): number {
  const kind: Kind = kinds[name];
  return kind.usualTimes ?? 1;
}

/** The fault in the words of `readFault`. */
export function writeFault({ name, on, after, times, value, jitter }: Fault): string {
  const count =
    times === usualTimes(name) && !Number.isFinite(times) ? '' : `*${Number.isFinite(times) ? times : 'always'}`;
  const kind: Kind = kinds[name];
  const size = kind.value ? `=${value}${jitter > 0 ? `~${jitter}` : ''}` : '';
  return `${name}@${on}${after > 0 ? `+${after}` : ''}${count}${size}`;
}

function isFault(name: string): name is FaultName {
  return Object.hasOwn(kinds, name);
}

/** How long a fault lasts this time, in milliseconds. */
export function lengthOf({ value, jitter }: Fault, dice: Dice): number {
  return value + (jitter > 0 ? dice.below(jitter + 1, 'jitter') : 0);
}

/** The faults that are switched on, and how often each has yet to happen. */
export class Faults {
  #due: Array<{ fault: Fault; passes: number; left: number }> = [];

  /** Takes the place of all faults that were switched on before. */
  set(faults: readonly Fault[]): void {
    this.#due = faults.map((fault) => ({ fault, passes: fault.after, left: fault.times }));
  }

  add(fault: Fault): void {
    this.#due.push({ fault, passes: fault.after, left: fault.times });
  }

  /** What is switched on, with how often it is still to happen. */
  get active(): Fault[] {
    return this.#due
      .filter(({ left }) => left > 0)
      .map(({ fault, passes, left }) => ({ ...fault, after: passes, times: left }));
  }

  /**
   * The faults among these names that happen now, on a request of these names and this path; each happens once less
   * then. Of faults that shut each other out, ask for one: the others wait for the next request.
   */
  take(
    names: readonly FaultName[],
    { is, path }: { is: readonly RequestName[]; path: string },
    atMost = Infinity,
  ): Fault[] {
    const now: Fault[] = [];
    for (const due of this.#due) {
      const { fault, left } = due;
      if (left === 0 || now.length >= atMost || !names.includes(fault.name) || !meets(fault, is, path)) continue;
      if (due.passes > 0) due.passes -= 1;
      else {
        due.left -= 1;
        now.push(fault);
      }
    }
    return now;
  }
}

function meets({ on }: Fault, is: readonly RequestName[], path: string): boolean {
  return on === '*' || (on.startsWith('/') ? path.startsWith(on) : is.some((name) => name === on));
}
