import { styleText } from 'node:util';
import type { Screen } from '../../operator/paint.ts';
import { wrapped } from '../../operator/wrapped.ts';
import { oneLine } from '../../runbook/trouble.ts';
import { ABOUT, type Finding, type Verdict } from './finding.ts';

const COLOURS = { ok: 'green', warning: 'yellow', failed: 'red', 'not known': 'magenta' } as const satisfies Record<
  Verdict,
  string
>;
const VERDICT_WIDTH = Math.max(...Object.keys(COLOURS).map((verdict) => verdict.length)) + 2;
const ABOUT_WIDTH = Math.max(...ABOUT.map((about) => about.length)) + 2;
const INDENT = VERDICT_WIDTH + ABOUT_WIDTH;
const WIDTH = 100;

/** A finding as it is shown: one line, which is broken on a terminal only. */
export function findingText({ verdict, about, says }: Finding, screen: Screen): string {
  const coloured = screen.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  const width = screen.isTTY
    ? Math.max(40, Math.min(screen.columns || WIDTH, WIDTH)) - INDENT
    : Number.POSITIVE_INFINITY;
  // What an org says of itself must not steer the terminal.
  const word = verdict.padEnd(VERDICT_WIDTH);
  const left =
    (coloured ? styleText(COLOURS[verdict], word, { validateStream: false }) : word) + about.padEnd(ABOUT_WIDTH);
  const [first = '', ...more] = wrapped(oneLine(says), width);
  return `${[left + first, ...more.map((line) => ' '.repeat(INDENT) + line)].join('\n')}\n`;
}

/** What it all comes to, in a sentence. */
export function summaryText(findings: readonly Finding[]): string {
  const count = (wanted: Verdict) => findings.filter(({ verdict }) => verdict === wanted).length;
  const failed = count('failed');
  const warnings = count('warning');
  const unknown = count('not known');
  const besides = [
    warnings > 0 ? `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : undefined,
    unknown > 0 ? `${unknown} not known` : undefined,
  ].filter((part) => part !== undefined);
  const verdict = failed === 0 ? 'Nothing failed' : `${failed} failed: a run would not get through`;
  return `${verdict}${besides.length > 0 ? `; ${besides.join(', ')}` : ''}. Nothing was changed in the org.\n`;
}
