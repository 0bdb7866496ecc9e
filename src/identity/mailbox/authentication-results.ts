/** Where a provider writes its results without an id, as Microsoft 365 does (mail facts 4.4). */
const NO_AUTHSERV_ID = 'none';

/**
 * Why the receiving provider does not vouch for the sender, in words that fit after "it", or nothing. Only the topmost
 * Authentication-Results header counts, since a sender can write others below it, and only with the provider's own id:
 * it must say `dmarc=pass` for the sender's domain (RFC 8601; mail facts 4.4).
 *
 * @param headers the values of all such headers, from the top
 * @param authservId the provider's id, such as `mx.google.com`, or `none` where it writes none
 */
export function authenticationRefusal(
  headers: readonly string[],
  authservId: string,
  domain: string,
): string | undefined {
  const [top] = headers;
  if (top === undefined) return 'has no Authentication-Results header';
  const clauses = splitClauses(withoutComments(top));
  if (authservId.toLowerCase() !== NO_AUTHSERV_ID) {
    const id = clauses.shift()?.split(' ')[0];
    if (id !== authservId.toLowerCase()) return `has no Authentication-Results of ${authservId} on top`;
  }
  const verdicts = clauses.filter((clause) => /^dmarc ?=/.test(clause));
  if (verdicts.length === 0) return 'was not checked by DMARC';
  const passed = verdicts.every((verdict) => {
    const properties = verdict.replaceAll(' = ', '=').split(' ');
    return properties[0] === 'dmarc=pass' && properties.includes(`header.from=${domain.toLowerCase()}`);
  });
  return passed ? undefined : `did not pass DMARC for ${domain}`;
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
