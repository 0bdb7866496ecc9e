/** What must be known of an address header: every line of it, and the addresses it was read as. */
export interface AddressHeader {
  readonly lines: readonly string[];
  readonly addresses: ReadonlyArray<{ readonly address?: string | undefined }>;
}

/**
 * The one address of a header that is given once and holds one address, in small letters; or why there is none. Mail
 * programs read unusual lines differently, so only the two usual forms are believed: `a@b.example` and
 * `Name <a@b.example>`.
 */
export function oneAddress(header: AddressHeader): { readonly address: string } | 'not one' | 'not plain' {
  const [line, ...moreLines] = header.lines;
  const [first, ...moreAddresses] = header.addresses;
  const address = first?.address?.toLowerCase();
  if (line === undefined || !address || moreLines.length + moreAddresses.length > 0) return 'not one';
  const value = line
    .slice(line.indexOf(':') + 1)
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
  const plain = value === address || (value.endsWith(`<${address}>`) && value.indexOf('<') === value.lastIndexOf('<'));
  return plain && !/[^\x21-\x7e]|["<>(),;:]/.test(address) ? { address } : 'not plain';
}
