import type { Trouble } from '../../runbook/trouble.ts';
import type { Arrival } from './folder.ts';

const TOLD = 5;

/** What was seen while a code was waited for, for the one who must find out why none was taken. */
export class Sightings {
  #refused = 0;
  readonly #latest: string[] = [];
  #breaks = 0;
  #lastBreak = '';
  #latestNotice = '';

  /** @param reason in words that fit after "it"; it may repeat what a stranger wrote */
  refused({ folder, uid }: Arrival, reason: string): void {
    this.#refused++;
    this.#latest.push(`${printable(folder)} mail ${uid} ${printable(reason)}`);
    if (this.#latest.length > TOLD) this.#latest.shift();
  }

  broke(trouble: Trouble): void {
    this.#breaks++;
    this.#lastBreak = trouble.message;
  }

  /** @param what could not be done, as a sentence without its end */
  noticed(what: string): void {
    this.#latestNotice = printable(what);
  }

  inWords(): string {
    const earlier = this.#refused > TOLD ? ` and ${this.#refused - TOLD} before them` : '';
    const mails = this.#refused === 0 ? 'No new mail was seen.' : `Refused: ${this.#latest.join('; ')}${earlier}.`;
    const notice = this.#latestNotice === '' ? '' : ` Also, ${this.#latestNotice}.`;
    const broke = this.#breaks === 0 ? '' : ` The connection broke ${times(this.#breaks)}: ${this.#lastBreak}`;
    return `${mails}${notice}${broke}`;
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times, at last`;
}

function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, 200);
}
