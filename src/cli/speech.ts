import { screen, Transcript } from '../evidence/writer/screen.ts';
import type { Screen } from '../operator/paint.ts';
import { SecretBook } from '../runbook/secret.ts';

/** Where a command speaks. With `--json` only the record goes to `out`. */
export interface Speech {
  readonly out: Screen;
  readonly err: Screen;
  /** The one book of this process: what is kept in it cannot be said any more. */
  readonly book: SecretBook;
  /** All that was said so far. */
  readonly said: Transcript;
  /** Writes what is held back because it might be the beginning of a secret. */
  flush(): void;
  /** From now on what holds a secret in any form is withheld: before there is one, nothing has to be looked through. */
  guard(holdsSecret: (text: string) => boolean): void;
}

/** Speech of this process on two streams; what a command says on them is cleaned. */
export function speechOf(out: Screen, err: Screen): Speech {
  const book = new SecretBook();
  const said = new Transcript();
  let holdsSecret: (text: string) => boolean = () => false;
  const onto = (stream: Screen) => screen(stream, book, said, (text) => holdsSecret(text));
  const screens = { out: onto(out), err: onto(err) };
  const flush = () => {
    for (const each of Object.values(screens)) each.flush();
  };
  return {
    ...screens,
    book,
    said,
    flush,
    guard: (by) => {
      holdsSecret = by;
    },
  };
}

/** Speech of this process on its own streams: the only place that takes them. */
export function ownSpeech(): Speech {
  const { stdout, stderr } = process;
  // Who reads along may go away, as head does; the run and its evidence go on.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  const speech = speechOf(stdout, stderr);
  process.once('exit', speech.flush);
  return speech;
}
