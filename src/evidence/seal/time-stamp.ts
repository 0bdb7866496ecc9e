import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { inOwnWords } from '../../runbook/own-words.ts';
import { Trouble } from '../../runbook/trouble.ts';
import { checkTimeStamp, timeStampRequest } from './time-stamp-token.ts';

/** How long an authority may take, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** How long to wait before each new attempt, in milliseconds: an authority may be away for a moment. */
const PAUSES_MS = [1_000, 3_000];
const LARGEST_ANSWER = 64_000;
const NONCE_BYTES = 8;

/** An answer of a time stamp authority, checked. */
export interface TimeStamp {
  /** The whole answer, as it is kept. */
  readonly answer: Buffer;
  readonly at: Date;
}

/**
 * Asks a time stamp authority (RFC 3161, over HTTP) to say when these bytes were there. It learns their hash only.
 * @param url of the authority
 * @param pausesMs before each new attempt
 * @throws Trouble of kind `evidence` with its host and what went wrong the last time
 */
export async function askForTimeStamp(
  url: string,
  bytes: Buffer,
  pausesMs: readonly number[] = PAUSES_MS,
): Promise<TimeStamp> {
  const [ms, ...later] = pausesMs;
  try {
    return await askOnce(url, bytes);
  } catch (error) {
    if (ms === undefined) throw error;
  }
  await pause(ms);
  return askForTimeStamp(url, bytes, later);
}

async function askOnce(url: string, bytes: Buffer): Promise<TimeStamp> {
  const nonce = randomBytes(NONCE_BYTES);
  // Read as a number, it must be above zero and of one length only.
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  const stop = new AbortController();
  // AbortSignal.timeout can hang for ever on Node 20 (mail facts 1.4).
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/timestamp-query' },
      body: new Uint8Array(await timeStampRequest(bytes, nonce)),
      redirect: 'error',
      signal: stop.signal,
    });
    if (response.status !== 200) throw new TypeError(`it answered with status ${response.status}`);
    const answer = await within(response, LARGEST_ANSWER);
    return { answer, at: (await checkTimeStamp(answer, bytes, { nonce })).at };
  } catch (error) {
    const why = stop.signal.aborted ? `it did not answer within ${TIMEOUT_MS / 1000} s` : whyOf(error);
    throw new Trouble('evidence', `No time stamp from ${new URL(url).host}: ${why}.`, '', error);
  } finally {
    clearTimeout(timer);
  }
}

async function within(response: Response, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    length += part.length;
    if (length > most) throw new TypeError('its answer is too long');
  }
  return Buffer.concat(parts);
}

function whyOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string } };
  if (cause?.code) return `it cannot be reached (${cause.code})`;
  // Words of others may quote the address, which may hold what is nobody's business.
  return message.includes('://') ? inOwnWords(error) : message;
}
