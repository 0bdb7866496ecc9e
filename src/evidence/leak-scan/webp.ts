/** What a lossless WebP is made of. Texts, times and all else that it may carry are none of a capture's. */
const CHUNKS = ['VP8X', 'ICCP', 'VP8L'];

export function isWebp(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
}

/** Why a WebP may hold more than what is seen; undefined where it does not. */
export function whyWebpIsNotOnlySeen(webp: Buffer): string | undefined {
  if (webp.length < 12 || webp.readUInt32LE(4) + 8 > webp.length) return 'a picture that is cut short';
  if (webp.readUInt32LE(4) + 8 < webp.length) return 'a picture with something behind its end';
  for (let at = 12; at < webp.length; ) {
    if (at + 8 > webp.length) return 'a picture that is cut short';
    const kind = webp.toString('latin1', at, at + 4);
    if (!CHUNKS.includes(kind)) {
      return `a picture that carries more than is seen (${/^[A-Z0-9 ]{4}$/.test(kind) ? kind.trim() : 'not named'})`;
    }
    const length = webp.readUInt32LE(at + 4);
    // Parts begin at even places.
    at += 8 + length + (length % 2);
    if (at > webp.length) return 'a picture that is cut short';
  }
  return undefined;
}
