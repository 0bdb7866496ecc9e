/** Something that was looked at in a seal, and what came of it. */
export interface Finding {
  readonly about: 'list' | 'hashes' | 'signature' | 'signer' | 'time stamp';
  readonly result: 'holds' | 'fails' | 'not checked';
  /** In a sentence. It may name files and what a certificate says of itself. */
  readonly says: string;
}

export function holds(about: Finding['about'], says: string): Finding {
  return { about, result: 'holds', says };
}

export function fails(about: Finding['about'], says: string): Finding {
  return { about, result: 'fails', says };
}

export function unchecked(about: Finding['about'], says: string): Finding {
  return { about, result: 'not checked', says };
}
