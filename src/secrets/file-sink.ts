import { existsSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { refuseUnignored } from '../machine/git-work-tree.ts';
import { Trouble } from '../runbook/trouble.ts';
import { endings, type Format, formatOf, kept, type PlainCredentials, plain, same } from './formats.ts';
import { type OneSink, refuseOther, type SinkMeans } from './one-sink.ts';
import { OWNER_ONLY, sinkPath, tryOut, writeSinkFile } from './sink-file.ts';

/**
 * Hands credentials over as a file that only its owner can read.
 * @param path its ending names the format
 * @throws Trouble of kind `usage` where the ending names no format
 */
export function fileSink(path: string, { secret }: SinkMeans): OneSink {
  const format = formatOf(path);
  if (!format)
    throw new Trouble('usage', `The sink file:${path} has no known ending.`, `End it in ${endings.join(', ')}.`);
  const file = sinkPath(path);

  return {
    name: `file ${path}`,
    recalls: 'credentials',
    file,
    preflight: async () => {
      await refuseUnignored(file, `The sink ${path}`);
      await tryOut(file, path, 'not a secret');
      await read(file, path, format);
      // One that others could read was not written by us; from now on they cannot.
      if (existsSync(file)) await chmod(file, OWNER_ONLY);
    },
    holds: async (org, app) => {
      const held = await read(file, path, format);
      if (!held) return undefined;
      refuseOther(held, org, app, path);
      return { credentials: kept(held, secret) };
    },
    store: async (credentials) => {
      const wanted = plain(credentials);
      try {
        await writeSinkFile(file, format.write(wanted));
      } catch {
        // The cause is left out: a message of a format or of the file system is not made for secrets.
        throw new Trouble('step', `The sink ${path} cannot be written.`, 'Check its folder and the free space.');
      }
      const held = await read(file, path, format);
      if (held && same(held, wanted)) return `${path} (mode 0600, read back and equal)`;
      throw new Trouble('step', `The sink ${path} does not give back what was written.`, 'Name another file.');
    },
  };
}

async function read(file: string, path: string, format: Format): Promise<PlainCredentials | undefined> {
  if (!existsSync(file)) return undefined;
  try {
    return format.read(await readFile(file, 'utf8'));
  } catch {
    // The parser's own words are left out: they may quote the file.
    throw new Trouble(
      'preflight',
      `The sink ${path} exists and does not hold credentials in the form that its ending says.`,
      'Name another file, or move that one away.',
    );
  }
}
