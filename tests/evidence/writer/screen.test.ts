import { expect, test } from '@playwright/test';
import { LeakScan } from '../../../src/evidence/leak-scan/leak-scan.ts';
import { still, withoutCommands } from '../../../src/evidence/writer/harmless.ts';
import { screen, Transcript } from '../../../src/evidence/writer/screen.ts';
import { progress } from '../../../src/operator/progress.ts';
import { SecretBook } from '../../../src/runbook/secret.ts';

const ESC = '\u001b';
const harmless = (text: string) => withoutCommands(still(text));

/** What a page may say to steer a terminal, and what is left of it. */
const STEERING: readonly (readonly [what: string, said: string, left: string])[] = [
  ['a title', `${ESC}]0;owned\u0007rest`, 'rest'],
  ['a title that ends otherwise', `${ESC}]2;owned${ESC}\\rest`, 'rest'],
  ['a title without an end', `${ESC}]0;owned\nrest`, '\nrest'],
  ['a link', `${ESC}]8;;https://evil.example${ESC}\\click${ESC}]8;;${ESC}\\`, 'click'],
  ['the clipboard', `${ESC}]52;c;cm0gLXJm\u0007rest`, 'rest'],
  ['clearing the screen', `${ESC}[2J${ESC}[Hrest`, 'rest'],
  ['moving up', `${ESC}[3A${ESC}[1Grest`, 'rest'],
  ['an unended sequence', `rest${ESC}[`, 'rest'],
  ['a device string', `${ESC}P1$r0m${ESC}\\rest`, 'rest'],
  ['sequences of one byte', '\u009b2Jrest\u009d0;owned\u009c', 'rest'],
  ['a reset', `${ESC}crest`, 'rest'],
  ['one within another', `${ESC}${ESC}[31m[2Jrest`, `${ESC}[31m[2Jrest`],
  ['a return', 'bad\rgood', 'badgood'],
  ['a backspace', 'bad\b\b\bgood', 'badgood'],
  ['a bell and a zero', 'a\u0007b\u0000c', 'abc'],
  ['text turned around', 'a\u202egnp.exe\u2066b\u2069', 'agnp.exeb'],
  ['letters that are not seen', 'a\u200bb\ufeffc\u{e0041}d\u00ade', 'abcde'],
  ['a line of another kind', 'a\u2028b\u2029c\u0085d', 'abcd'],
];

for (const [what, said, left] of STEERING) {
  test(`case 51: nothing steers the terminal: ${what}`, () => {
    expect(harmless(said)).toBe(left);
  });
}

const COMMANDS: readonly (readonly [what: string, said: string, left: string])[] = [
  ['of GitHub', '::add-mask::hello', ': :add-mask::hello'],
  ['of GitHub, on a later line', 'one\n::set-output name=a::b', 'one\n: :set-output name=a::b'],
  ['of GitHub, behind blanks', ' \t::stop-commands::x', ' \t: :stop-commands::x'],
  ['of GitHub, behind a colour', `${ESC}[31m::error::x`, `${ESC}[31m: :error::x`],
  ['of GitHub, behind a line taken back', `\r${ESC}[2K::error::x`, `\r${ESC}[2K: :error::x`],
  ['of GitHub, behind what is taken out', `${ESC}]0;a\u0007\u202e::error::x`, ': :error::x'],
  ['of GitHub, the old form, anywhere', 'said ##[add-mask]x', 'said # #[add-mask]x'],
  ['of Azure Pipelines', '##vso[task.setvariable]x', '# #vso[task.setvariable]x'],
  ['of TeamCity', '##teamcity[message]', '# #teamcity[message]'],
  ['in small pieces', '#\u200b#vso[task]x', '# #vso[task]x'],
];
for (const [what, said, left] of COMMANDS) {
  test(`case 51: nothing is a command to a CI system: ${what}`, () => {
    expect(harmless(said)).toBe(left);
  });
}

test('case 51: nothing of a page steers the terminal or the CI system through the progress of a run', async () => {
  const evil = `a${ESC}]52;c;cm0=\u0007\r${ESC}[2J\n::add-mask::b\n##[error]c ##vso[task.complete]d\u202ee`;
  const transcript = new Transcript();
  const book = new SecretBook();
  const reader = progress(screen({ write: () => true }, book, transcript), (text) => book.redact(text), {});
  const at = '2026-11-23T09:00:00.000Z';
  const outline = { n: 1, section: evil, items: [1], says: `::${evil}`, verb: 'set', what: evil } as const;
  const record = { ...outline, startedAt: at, ms: 1, askedMs: 1, deviations: [`::${evil}`], captures: [] };
  await reader.hear({ kind: 'section started', at, title: `::${evil}` });
  await reader.hear({ kind: 'step started', at, step: outline });
  await reader.hear({ kind: 'step ended', at, step: { ...record, outcome: 'failed', error: `##[error]${evil}` } });
  const said = String(transcript);
  expect(said).toContain('add-mask');
  expect(said).not.toContain(ESC);
  expect(said).not.toMatch(/^\s*::|##\w*\[|[^\P{Cc}\n]|\p{Bidi_Control}/mu);
});

test('ordinary text stays as it is: lines, colours, joined letters, colons and number signs', () => {
  const text = `${ESC}[1mTitle${ESC}[22m a::b std::move\n  1/2  Do it\t## heading #1 [x]\n\r${ESC}[2K👩‍👩‍👧 ключ\n`;
  expect(harmless(text)).toBe(text);
});

test.describe('a screen', () => {
  const shown = () => {
    const said: string[] = [];
    const book = new SecretBook();
    const transcript = new Transcript();
    const on = screen({ isTTY: true, columns: 42, write: (text) => said.push(text) }, book, transcript);
    return { said, book, transcript, on };
  };

  test('says nothing that holds a secret, also where a sign stands within it', () => {
    const { said, book, transcript, on } = shown();
    book.keep('password', 'correct-horse-1');
    on.write(`it is correct-horse-1, or correct\u200b-horse-1, or cor${ESC}]0;x\u0007rect-horse-1\n`);
    expect(said.join('')).toBe('it is [SECRET password], or [SECRET password], or [SECRET password]\n');
    expect(String(transcript)).toBe(said.join(''));
    book.keep('pin', '::set-env\u0007 1\n::x2');
    on.write('::set-env\u0007 1\n::x2\n');
    expect(said.at(-1)).toBe('[SECRET pin]\n');
  });

  for (const [what, pieces] of [
    ['in two', ['it is corr', 'ect-horse-1\n']],
    ['letter by letter', [...'it is correct-horse-1\n']],
    ['in three, encoded', ['it is Y29ycm', 'VjdC1ob3', 'JzZS0x\n']],
    ['with a sign between', ['it is corr\u200b', `${ESC}[2Ject-horse-1\n`]],
    ['twice, one over the other', ['it is correct-horse-1co', 'rrect-horse-1\n']],
  ] as const) {
    test(`says no secret that comes in pieces: ${what}`, () => {
      const { said, book, transcript, on } = shown();
      book.keep('password', 'correct-horse-1');
      for (const piece of pieces) on.write(piece);
      expect(said.join('')).toMatch(/^it is (?:\[SECRET password\])+\n$/);
      expect(String(transcript)).toBe(said.join(''));
    });
  }

  test('case 61: says nothing that holds a secret in another form; what it was is kept for the scan at the end', () => {
    const { said, book, transcript } = shown();
    const scan = new LeakScan(book);
    const on = screen(
      { write: (text) => said.push(text) },
      book,
      transcript,
      (text) => scan.inText(text, '').length > 0,
    );
    book.keep('password', 'correct-horse-1');
    const turned = [...'correct-horse-1'].reverse().join('');
    on.write('a line\n');
    on.write(`it is ${turned}\n`);
    on.command('error', `it was ${turned}`);
    on.write('another line\n');
    expect(said.join('')).toBe('a line\n(withheld: it held a secret)\n(withheld: it held a secret)\nanother line\n');
    expect(String(transcript)).toContain(turned);
  });

  test('does not tear a secret apart whose end is like its beginning', () => {
    const { said, book, on } = shown();
    book.keep('password', 'abc12345abc');
    on.write('it is abc12345abc');
    on.write('12345abc or abc');
    on.flush();
    on.write('\n');
    expect(said.join('')).toBe('it is [SECRET password] or abc\n');
  });

  test('holds back nothing but what may be the beginning of a secret, and that for a moment only', async () => {
    const { said, book, on } = shown();
    book.keep('password', 'correct-horse-1');
    on.write('a line\n');
    expect(said).toEqual(['a line\n']);
    on.write('Code: ');
    expect(said.at(-1)).toBe('Code: ');
    on.write('at the c');
    expect(said.at(-1)).toBe('at the ');
    await expect.poll(() => said.join('')).toBe('a line\nCode: at the c');
    on.write('an end with corr');
    on.flush();
    on.flush();
    expect(said.join('')).toBe('a line\nCode: at the can end with corr');
  });

  test('is as wide as the stream, and a terminal where that is one', () => {
    const { on } = shown();
    expect([on.isTTY, on.columns]).toEqual([true, 42]);
    expect(screen({ write: () => true }, new SecretBook(), new Transcript()).isTTY).toBeUndefined();
  });

  test('keeps what was said, and of too much the newest', () => {
    const { transcript, on } = shown();
    for (let n = 0; n < 9; n += 1) on.write(`${n}${'x'.repeat(999_999)}`);
    const kept = String(transcript);
    expect(kept.length).toBeLessThanOrEqual(8_000_000);
    expect(kept).toContain('8xxx');
    expect(kept).not.toContain('0xxx');
  });
});

test.describe('a command to a CI system', () => {
  const shown = () => {
    const said: string[] = [];
    const book = new SecretBook();
    const transcript = new Transcript();
    return { said, book, transcript, on: screen({ write: (text) => said.push(text) }, book, transcript) };
  };

  test('is a line of its own, and annotations say whose they are', () => {
    const { said, on } = shown();
    on.command('group', 'Create the app');
    on.command('endgroup', '');
    on.command('warning', 'It waits.');
    on.command('error', 'It failed.');
    expect(said).toEqual([
      '::group::Create the app\n',
      '::endgroup::\n',
      '::warning title=setupwright::It waits.\n',
      '::error title=setupwright::It failed.\n',
    ]);
  });

  test('keeps percent signs and line ends as what they are', () => {
    const { said, on } = shown();
    on.command('error', '100%\n%0A is none\r\nend');
    expect(said).toEqual(['::error title=setupwright::100%25%0A%250A is none%0Aend\n']);
  });

  for (const [what, text] of [
    ['in a line of its own', 'a\n::add-mask::b'],
    ['behind a return', 'a\r::add-mask::b'],
    ['behind both', 'a\r\n::add-mask::b'],
    ['behind lines of another kind', 'a\u2028::add-mask::b\u2029::add-mask::c\u0085::add-mask::d\v::add-mask::e'],
    ['behind what steers a terminal', `a${ESC}]0;x\n::add-mask::b\u0007\n${ESC}[2K::add-mask::c`],
    ['escaped already', 'a%0A::add-mask::b%0D::add-mask::c'],
  ] as const) {
    test(`case 51: its text brings no other: ${what}`, () => {
      const { said, on } = shown();
      on.command('group', text);
      // What the runner reads: lines, each of them a command where it begins as one.
      const lines = said.join('').split(/[\n\r\v\f\u0085\u2028\u2029]/);
      expect(lines.filter((line) => /^\s*::/.test(line))).toEqual([expect.stringMatching(/^::group::a/)]);
    });
  }

  test('holds no secret, also one with a percent sign or a line end, and is kept for the leak scan', () => {
    const { said, book, transcript, on } = shown();
    book.keep('password', 'correct%horse\n1');
    on.command('error', 'it is correct%horse\n1, or corr\u200bect%horse\n1');
    expect(said).toEqual(['::error title=setupwright::it is [SECRET password], or [SECRET password]\n']);
    expect(String(transcript)).toBe(said.join(''));
  });

  test('comes after what was said before it, also where that was held back', () => {
    const { said, book, on } = shown();
    book.keep('password', 'correct-horse-1');
    on.write('a line\ncorr');
    expect(said.join('')).toBe('a line\n');
    on.command('endgroup', '');
    expect(said).toEqual(['a line\n', 'corr', '::endgroup::\n']);
  });
});
