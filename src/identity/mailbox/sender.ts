/** What must be known of a mail's From header: every line of it, and the addresses it was read as. */
export interface FromHeader {
  readonly lines: readonly string[];
  readonly addresses: ReadonlyArray<{ readonly address?: string | undefined }>;
}

/**
 * Why the sender is not the expected one, in words that fit after "it", or nothing. The mail must have exactly one From
 * header with one plain address, and its domain must be the expected one itself: customers can have mails sent from
 * other domains of the same owner (mail facts 4.4).
 */
export function senderRefusal(from: FromHeader, domain: string): string | undefined {
  const [line, ...moreLines] = from.lines;
  const [sender, ...moreSenders] = from.addresses;
  const address = sender?.address?.toLowerCase();
  if (line === undefined || !address || moreLines.length + moreSenders.length > 0)
    return 'does not have exactly one sender';
  // Mail programs read unusual From lines differently, so only the two usual forms are believed.
  const value = line
    .slice(line.indexOf(':') + 1)
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
  const plain = value === address || (value.endsWith(`<${address}>`) && value.indexOf('<') === value.lastIndexOf('<'));
  if (!plain || /[^\x21-\x7e]|["<>(),;:]/.test(address)) return 'has a sender that is not a plain address';
  const found = address.slice(address.lastIndexOf('@') + 1);
  return found === domain.toLowerCase() ? undefined : `was sent from ${found.slice(0, 80)}, not from ${domain}`;
}
