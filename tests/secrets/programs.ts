import { chmod, readFile, writeFile } from 'node:fs/promises';
import type { folder } from './support.ts';

/** A program for a command sink, and what was told to it. */
export interface FakeProgram {
  /** The setting of a sink that calls it. */
  readonly setting: string;
  /** The verbs and arguments of each call, in order. */
  calls(): Promise<string[]>;
  /** What stood on its input at each call that read it. */
  inputs(): Promise<Record<string, unknown>[]>;
}

/** What can be called in the deeds below, besides all of the shell. */
const WORDS = `
here='HERE'
input=
read_input() { IFS= read -r input; printf '%s\\n' "$input" >> "$here/inputs"; }
digest() { printf '%s\\n' "$input" | sha256sum | cut -c-64; }
answer() { printf '{"ok":true,"ack":"%s"%s}\\n' "$(digest)" "$1"; }
echo "$*" >> "$here/calls"
for verb; do :; done
`;

/**
 * A shell script as a sink's program.
 * @param deeds what it does; `$verb` is check, store or get; `read_input`, `answer ',"ref":"x"'` and `digest` are there
 */
export async function program(
  place: Pick<Awaited<ReturnType<typeof folder>>, 'path' | 'at'>,
  deeds: string,
): Promise<FakeProgram> {
  const path = place.at('vault.sh');
  await writeFile(path, `#!/bin/sh\n${WORDS.replaceAll('HERE', place.path)}\n${deeds}\n`);
  await chmod(path, 0o700);
  const linesOf = async (file: string) =>
    (await readFile(place.at(file), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  return {
    setting: `command:${path}`,
    calls: () => linesOf('calls'),
    inputs: async () => (await linesOf('inputs')).map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

/** Acknowledges everything and cannot say anything later. */
export const TAKES = 'read_input; answer ",\\"ref\\":\\"vault:app#3\\""';

/** Keeps what it is given in a file and gives it back. */
export const GIVES_BACK = `read_input
case $verb in
  check) answer ',"get":"credentials"';;
  store) printf '%s' "$input" | sed 's/"version":1,//; s/,"receipt":"[^"]*"//' > "$here/kept"; answer;;
  get) if [ -e "$here/kept" ]; then answer ",\\"held\\":$(cat "$here/kept")"; else answer; fi;;
esac`;

/** Keeps the receipt alone. */
export const KEEPS_RECEIPT = `read_input
case $verb in
  check) answer ',"get":"receipt"';;
  store) printf '%s' "$input" | sed 's/.*"receipt":"\\([^"]*\\)".*/\\1/' > "$here/kept"; answer;;
  get) if [ -e "$here/kept" ]; then answer ",\\"receipt\\":\\"$(cat "$here/kept")\\""; else answer; fi;;
esac`;
