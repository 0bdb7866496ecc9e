/** Something that must not be in what a run leaves behind. */
export interface Leak {
  /** Where: a file by its path below the place that was looked through, or what else it is called. */
  readonly file: string;
  /** By which rule it was found, in a few words. */
  readonly rule: string;
  /** What the secret is called; left out where no secret was found, but a place where one could hide. */
  readonly secret?: string;
}

/** A leak as a part of a sentence; the value is not in it. */
export function leakInWords({ file, rule, secret }: Leak): string {
  return secret === undefined ? `${file}: ${rule}` : `${file}: the ${secret} (${rule})`;
}

/** Of each secret in each file the first leak only: the others tell no more. */
export function distinct(leaks: readonly Leak[]): Leak[] {
  const first = new Map<string, Leak>();
  for (const leak of leaks) {
    const key = JSON.stringify([leak.file, leak.secret ?? leak.rule]);
    if (!first.has(key)) first.set(key, leak);
  }
  return [...first.values()];
}
