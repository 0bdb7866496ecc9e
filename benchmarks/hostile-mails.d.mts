/** Bodies as a mail parser gives them; each takes a length in characters. */
export const hostileBodies: ReadonlyArray<{
  readonly name: string;
  readonly make: (length: number) => { readonly text?: string; readonly html?: string };
}>;

/** Whole mails; each takes a length in bytes. */
export const hostileMails: ReadonlyArray<{ readonly name: string; readonly make: (length: number) => Buffer }>;
