/** The list of all files of a run and their hashes, in the form of `sha256sum`. */
export const MANIFEST = 'SHA256SUMS';
/** The SSH signature over the list. */
export const SIGNATURE = 'SHA256SUMS.sig';
/** The RFC 3161 time stamp over the signature, as its authority answered. */
export const TIME_STAMP = 'SHA256SUMS.sig.tsr';
/** The files of the seal, which the list does not hold. */
export const SEAL_FILES = [MANIFEST, SIGNATURE, TIME_STAMP] as const;
export type SealFile = (typeof SEAL_FILES)[number];

/** What the signature is for: one that was made for anything else does not count. */
export const NAMESPACE = 'runbook-evidence@v1';
