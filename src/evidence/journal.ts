import type { Reader } from '../engine/events.ts';
import type { RunFolder } from './run-folder.ts';

/** Keeps every event as one line of `journal.jsonl`, in the order in which it happened. */
export function journal(folder: RunFolder): Reader {
  return { name: 'journal', stops: true, hear: (event) => folder.line('journal.jsonl', event) };
}
