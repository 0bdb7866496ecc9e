import { type AllowedSigner, takes } from './allowed-signers.ts';
import { type Finding, fails, holds, unchecked } from './finding.ts';
import { NAMESPACE } from './names.ts';
import type { SshPublicKey } from './ssh-public-key.ts';

/** Who is asked for, and the time that is believed. */
interface Question {
  readonly allowedSigners?: readonly AllowedSigner[];
  readonly identity?: string;
  readonly now?: Date;
  readonly stampedAt?: Date;
}

/** Says by whom a signature is that was made by this key, and whether that was allowed. */
export function judgeSigner(key: SshPublicKey, question: Question): Finding {
  const { allowedSigners, identity, stampedAt } = question;
  if (!allowedSigners) return unchecked('signer', `Signed by key ${key.fingerprint}, not checked against anybody.`);
  const ofKey = allowedSigners.filter((line) => line.key?.blob.equals(key.blob) && !line.isAuthority);
  if (ofKey.length === 0) return fails('signer', strangerInWords(key, allowedSigners));
  const ofIdentity = identity === undefined ? ofKey : ofKey.filter(({ principals }) => takes(principals, identity));
  if (ofIdentity.length === 0) {
    const others = ofKey.map(({ principals }) => principals).join(' or ');
    return fails('signer', `The key is allowed for ${others}, not for ${identity}.`);
  }
  const at = stampedAt ?? question.now ?? new Date();
  const reasons = ofIdentity.map((line) => refusalOf(line, at, stampedAt !== undefined));
  const index = reasons.indexOf(undefined);
  const signer = ofIdentity[index];
  if (!signer) return fails('signer', reasons[0] ?? '');
  const when = stampedAt ? 'at the time of the time stamp' : 'today';
  return holds('signer', `${identity ?? signer.principals} (line ${signer.line}), whose key is allowed ${when}.`);
}

/** Why a line does not allow its key to seal evidence at that time. */
function refusalOf(line: AllowedSigner, at: Date, isStamped: boolean): string | undefined {
  const { namespaces, validAfter, validBefore, principals } = line;
  const whose = `The key of ${principals} (line ${line.line})`;
  if (namespaces !== undefined && !takes(namespaces, NAMESPACE)) return `${whose} is not allowed for ${NAMESPACE}.`;
  if (validAfter && at < validAfter) return `${whose} is allowed only from ${validAfter.toISOString()}.`;
  if (validBefore && at > validBefore) {
    const remedy = isStamped
      ? 'the time stamp is later'
      : 'that it signed before can be shown by a time stamp of an authority that is given';
    return `${whose} was allowed until ${validBefore.toISOString()}; ${remedy}.`;
  }
  return undefined;
}

function strangerInWords(key: SshPublicKey, allowed: readonly AllowedSigner[]): string {
  const authorities = allowed.some(({ isAuthority }) => isAuthority);
  const hint = authorities ? ' Lines with cert-authority are not supported; ssh-keygen -Y verify reads them.' : '';
  return `The key ${key.fingerprint} is none of those that are allowed.${hint}`;
}
