import { join } from 'node:path';
import { Trouble } from '../../runbook/trouble.ts';
import { filesIn, hashOf } from './file-list.ts';
import { type Entry, manifestText } from './manifest.ts';
import { MANIFEST, NAMESPACE, type SealFile, SIGNATURE, TIME_STAMP } from './names.ts';
import type { Signer } from './signer.ts';
import { askForTimeStamp } from './time-stamp.ts';

export interface SealOptions {
  /** Left out, the list is not signed: it shows damage, and nothing to somebody who may have changed both. */
  readonly signer?: Signer | undefined;
  /** Address of a time stamp authority. It stamps the signature, so that it needs a signer. */
  readonly timeStampUrl?: string | undefined;
  /** How long to wait before each new attempt at a time stamp, in milliseconds. */
  readonly pausesMs?: readonly number[];
  /** What must be there and nothing else: paths in the folder with their SHA-256 in hex. Left out, all that is there is taken. */
  readonly written?: ReadonlyMap<string, string> | undefined;
  /** Writes a file of the seal into the folder, whole or not at all. */
  readonly write: (name: SealFile, content: Buffer | string) => Promise<void>;
}

export interface SealResult {
  /** How many files the list holds. */
  readonly files: number;
  /** Fingerprint of the key that signed. */
  readonly signedBy?: string;
  readonly stampedAt?: Date;
  /** Why there is no time stamp though one was asked for. */
  readonly remark?: string;
}

/**
 * Seals a run folder, after everything else in it is written: lists every file with its hash, signs the list and has
 * the signature stamped. A time stamp that cannot be had is a remark: it can be added later, the list does not hold it.
 * Until then the folder does not verify where its run.json says that one was asked for.
 * @throws Trouble of kind `evidence` where the folder holds what no run writes, or where it cannot be read or signed
 */
export async function sealFolder(
  folder: string,
  { signer, timeStampUrl, pausesMs, written, ...options }: SealOptions,
): Promise<SealResult> {
  const write: SealOptions['write'] = async (name, content) => {
    try {
      await options.write(name, content);
    } catch (error) {
      throw new Trouble(
        'evidence',
        `${name} could not be written: the folder is not sealed.`,
        'Check the disk.',
        error,
      );
    }
  };
  const entries = await entriesOf(folder);
  if (written) refuseOthers(entries, written);
  const list = Buffer.from(manifestText(entries));
  const files = list.toString().split('\n').length - 1;
  await write(MANIFEST, list);
  if (!signer) return { files };
  const signature = Buffer.from(await signer.sign(list));
  await write(SIGNATURE, signature);
  const signed = { files, signedBy: signer.fingerprint };
  if (timeStampUrl === undefined) return signed;
  try {
    const { answer, at } = await askForTimeStamp(timeStampUrl, signature, pausesMs);
    await write(TIME_STAMP, answer);
    return { ...signed, stampedAt: at };
  } catch (error) {
    return { ...signed, remark: error instanceof Trouble ? error.message : 'The time stamp could not be written.' };
  }
}

async function entriesOf(folder: string): Promise<Entry[]> {
  try {
    const { files, odd } = await filesIn(folder);
    const [strange] = odd;
    if (strange) {
      const what = `The folder of the run holds ${JSON.stringify(strange.path)}, ${strange.why}, and was not sealed.`;
      throw new Trouble('evidence', what, 'Let nothing else write there while a run is under way, and run again.');
    }
    const entries: Entry[] = [];
    for (const path of files) entries.push({ path, sha256: await hashOf(join(folder, path)) });
    return entries;
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble('evidence', 'The folder of the run could not be read to seal it.', 'Run again.', error);
  }
}

/** @throws Trouble of kind `evidence` where a file is not as the run wrote it, is missing, or is somebody else's */
function refuseOthers(entries: readonly Entry[], written: ReadonlyMap<string, string>): void {
  const there = new Map(entries.map(({ path, sha256 }) => [path, sha256]));
  const strange = entries.find(({ path }) => !written.has(path));
  const missing = [...written.keys()].find((path) => !there.has(path));
  const changed = entries.find(({ path, sha256 }) => written.get(path) !== sha256);
  const why = strange
    ? `holds ${strange.path}, which this run did not write`
    : missing
      ? `lacks ${missing}, which this run had written`
      : changed && `holds ${changed.path} otherwise than this run had written it`;
  if (why === undefined) return;
  const remedy = 'Let nothing else write there while a run is under way, and run again.';
  throw new Trouble('evidence', `The folder of the run ${why}, and was not sealed.`, remedy);
}

/** How a run will be sealed, for its report: a file cannot hold the seal that is made over it. */
export function sealPlan({ signer, timeStampUrl }: Omit<SealOptions, 'write'>): string {
  if (!signer) return `Listed with hashes in ${MANIFEST}, not signed (UNSIGNED: integrity only).`;
  const stamp = timeStampUrl === undefined ? '' : `; ${hostOf(timeStampUrl)} is asked to stamp it with the time`;
  return `Listed with hashes in ${MANIFEST}, signed with key ${signer.fingerprint} (namespace ${NAMESPACE})${stamp}.`;
}

/** Whom a run asks for a time stamp, for its record: the seal cannot vouch for what may be taken away from it. */
export function timeStampAskedOf({
  signer,
  timeStampUrl,
}: Omit<SealOptions, 'write'>): { askedOf: string } | undefined {
  return signer && timeStampUrl !== undefined ? { askedOf: hostOf(timeStampUrl) } : undefined;
}

function hostOf(url: string): string {
  return new URL(url).host;
}

/** What was sealed and how, for the terminal. */
export function sealInWords({ signedBy, stampedAt, remark }: SealResult): string {
  if (signedBy === undefined) return `${MANIFEST}, UNSIGNED: integrity only`;
  const stamp = stampedAt ? `, stamped ${stampedAt.toISOString()}` : '';
  return `${MANIFEST}, signed by ${signedBy}${stamp}${remark ? `. ${remark} Until it is added the seal does not hold: docs/evidence.md` : ''}`;
}
