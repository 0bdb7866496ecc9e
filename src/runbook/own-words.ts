import { join } from 'node:path';
import { Trouble } from './trouble.ts';

/** What the browser library's own text says, by what it means; the first that fits counts. */
const MEANINGS: readonly (readonly [code: string, said: RegExp, means: string])[] = [
  ['E_STRICT', /strict mode violation/, 'several things on the page fit where one was looked for'],
  ['E_DETACHED', /Frame was detached|not attached to the DOM|Element is not attached/, 'what was looked for went away'],
  [
    'E_CLOSED',
    /Target (?:page|closed)|has been closed|browser has disconnected/i,
    'the page or the browser was closed',
  ],
  ['E_CRASHED', /(?:page|target) crashed/i, 'the page crashed'],
  ['E_CONTEXT', /Execution context was destroyed|Cannot find context/, 'the page changed while it was read'],
  ['E_COVERED', /intercepts pointer events/, 'something lay over what was to be pressed'],
  ['E_NAVIGATION', /interrupted by another navigation/, 'the page went elsewhere while it was opened'],
  ['E_PICTURE', /Unable to capture screenshot/, 'the browser gave no picture'],
];

/** Errors of the network have a fixed vocabulary of their own, which names no page. */
const NETWORK = /\bnet::(ERR_[A-Z_]+)/;
/** Codes of the system, such as ECONNREFUSED. */
const SYSTEM = /^E[A-Z0-9_]{2,40}$/;
/** Where our sources are, built or not. */
const ROOT = join(import.meta.dirname, '..', '..', '/');
/** What errors of the language and of its libraries are called; another name may be anything. */
const NAMES = ['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'AbortError', 'AggregateError'];

/**
 * An error in words of our own: those of a Trouble, else a code of ours and what it means. A library's own text may
 * quote what a page shows, what was typed, addresses and headers, and cuts it short so that no redaction knows it again.
 */
export function inOwnWords(error: unknown): string {
  if (error instanceof Trouble) return error.message;
  const { code, means } = meaningOf(error);
  return `${code}: ${means}.`;
}

function meaningOf(error: unknown): { code: string; means: string } {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : '';
  // Only its first line is the library's own: below it stands the log of what it tried, which tells of lesser things.
  const [first = ''] = said.split('\n');
  for (const [code, pattern, means] of MEANINGS) if (pattern.test(first)) return { code, means };
  const [, network] = NETWORK.exec(first) ?? [];
  if (network !== undefined) return { code: 'E_NETWORK', means: `the browser could not load the page (${network})` };
  if (/^TimeoutError\b|Timeout \d+ms exceeded/.test(first)) {
    const covered = /intercepts pointer events/.test(said) ? '; something lay over it' : '';
    return { code: 'E_TIMEOUT', means: `the page did not become as it was waited for in time${covered}` };
  }
  const system = systemCodeOf(error);
  if (system !== undefined) return { code: 'E_SYSTEM', means: `the system said ${system}` };
  const name = error instanceof Error && NAMES.includes(error.name) ? error.name : 'an error without a known name';
  const place = placeOf(error);
  return { code: 'E_UNFORESEEN', means: `nobody foresaw this (${name}${place ? ` at ${place}` : ''})` };
}

/** Where in our own sources an error was thrown, such as `src/engine/step.ts:12`. */
function placeOf(error: unknown): string | undefined {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  for (const line of lines) {
    const at = /^ {4}at /.test(line) ? line.indexOf(ROOT) : -1;
    const [, place] =
      /^((?:src|runbooks)\/[a-z0-9/-]+\.[jt]s:\d+):\d+\)?$/.exec(at < 0 ? '' : line.slice(at + ROOT.length)) ?? [];
    if (place !== undefined) return place;
  }
  return undefined;
}

function systemCodeOf(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && SYSTEM.test(code)) return code;
  return cause === undefined ? undefined : systemCodeOf(cause);
}
