import type { X509Certificate } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AllowedSigner } from './allowed-signers.ts';
import { bytesOf, filesIn, hashOf } from './file-list.ts';
import { type Finding, fails, holds, unchecked } from './finding.ts';
import { type Entry, LARGEST_MANIFEST, readManifest } from './manifest.ts';
import { MANIFEST, NAMESPACE, type SealFile, SIGNATURE, TIME_STAMP } from './names.ts';
import { judgeSigner } from './signed-by.ts';
import { isOver, readSignature, type Signature } from './sshsig.ts';
import { checkTimeStamp, type Stamped } from './time-stamp-token.ts';

export interface VerifyOptions {
  /** Who may have signed. Left out, the signature is checked and not who made it; given, there must be one. */
  readonly allowedSigners?: readonly AllowedSigner[];
  /** Who must have signed, as one of the principals; anybody who is allowed where it is left out. */
  readonly identity?: string;
  /** Root certificates of time stamp authorities that are believed. */
  readonly authorities?: readonly X509Certificate[];
  /** The time at which a signer without a time stamp must be allowed. */
  readonly now?: Date;
}

/** No signature and no answer of an authority is larger, in bytes. */
const LARGEST_SEAL = 64_000;
/** The run's own record, and how large one may be, in bytes. */
const RECORD = 'run.json';
const LARGEST_RECORD = 64_000_000;
/** More names than this are counted only. */
const MOST_NAMES = 5;

/**
 * Checks the seal of a run folder: that it holds exactly the files of its list, with their hashes; who signed the list;
 * and when that was at the latest. It needs no program and no network.
 * @returns everything that was looked at; the seal holds where nothing of it fails
 */
export async function verifyFolder(dir: string, options: VerifyOptions = {}): Promise<readonly Finding[]> {
  const manifest = await sealFile(dir, MANIFEST, LARGEST_MANIFEST);
  if (!manifest) return [fails('list', `There is no readable ${MANIFEST}: the folder is not sealed.`)];
  const entries = readManifest(manifest.toString('latin1'));
  const files =
    typeof entries === 'string' ? [fails('list', `${MANIFEST} ${entries}.`)] : await filesAgainst(dir, entries);
  return [...files, ...(await signatureFindings(dir, manifest, options))];
}

/** Whether nothing fails. */
export function sealHolds(findings: readonly Finding[]): boolean {
  return findings.every(({ result }) => result !== 'fails');
}

async function filesAgainst(dir: string, entries: readonly Entry[]): Promise<readonly Finding[]> {
  const listed = new Set(entries.map(({ path }) => path));
  const there = await filesIn(dir).catch(() => undefined);
  if (!there) return [fails('list', 'The folder cannot be read.')];
  const present = new Set(there.files);
  const added = there.files.filter((path) => !listed.has(path));
  const missing = [...listed].filter((path) => !present.has(path));
  const list: Finding[] = [
    ...(added.length > 0 ? [fails('list', `Not listed, so added later: ${named(added)}.`)] : []),
    ...(missing.length > 0 ? [fails('list', `Listed and not there: ${named(missing)}.`)] : []),
    ...there.odd.map(({ path, why }) => fails('list', `${named([path])} is ${why}.`)).slice(0, MOST_NAMES),
  ];
  const kept = entries.filter(({ path }) => present.has(path));
  const changed: string[] = [];
  for (const { path, sha256 } of kept) {
    if ((await hashOf(join(dir, path)).catch(() => undefined)) !== sha256) changed.push(path);
  }
  return [
    ...(list.length > 0 ? list : [holds('list', `Exactly the ${entries.length} listed files are there.`)]),
    changed.length > 0
      ? fails('hashes', `Not as they were sealed: ${named(changed)}.`)
      : holds('hashes', `${kept.length} files are as they were sealed.`),
  ];
}

async function signatureFindings(dir: string, manifest: Buffer, options: VerifyOptions): Promise<readonly Finding[]> {
  const written = await sealFile(dir, SIGNATURE, LARGEST_SEAL);
  if (!written) return await withoutSignature(dir, options);
  let signature: Signature;
  try {
    signature = readSignature(written.toString('latin1'));
  } catch {
    return [fails('signature', `${SIGNATURE} is no SSH signature.`)];
  }
  const { publicKey, namespace } = signature;
  if (namespace !== NAMESPACE) {
    return [fails('signature', `It was made for the namespace ${JSON.stringify(namespace)}, not for ${NAMESPACE}.`)];
  }
  if (!isOver(manifest, signature)) return [fails('signature', `It was not made over this ${MANIFEST}.`)];
  const stamp = await timeStampOf(dir, { signature: written, askedOf: await timeStampAskedIn(dir) }, options);
  // A time that nobody who is believed vouches for makes no signer allowed.
  const at = stamp.stamped?.isTrusted ? stamp.stamped.at : undefined;
  return [
    holds('signature', `Over this ${MANIFEST}, in the namespace ${NAMESPACE}, by key ${publicKey.fingerprint}.`),
    judgeSigner(publicKey, { ...options, ...(at ? { stampedAt: at } : {}) }),
    ...stamp.findings,
  ];
}

async function withoutSignature(dir: string, { allowedSigners, authorities }: VerifyOptions): Promise<Finding[]> {
  if (await isThere(dir, SIGNATURE)) return [fails('signature', `${SIGNATURE} cannot be read.`)];
  if (await isThere(dir, TIME_STAMP)) return [fails('signature', `There is a ${TIME_STAMP} and no ${SIGNATURE}.`)];
  const says = `UNSIGNED: integrity only. Whoever can change a file can change ${MANIFEST} too.`;
  return [
    allowedSigners || authorities ? fails('signature', says) : { about: 'signature', result: 'not checked', says },
  ];
}

async function timeStampOf(
  dir: string,
  { signature, askedOf }: { readonly signature: Buffer; readonly askedOf: string | undefined },
  { authorities }: VerifyOptions,
): Promise<{ stamped?: Stamped; findings: readonly Finding[] }> {
  if (!(await isThere(dir, TIME_STAMP))) {
    // What the signed list vouches for says it: who takes the stamp away cannot take that away with it.
    if (askedOf !== undefined) {
      const says = `${RECORD} says that ${askedOf} was asked for one, and there is none: it was taken away, or never had.`;
      return { findings: [fails('time stamp', says)] };
    }
    return { findings: authorities ? [fails('time stamp', 'There is none.')] : [] };
  }
  const answer = await sealFile(dir, TIME_STAMP, LARGEST_SEAL);
  if (!answer) return { findings: [fails('time stamp', `${TIME_STAMP} cannot be read.`)] };
  try {
    const stamped = await checkTimeStamp(answer, signature, authorities ? { roots: authorities } : {});
    const says = `The signature was there at ${stamped.at.toISOString()}, says ${JSON.stringify(stamped.by)}`;
    if (!authorities) {
      // One that the run did not ask for may have been put there by anybody.
      const judged = askedOf === undefined ? fails : unchecked;
      const asked = askedOf === undefined ? `${RECORD} asks for none, and ` : '';
      return { stamped, findings: [judged('time stamp', `${says}; ${asked}no authority was given.`)] };
    }
    const finding = stamped.isTrusted
      ? holds('time stamp', `${says}, which is one of the given authorities.`)
      : fails('time stamp', `${says}, which is none of the given authorities.`);
    return { stamped, findings: [finding] };
  } catch (error) {
    return { findings: [fails('time stamp', `It does not hold: ${(error as Error).message}.`)] };
  }
}

/** Whom the run's own record says that it asked for a time stamp; whether the record is as it was the list tells. */
async function timeStampAskedIn(dir: string): Promise<string | undefined> {
  const record = await bytesOf(join(dir, RECORD), LARGEST_RECORD).catch(() => undefined);
  try {
    const { askedOf } =
      (JSON.parse(record?.toString('utf8') ?? '{}') as { timeStamp?: { askedOf?: unknown } }).timeStamp ?? {};
    return typeof askedOf === 'string' ? quotedIfOdd(askedOf) : undefined;
  } catch {
    return undefined;
  }
}

/** A file of the seal, where it is a readable file and no link. */
function sealFile(dir: string, name: SealFile, most: number): Promise<Buffer | undefined> {
  return bytesOf(join(dir, name), most).catch(() => undefined);
}

function isThere(dir: string, name: SealFile): Promise<boolean> {
  return lstat(join(dir, name)).then(
    () => true,
    () => false,
  );
}

/** Names as they are; one that is odd is quoted, so that it can neither steer a terminal nor look like another. */
function named(paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_NAMES).map(quotedIfOdd);
  return shown.join(', ') + (paths.length > MOST_NAMES ? ` and ${paths.length - MOST_NAMES} more` : '');
}

function quotedIfOdd(text: string): string {
  return /^[a-z0-9._/:-]+$/i.test(text) ? text : quoted(text);
}

function quoted(path: string): string {
  return JSON.stringify(path).replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
