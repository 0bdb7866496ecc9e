/** Numbers under which the register of facts can be cited: `3.2`, `6.3`, `I4`, `M1.3`, `R2`. */
export type FactNumber = string;

/** One fact of sections 1 to 7: a bullet, a row of a table, or a line of its own. */
export interface Fact {
  readonly section: FactNumber;
  readonly text: string;
}

/** What a text says of one fact: a row of the fidelity table. */
export interface Row {
  readonly section: FactNumber;
  /** The opening words of the fact. */
  readonly opening: string;
  readonly imitated: string;
  readonly where: string;
  readonly tests: string;
}

/** A comment that marks a guess, and the facts that it names. */
export interface Guess {
  readonly file: string;
  readonly comment: string;
  readonly facts: readonly FactNumber[];
}

/** Prefixes of the numbers in the parts of the register that are cited by a name of their own. */
const parts: Readonly<Record<string, string>> = { identity: 'I', mail: 'M', 'practice-org': 'R' };

/** The facts of sections 1 to 7, in order. */
export function factsIn(register: string): Fact[] {
  return linesBySection(register)
    .filter(({ section }) => /^[1-7](?:\.|$)/.test(section))
    .map(({ section, text }) => ({ section, text: text.replace(/^(?:-|\d+\.) /, '') }));
}

/** Every number that a comment or a test may cite. */
export function numbersIn(register: string): Set<FactNumber> {
  const lines = linesBySection(register);
  const items = lines.flatMap(({ section, text }) => {
    const [, item] = /^(\d+)\. /.exec(text) ?? [];
    const [, bold] = /^- \*\*([IMR]?\d+(?:\.\d+)?) /.exec(text) ?? [];
    const [, part] = /^\*\*([IMR]\d+)\b/.exec(text) ?? [];
    return [item && `${section}.${item}`, bold, part].filter((each) => each !== undefined);
  });
  // The notes on mails are numbered 1.1, 1.2, ... and cited as `mail facts 1.1`.
  const afterMails = register.slice(register.indexOf('\n## Mail facts'));
  const mails = [...afterMails.matchAll(/^- \*\*(\d+\.\d+)\*\*/gm)].map(([, number = '']) => `M${number}`);
  return new Set([...headings(register), ...items, ...mails]);
}

/** The facts that a text cites: `facts 2.2 [S, C], 2.3` and `identity facts 4` make `2.2`, `2.3` and `I4`. */
export function citedIn(text: string): FactNumber[] {
  const cited =
    /(?:(identity|mail|practice-org) )?facts? ((?:(?:[IMR]?\d+(?:\.\d+)*)(?: \[[^\]]*\])?(?:,? and |, |; )?)+)/gi;
  return [...text.matchAll(cited)].flatMap(([, part, numbers = '']) =>
    [...numbers.replace(/\[[^\]]*\]/g, '').matchAll(/[IMR]?\d+(?:\.\d+)*/g)].map(([number]) =>
      part ? `${parts[part.toLowerCase()] ?? ''}${number}` : number,
    ),
  );
}

/** The rows of the fidelity table, by the headings that they stand under. */
export function rowsIn(table: string): Row[] {
  return linesBySection(table, false)
    .filter(({ section, cells }) => /^[1-7](?:\.|$)/.test(section) && cells.length > 0)
    .map(({ section, cells: [opening = '', imitated = '', where = '', tests = ''] }) => ({
      section,
      opening,
      imitated,
      where,
      tests,
    }));
}

/** The files that a cell names: everything in backquotes that ends as a file does. */
export function filesIn(cell: string): string[] {
  return [...cell.matchAll(/`([\w./-]+\.(?:ts|html|js|css|eml|json))`/g)].map(([, file = '']) => file);
}

/** Comments of a source that speak of a guess; lines that follow each other are one comment. */
export function guessesIn(file: string, source: string): Guess[] {
  const comments = source.match(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|\/\/[^\n]*(?:\n[ \t]*\/\/[^\n]*)*/g) ?? [];
  return comments
    .map((comment) => comment.replace(/\s+(?:\*(?!\/)|\/\/) ?|\s+/g, ' '))
    .filter((comment) => /\bguess(?:es|ed)?\b/i.test(comment))
    .map((comment) => ({ file, comment, facts: citedIn(comment) }));
}

interface Line {
  readonly section: FactNumber;
  readonly text: string;
  /** Of a row of a table. */
  readonly cells: readonly string[];
}

/** Lines with something to say, with the number of their heading: no code, no heads and rules of tables. */
function linesBySection(text: string, withProse = true): Line[] {
  const found: Line[] = [];
  const lines = text.replace(/^```[\s\S]*?^```$/gm, '').split('\n');
  let section = '';
  for (const [place, line] of lines.entries()) {
    if (line.startsWith('#')) section = headings(line)[0] ?? '';
    else if (line.startsWith('|')) {
      const cells = line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim());
      const isHead = /^\| *-/.test(lines[place + 1] ?? '') || /^\| *-/.test(line);
      if (!isHead) found.push({ section, text: cells.join(' | '), cells });
    } else if (withProse && line.trim()) found.push({ section, text: line.trim(), cells: [] });
  }
  return found;
}

function headings(text: string): FactNumber[] {
  return [...text.matchAll(/^#+ (\d+(?:\.\d+)?)\b/gm)].map(([, number = '']) => number);
}
