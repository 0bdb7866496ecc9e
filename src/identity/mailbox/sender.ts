import { type AddressHeader, oneAddress } from './one-address.ts';

/**
 * Why the sender is not the expected one, in words that fit after "it", or nothing. The mail must have exactly one From
 * header with one plain address, and its domain must be the expected one itself: customers can have mails sent from
 * other domains of the same owner (mail facts 4.4).
 */
export function senderRefusal(from: AddressHeader, domain: string): string | undefined {
  const sender = oneAddress(from);
  if (sender === 'not one') return 'does not have exactly one sender';
  if (sender === 'not plain') return 'has a sender that is not a plain address';
  const found = sender.address.slice(sender.address.lastIndexOf('@') + 1);
  return found === domain.toLowerCase() ? undefined : `was sent from ${found.slice(0, 80)}, not from ${domain}`;
}
