import { html } from 'hono/html';
import { type Outcome, type RunOutcome, TONES } from '../../engine/record.ts';
import type { Exhibit } from '../../runbook/move.ts';

/** A piece of a page in which all text is escaped. */
export type Html = ReturnType<typeof html>;
/** A piece, or nothing. */
export type Piece = Html | string;

/** The colour of an outcome, as the name of a class. */
export function colourOf(outcome: Outcome | RunOutcome): string {
  return TONES[outcome];
}

/** An outcome as a coloured word. */
export function badge(outcome: Outcome | RunOutcome): Html {
  return html`<span class="badge ${TONES[outcome]}">${outcome}</span>`;
}

/** Pieces in a row. */
export function list<T>(items: readonly T[], piece: (item: T, index: number) => Piece): Piece[] {
  return items.map(piece);
}

/** Names and values as a table; a value that is left out has no row. */
export function factTable(rows: readonly (readonly [name: string, value: Piece | undefined])[]): Html {
  return html`<table class="exhibit"><tbody>${list(rows, ([name, value]) =>
    value === undefined ? '' : html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
  )}</tbody></table>`;
}

/** Text evidence as a table of names and values. */
export function exhibitTable(exhibit: Exhibit): Html {
  return factTable(exhibit.map(([name, value]) => [name, longText(value)]));
}

const LONG = 160;

/** Whether a text is folded where it stands. */
export function isLong(text: string): boolean {
  return text.length > LONG;
}

/** Text of any length: a long one is folded behind its beginning, and whole on paper. */
export function longText(text: string): Piece {
  if (!isLong(text)) return text;
  const colon = text.indexOf(': ');
  const beginning = colon > 0 && colon < LONG / 2 ? text.slice(0, colon) : `${text.slice(0, LONG / 2)}…`;
  return html`<details class="long"><summary>${beginning}</summary><p>${text}</p></details>`;
}

/** Milliseconds in words. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** `1 picture`, `2 pictures`. */
export function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`;
}

/** A time of day, as `16:08:07 UTC`. */
export function clock(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`;
}

/** A time, as `2026-11-23 16:08:07 UTC`. */
export function utc(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

/** Made once: that takes longer than all that it formats. */
const OF_HERE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

/** A time by the clock of the machine that ran, with its zone. */
export function localTime(iso: string): string {
  const { timeZone } = OF_HERE.resolvedOptions();
  return `${OF_HERE.format(new Date(iso))}${timeZone === 'UTC' ? '' : ` (${timeZone})`}`;
}

/** The path of an address, or the address itself where it is none. */
export function pathOf(address: string): string {
  return URL.canParse(address) ? new URL(address).pathname : address;
}

/** The host of an address, or the address itself where it is none. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}

/** A value of an input in words. */
export function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? value.map(inWords).join(', ') : '(none)';
  if (typeof value !== 'object' || value === null)
    return value === true ? 'yes' : value === false ? 'no' : String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${inWords(part)}`)
    .join(', ');
}
