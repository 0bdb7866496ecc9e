import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@playwright/test';
import { findingOf } from '../../src/cli/doctor/finding.ts';
import { findingText, summaryText } from '../../src/cli/doctor/screen.ts';

const terminal = { isTTY: true, columns: 80, write: () => true };
const log = { write: () => true };
const long = findingOf('Mailbox', { failed: `It is shut. ${'Look again. '.repeat(20).trim()}` });

test('on a terminal a finding stands in two columns and no line is longer than the terminal', () => {
  const lines = stripVTControlCharacters(findingText(long, terminal)).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(2);
  expect(lines[0]).toMatch(/^failed {5}Mailbox {9}It is shut\./);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  for (const line of lines.slice(1)) expect(line).toMatch(/^ {27}\S/);
});

test('elsewhere it is one line', () => {
  expect(findingText(long, log).trimEnd()).not.toContain('\n');
});

test('colour is for terminals that want it', () => {
  const before = { NO_COLOR: process.env['NO_COLOR'], TERM: process.env['TERM'] };
  try {
    delete process.env['NO_COLOR'];
    process.env['TERM'] = 'xterm';
    expect(findingText(long, terminal)).toContain('\u001b[31m');
    expect(findingText(long, log)).not.toContain('\u001b');
    process.env['NO_COLOR'] = '1';
    expect(findingText(long, terminal)).not.toContain('\u001b');
    delete process.env['NO_COLOR'];
    process.env['TERM'] = 'dumb';
    expect(findingText(long, terminal)).not.toContain('\u001b');
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});

test('what an org says of itself stays in its line', () => {
  const text = findingText(findingOf('Org', 'Acme\u001b[2J\r\nok         Sink\u202e'), log);
  expect(text).toBe('ok         Org             Acme [2J ok Sink\n');
});

test('what it comes to is said with its counts', () => {
  const well = findingOf('Disk', 'fine');
  const odd = findingOf('Clock', { warning: 'odd' });
  const dark = findingOf('Address', { unknown: 'dark.' });
  expect(summaryText([well])).toBe('Nothing failed. Nothing was changed in the org.\n');
  expect(summaryText([well, odd, dark])).toBe(
    'Nothing failed; 1 warning, 1 not known. Nothing was changed in the org.\n',
  );
  expect(summaryText([long, odd, odd])).toBe(
    '1 failed: a run would not get through; 2 warnings. Nothing was changed in the org.\n',
  );
});
