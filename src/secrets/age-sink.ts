import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { encryptFor } from '../machine/age.ts';
import type { Credentials } from '../runbook/ports.ts';
import { Trouble } from '../runbook/trouble.ts';
import { endings, formatOf, plain } from './formats.ts';
import { type OneSink, refuseOther } from './one-sink.ts';
import { isReceiptOf, receiptOf } from './receipt.ts';
import { sinkPath, tryOut, writeSinkFile } from './sink-file.ts';

/** What lies beside an age file, which nothing here can open: whose credentials it holds, and a receipt of them. */
const Note = z.object({
  version: z.literal(1),
  org: z.string().min(1),
  app: z.string().min(1),
  recipients: z.array(z.string()),
  /** Of the encrypted file, in hex: is it still the one that was written? */
  sha256: z.string(),
  receipt: z.string(),
});
type Note = z.output<typeof Note>;

/**
 * Hands credentials over as a file that only the holders of other keys can open: this machine cannot read it back.
 * @param setting `RECIPIENT:PATH`; several recipients are parted by commas, the path ends in a format and `.age`
 * @throws Trouble of kind `usage`
 */
export function ageSink(setting: string): OneSink {
  const { recipients, path } = parsed(setting);
  const format = formatOf(path.slice(0, -ENDING.length));
  if (!path.endsWith(ENDING) || !format) {
    const known = endings.map((ending) => `${ending}${ENDING}`).join(', ');
    throw new Trouble('usage', `The age sink ${path} has no known ending.`, `End it in ${known}.`);
  }
  const file = sinkPath(path);
  const note = `${file}.receipt.json`;
  const read = () => readNote(file, note);

  const isHeld = async (credentials: Credentials): Promise<boolean> => {
    const there = await read();
    return there !== undefined && isFor(there, recipients) && (await isReceiptOf(there.receipt, credentials));
  };

  return {
    name: `age file ${path}`,
    recalls: 'receipt',
    file,
    preflight: async () => {
      await tryOut(file, path, await encrypted('not a secret', recipients));
      if (!existsSync(file) || (await readNoteText(note))) return;
      throw new Trouble(
        'preflight',
        `The sink ${path} exists, and no ${path}.receipt.json says whose credentials it holds.`,
        'Name another file, or move that one away.',
      );
    },
    holds: async (org, app) => {
      const any = await readNoteText(note);
      if (any && existsSync(file)) refuseOther(any, org, app, path);
      const there = await read();
      return there && isFor(there, recipients) ? { receipt: there.receipt } : undefined;
    },
    store: async (credentials) => {
      if (await isHeld(credentials)) return `${path} (holds these very credentials already, by its receipt)`;
      const text = await encrypted(format.write(plain(credentials)), recipients);
      const { org, app } = credentials;
      const said: Note = {
        version: 1,
        ...{ org, app, recipients: [...recipients], sha256: sha256(text) },
        receipt: await receiptOf(credentials),
      };
      try {
        // First the receipt: one without its file says that the file is missing, a file without its receipt nothing.
        await writeSinkFile(note, `${JSON.stringify(said, null, 2)}\n`);
        await writeSinkFile(file, text);
      } catch {
        throw new Trouble('step', `The sink ${path} cannot be written.`, 'Check its folder and the free space.');
      }
      if (await isHeld(credentials))
        return `${path} (encrypted to ${inWords(recipients)}, the file read back and equal)`;
      throw new Trouble('step', `The sink ${path} does not give back what was written.`, 'Name another file.');
    },
  };
}

const ENDING = '.age';

function parsed(setting: string): { recipients: readonly string[]; path: string } {
  // Not quoted: whoever has it opens every file that is meant for it.
  if (/AGE-SECRET-KEY-/i.test(setting)) {
    throw new Trouble(
      'usage',
      'An age sink was given a secret key where it takes a recipient.',
      'Name the recipient, which begins with age1: age-keygen -y prints it. Make a new key where others may have seen that one.',
    );
  }
  const [, names = '', path = ''] = /^([^:]+):(.+)$/s.exec(setting) ?? [];
  const recipients = names.split(',').map((name) => name.trim());
  const odd = recipients.find((name) => !/^age1[a-z0-9]+$/.test(name));
  if (odd === undefined) return { recipients, path };
  throw new Trouble(
    'usage',
    odd.startsWith('ssh-')
      ? 'An SSH key is no recipient of an age sink.'
      : `The age sink is not understood: "${odd}" is no recipient.`,
    'Write it as age:RECIPIENT:PATH with a recipient that begins with age1; for an SSH key call age by a command sink.',
  );
}

async function encrypted(text: string, recipients: readonly string[]): Promise<string> {
  try {
    return await encryptFor(text, recipients);
  } catch {
    throw new Trouble(
      'usage',
      `age knows no recipient ${recipients.join(', ')}.`,
      'Copy it whole: age-keygen -y prints it.',
    );
  }
}

/** The note of a file that is still the one which was written; a note that is damaged counts for nothing. */
async function readNote(file: string, note: string): Promise<Note | undefined> {
  const said = await readNoteText(note);
  if (!said || !existsSync(file)) return undefined;
  return sha256(await readFile(file, 'utf8')) === said.sha256 ? said : undefined;
}

async function readNoteText(note: string): Promise<Note | undefined> {
  try {
    return Note.parse(JSON.parse(await readFile(note, 'utf8')));
  } catch {
    return undefined;
  }
}

/** One that was encrypted to others does not serve the recipients of now. */
function isFor(note: Note, recipients: readonly string[]): boolean {
  return [...note.recipients].sort().join() === [...recipients].sort().join();
}

function inWords(recipients: readonly string[]): string {
  return recipients.map((name) => (name.length > 24 ? `${name.slice(0, 12)}…${name.slice(-6)}` : name)).join(', ');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
