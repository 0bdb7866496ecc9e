import { html } from 'hono/html';
import type { Outcome, RunOutcome } from '../../engine/record.ts';
import type { Exhibit } from '../../runbook/move.ts';

/** A piece of a page in which all text is escaped. */
export type Html = ReturnType<typeof html>;

const COLOURS: Record<Outcome | RunOutcome, 'good' | 'calm' | 'bad' | 'faint'> = {
  changed: 'good',
  converged: 'good',
  'already so': 'calm',
  'done by hand': 'calm',
  skipped: 'faint',
  'not reached': 'faint',
  incomplete: 'faint',
  interrupted: 'faint',
  failed: 'bad',
};

/** An outcome as a coloured word. */
export function badge(outcome: Outcome | RunOutcome): Html {
  return html`<span class="badge ${COLOURS[outcome]}">${outcome}</span>`;
}

/** Pieces in a row. */
export function list<T>(items: readonly T[], piece: (item: T, index: number) => Html | string): (Html | string)[] {
  return items.map(piece);
}

/** Text evidence as a table of names and values. */
export function exhibitTable(exhibit: Exhibit): Html {
  return html`<table class="exhibit">${list(
    [...exhibit],
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
  )}</table>`;
}

/** Milliseconds in words. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
