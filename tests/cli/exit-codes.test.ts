import { expect, test } from '@playwright/test';
import { EXIT, exitCodeOf } from '../../src/cli/exit-codes.ts';
import { Trouble, type TroubleKind } from '../../src/runbook/trouble.ts';

const table: Readonly<Record<TroubleKind, number>> = {
  step: 1,
  person: 3,
  preflight: 4,
  evidence: 5,
  locked: 7,
  usage: 64,
  interrupted: 130,
};

for (const [kind, code] of Object.entries(table) as [TroubleKind, number][]) {
  test(`an end of kind ${kind} is exit code ${code}`, () => {
    expect(exitCodeOf(new Trouble(kind, 'It ended.', 'Do something.'))).toBe(code);
  });
}

test('what nobody foresaw is a failed step', () => {
  expect(exitCodeOf(new Error('foreign'))).toBe(1);
  expect(exitCodeOf('a text')).toBe(1);
});

test('success alone is 0, and no two ends share a code', () => {
  const codes = Object.values(EXIT);
  expect(EXIT.converged).toBe(0);
  expect(new Set(codes).size).toBe(codes.length);
});
