/** Where a provider writes its results without an id, as Microsoft 365 does (mail facts 4.4). */
const NO_AUTHSERV_ID = 'none';

/** What is known of a sender: why it is believed, or why not, in words that fit after "it". */
export type Vouching = { readonly because: string } | { readonly refused: string };

/**
 * Does the receiving provider vouch for the sender? Only the topmost Authentication-Results header counts, since a
 * sender can write others below it, and only with the provider's own id: it must say `dmarc=pass` for the sender's
 * domain or, where it has no word on DMARC, `dkim=pass` with a signature of that very domain (RFC 8601; mail facts
 * 4.4). Without an id nothing is proved; but a failure is believed all the same, since nobody forges one.
 *
 * @param headers the values of all such headers, from the top
 * @param authservId the provider's id, such as `mx.google.com`, `none` where it writes none, or nothing if not known
 */
export function vouching(headers: readonly string[], authservId: string | undefined, domain: string): Vouching {
  const [top] = headers;
  const clauses = splitClauses(withoutComments(top ?? ''));
  if (authservId === undefined) {
    return clauses.some((clause) => failsDmarc(clause, domain))
      ? { refused: `did not pass DMARC for ${domain}` }
      : { because: 'sender not proved (no IMAP_AUTHSERV_ID)' };
  }
  if (top === undefined) return { refused: 'has no Authentication-Results header' };
  const hasId = authservId.toLowerCase() !== NO_AUTHSERV_ID;
  if (hasId && clauses.shift()?.split(' ')[0] !== authservId.toLowerCase()) {
    return { refused: `has no Authentication-Results of ${authservId} on top` };
  }
  const by = hasId ? authservId : "the mailbox's provider";
  const verdicts = clauses.filter((clause) => isOf('dmarc', clause));
  if (verdicts.length > 0) {
    return verdicts.every((clause) => passesDmarc(clause, domain))
      ? { because: `dmarc=pass by ${by}` }
      : { refused: `did not pass DMARC for ${domain}` };
  }
  return clauses.some((clause) => isSignedBy(clause, domain))
    ? { because: `dkim=pass by ${by}` }
    : { refused: `was not checked by DMARC, nor signed by ${domain}` };
}

/** Methods may be followed by a version, as in `dmarc/1=pass`. */
function isOf(method: string, clause: string): boolean {
  return clause.startsWith(method) && /^(?: ?\/ ?\d+)? ?=/.test(clause.slice(method.length, method.length + 20));
}

function failsDmarc(clause: string, domain: string): boolean {
  const { result, properties } = read(clause);
  const from = properties.get('header.from');
  return isOf('dmarc', clause) && result === 'fail' && (from === undefined || from === domain.toLowerCase());
}

function passesDmarc(clause: string, domain: string): boolean {
  const { result, properties } = read(clause);
  return result === 'pass' && properties.get('header.from') === domain.toLowerCase();
}

function isSignedBy(clause: string, domain: string): boolean {
  if (!isOf('dkim', clause)) return false;
  const { result, properties } = read(clause);
  const identity = properties.get('header.i');
  const signer = properties.get('header.d') ?? identity?.slice(identity.lastIndexOf('@') + 1);
  return result === 'pass' && signer === domain.toLowerCase();
}

/** `dmarc=pass header.from=a.example`; a property that is given twice proves nothing, so that it is emptied. */
function read(clause: string): { result: string | undefined; properties: ReadonlyMap<string, string> } {
  const [verdict = '', ...more] = clause.replaceAll(/ ?= ?/g, '=').split(' ');
  const properties = new Map<string, string>();
  for (const property of more) {
    const [name = '', ...value] = property.split('=');
    properties.set(name, properties.has(name) ? '' : value.join('='));
  }
  return { result: verdict.split('=')[1], properties };
}

/** Comments stand in parentheses and may hold others. What is in quotes is no comment. */
function withoutComments(text: string): string {
  let kept = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\\') {
      at++;
      continue;
    }
    if (character === '"' && depth === 0) quoted = !quoted;
    if (character === '(' && !quoted) depth++;
    if (depth === 0) kept += character;
    if (character === ')' && !quoted && depth > 0) depth--;
  }
  return kept;
}

/** Quoted text is blanked first: a semicolon in it separates nothing. */
function splitClauses(text: string): string[] {
  const clauses = text.replace(/"[^"]*"?/g, '""').split(';');
  return clauses.map((clause) => clause.replace(/\s+/g, ' ').trim().toLowerCase());
}
