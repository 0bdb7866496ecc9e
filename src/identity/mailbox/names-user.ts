/** Letters and signs that can be part of a username; it is one only where none of them touches it. */
const PART_OF_USERNAME = /[A-Za-z0-9\u00c0-\u024f_%+@=&/#~$*^{|}-]/;

/**
 * Do these lines name the user as a whole word? `admin@example.org` is not named where `admin@example.org.uat1` or
 * `x.admin@example.org` stands; the full stop at the end of a sentence does not count.
 */
export function namesUser(lines: readonly string[], username: string): boolean {
  const wanted = username.normalize('NFKC').toLowerCase();
  return wanted !== '' && lines.some((line) => namedIn(line.toLowerCase(), wanted));
}

function namedIn(line: string, wanted: string): boolean {
  for (let at = line.indexOf(wanted); at >= 0; at = line.indexOf(wanted, at + 1)) {
    const before = line[at - 1] ?? ' ';
    const [after = ' ', beyond = ' '] = line.slice(at + wanted.length, at + wanted.length + 2);
    const startsHere = before !== '.' && !PART_OF_USERNAME.test(before);
    const endsHere = after === '.' ? !PART_OF_USERNAME.test(beyond) && beyond !== '.' : !PART_OF_USERNAME.test(after);
    if (startsHere && endsHere) return true;
  }
  return false;
}
