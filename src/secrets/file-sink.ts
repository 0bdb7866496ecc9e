import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { refuseUnignored } from '../machine/git-work-tree.ts';
import type { Credentials, Sink } from '../runbook/ports.ts';
import type { Secret } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import { endings, type Format, formatOf, type PlainCredentials, plain } from './formats.ts';

const OWNER_ONLY = 0o600;

/**
 * Hands credentials over as a file that only its owner can read.
 * @param path its ending names the format
 * @param secret keeps each secret that is read back from the file
 * @throws Trouble of kind `usage` where the ending names no format
 */
export function fileSink(path: string, secret: (name: string, value: string) => Secret): Sink {
  const format = formatOf(path);
  if (!format)
    throw new Trouble('usage', `The sink file:${path} has no known ending.`, `End it in ${endings.join(', ')}.`);
  if (path.startsWith('~')) {
    throw new Trouble(
      'usage',
      `The sink file:${path} begins with ~, which only a shell understands.`,
      'Write the path out.',
    );
  }
  const file = resolve(path);

  return {
    name: `file ${path}`,
    preflight: async () => {
      await refuseLink(file, path);
      await refuseUnignored(file, `The sink ${path}`);
      await makeFolder(dirname(file), path);
      await tryOut(file, path);
      await read(file, path, format);
      // One that others could read was not written by us; from now on they cannot.
      if (existsSync(file)) await chmod(file, OWNER_ONLY);
    },
    holds: async (org, app) => {
      const held = await read(file, path, format);
      if (!held) return undefined;
      if (held.org !== org || held.app !== app) {
        throw new Trouble(
          'preflight',
          `The sink ${path} holds the credentials of another app: of ${held.app} in org ${held.org}, not of ${app} in org ${org}.`,
          'Name another file with --sink or in SETUPWRIGHT_SINK, or move that one away.',
        );
      }
      return {
        org,
        app,
        tokenUrl: held.tokenUrl,
        consumerKey: secret('consumer key', held.consumerKey),
        consumerSecret: secret('consumer secret', held.consumerSecret),
      };
    },
    store: async (credentials: Credentials) => {
      const wanted = plain(credentials);
      await writeFileAtomic(file, format.write(wanted), { mode: OWNER_ONLY });
      const held = await read(file, path, format);
      if (!held || (Object.keys(wanted) as (keyof PlainCredentials)[]).some((key) => held[key] !== wanted[key])) {
        throw new Trouble('step', `The sink ${path} does not give back what was written.`, 'Name another file.');
      }
      return `${path} (mode 0600, read back and equal)`;
    },
  };
}

async function makeFolder(folder: string, path: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Trouble('preflight', `The folder of the sink ${path} cannot be made.`, 'Name another file.', error);
  }
  const { mode } = await stat(folder);
  const anyoneMayReplaceFiles = (mode & 0o002) !== 0 && (mode & 0o1000) === 0;
  if (anyoneMayReplaceFiles) {
    throw new Trouble(
      'preflight',
      `Anyone may write into the folder of the sink ${path}.`,
      'Name a file in your own folder.',
    );
  }
}

async function refuseLink(file: string, path: string): Promise<void> {
  if ((await lstat(file).catch(() => undefined))?.isSymbolicLink()) {
    throw new Trouble('preflight', `The sink ${path} is a link.`, 'Name the file that it leads to.');
  }
}

async function tryOut(file: string, path: string): Promise<void> {
  const probe = `${file}.preflight`;
  try {
    await writeFileAtomic(probe, 'not a secret', { mode: OWNER_ONLY });
  } catch (error) {
    throw new Trouble('preflight', `The sink ${path} cannot be written.`, 'Check the rights of its folder.', error);
  } finally {
    await rm(probe, { force: true });
  }
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
