import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { citedIn, type Fact, factsIn, filesIn, guessesIn, numbersIn, type Row, rowsIn } from './register.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const register = readFileSync(join(ROOT, 'docs/facts.md'), 'utf8');
const table = readFileSync(join(ROOT, 'docs/fidelity.md'), 'utf8');
const facts = factsIn(register);
const rows = rowsIn(table);

/** Files below a folder with what they hold, by their paths from there. */
function filesOf(folder: string, ends: RegExp): ReadonlyArray<readonly [file: string, source: string]> {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => ends.test(file))
    .toSorted()
    .map((file) => [file, readFileSync(join(ROOT, folder, file), 'utf8')] as const);
}

const sources = filesOf('src/practice-org', /\.(?:ts|html|js|css)$/);
const guesses = sources.flatMap(([file, source]) => guessesIn(file, source));
/** The tests of the product; those of this folder cite facts as samples. */
const tests = new Map(filesOf('tests', /^(?!architecture\/).*\.test\.ts$/));

const isRowOf = (row: Row) => (fact: Fact) =>
  fact.section === row.section && unmarked(fact.text).startsWith(unmarked(row.opening));
const named = ({ section, opening }: Row) => `${section} ${opening}`;

/** Is this number that of the section, or of an item in it, as 6.3 is of 6? */
const isOf = (number: string, section: string) =>
  number === section || (number.startsWith(`${section}.`) && !facts.some((fact) => fact.section === number));
const cites = (source: string, section: string) => citedIn(source).some((number) => isOf(number, section));

test.describe('the table of fidelity', () => {
  test('has one row for each fact of sections 1 to 7', () => {
    const times = (fact: Fact) => rows.filter((row) => isRowOf(row)(fact)).length;
    expect(facts.filter((fact) => times(fact) !== 1).map(({ section, text }) => `${section} ${text}`)).toEqual([]);
  });

  test('has no row that is not one fact', () => {
    expect(rows.filter((row) => facts.filter(isRowOf(row)).length !== 1).map(named)).toEqual([]);
  });

  test('answers each row with yes, partly or no', () => {
    expect(rows.filter(({ imitated }) => !['yes', 'partly', 'no'].includes(imitated)).map(named)).toEqual([]);
  });

  test('says where something is imitated, and why something is not', () => {
    const silent = rows.filter(({ imitated, where }) => (imitated === 'no' ? !where : filesIn(where).length === 0));
    expect(silent.map(named)).toEqual([]);
    const unreasoned = rows.filter(
      ({ imitated, where }) => imitated === 'partly' && !/[a-z]/i.test(withoutCode(where)),
    );
    expect(unreasoned.map(named)).toEqual([]);
  });

  test('names files of the practice org that exist', () => {
    const lost = rows.flatMap(({ where }) => filesIn(where)).filter((file) => !sources.some(([name]) => name === file));
    expect(lost).toEqual([]);
  });

  test('names tests that exist and cite the fact', () => {
    const wrong = rows.flatMap((row) =>
      filesIn(row.tests)
        .filter((file) => !cites(tests.get(file) ?? '', row.section))
        .map((file) => `${row.section} ${tests.has(file) ? 'is not cited in' : 'needs'} ${file}`),
    );
    expect([...new Set(wrong)]).toEqual([]);
  });

  test('counts its rows right', () => {
    const count = (answer: string) => rows.filter(({ imitated }) => imitated === answer).length;
    expect(table).toContain(
      `${rows.length} facts: ${count('yes')} imitated, ${count('partly')} in part, ${count('no')} not.`,
    );
  });
});

test.describe('a guess', () => {
  test('is marked in a file of each imitated fact that is inferred', () => {
    const inferred = rows.filter((row) => row.imitated !== 'no' && /\[[^\]]*\bI\b/.test(factOf(row)));
    const silent = inferred.filter(
      ({ section, where }) =>
        !guesses.some(
          ({ file, facts }) => filesIn(where).includes(file) && facts.some((number) => isOf(number, section)),
        ),
    );
    expect(silent.map(named)).toEqual([]);
  });

  test('names a fact, and one that the register has', () => {
    const known = numbersIn(register);
    const wrong = guesses.filter(({ facts }) => facts.length === 0 || facts.some((number) => !known.has(number)));
    expect(wrong.map(({ file, comment }) => `${file}: ${comment}`)).toEqual([]);
  });

  test('is listed with its file and its facts', () => {
    const inCode = [...new Set(guesses.map(({ file }) => file))].map((name) => {
      const numbers = guesses.filter(({ file }) => file === name).flatMap((guess) => guess.facts);
      return `- \`${name}\`: ${[...new Set(numbers)].toSorted(byNumber).join(', ')}`;
    });
    const list = table.slice(table.indexOf('\n## Guesses in the code'));
    expect(list.split('\n').filter((line) => line.startsWith('- '))).toEqual(inCode);
  });
});

test('every fact that sources and tests cite is in the register', () => {
  const known = numbersIn(register);
  const unknown = ['src', 'runbooks', 'tests'].flatMap((folder) =>
    filesOf(folder, /\.(?:ts|html|js|css)$/).flatMap(([file, source]) =>
      citedIn(source).flatMap((number) => (known.has(number) ? [] : `${folder}/${file}: facts ${number}`)),
    ),
  );
  expect(unknown).toEqual([]);
});

test('every section with something imitated is named by a test', () => {
  const sections = new Set(rows.filter(({ imitated }) => imitated !== 'no').map(({ section }) => section));
  const unnamed = [...sections].filter((section) => ![...tests.values()].some((source) => cites(source, section)));
  expect(unnamed).toEqual([]);
});

function factOf(row: Row): string {
  return facts.find(isRowOf(row))?.text ?? '';
}

function byNumber(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

/** Words without the marks of Markdown, so that an opening may end within what the register marks. */
function unmarked(text: string): string {
  return text.replace(/[`*_]/g, '').trimStart();
}

function withoutCode(cell: string): string {
  return cell.replace(/`[^`]*`/g, '');
}

test.describe('what is read', () => {
  test('of the register: bullets, items, rows and lines of their own, and every number', () => {
    const text = [
      '## 6 Keys',
      '1. The button [S].',
      '   - Each visit [I].',
      '```html\n<p>No fact</p>\n```',
      '### 1.1 Hosts\n\n| Purpose | Host |\n| --- | --- |\n| `a \\| b` | x [C] |\n\nA line.',
      '## 8.1 Metadata\n\n- Not of these sections.',
      '## Identity facts\n\n- **I4 Codes.**',
      '## Mail facts\n\n**M4 Mails**\n\n- **4.1** Also seen.',
    ].join('\n');
    expect(factsIn(text)).toEqual([
      { section: '6', text: 'The button [S].' },
      { section: '6', text: 'Each visit [I].' },
      { section: '1.1', text: '`a \\| b` | x [C]' },
      { section: '1.1', text: 'A line.' },
    ]);
    expect([...numbersIn(text)].toSorted()).toEqual(['1.1', '6', '6.1', '8.1', 'I4', 'M4', 'M4.1']);
    expect(facts.length).toBeGreaterThan(150);
  });

  test('of a citation: every number, whatever stands between', () => {
    expect(citedIn('// facts 2.2 [S, C], 2.3 [P] and 6.3; not 7.1')).toEqual(['2.2', '2.3', '6.3']);
    expect(citedIn('identity facts 4, Facts I2, mail facts 1.3, fact 5')).toEqual(['I4', 'I2', 'M1.3', '5']);
    expect(citedIn('the factsheet of 2.2')).toEqual([]);
  });

  test('of a source: comments that speak of a guess, whole', () => {
    const source =
      "// guess [I]: facts 6.5,\n  // for minutes\nconst a = 'guess';\n/** A\n * guess. */\n<!-- guesses -->";
    expect(guessesIn('a.ts', source)).toEqual([
      { file: 'a.ts', comment: '// guess [I]: facts 6.5, for minutes', facts: ['6.5'] },
      { file: 'a.ts', comment: '/** A guess. */', facts: [] },
      { file: 'a.ts', comment: '<!-- guesses -->', facts: [] },
    ]);
  });
});
