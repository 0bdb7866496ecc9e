import { hasDrifted, type PlannedSection, type PlannedState } from '../engine/record.ts';
import { type AuditRow, rowInWords } from '../runbook/audit.ts';
import { timeInWords } from '../runbook/challenge-words.ts';
import { movedInWords, type ReadBack } from '../runbook/move.ts';
import type { Brush, Colour } from './paint.ts';
import { wrapped } from './wrapped.ts';

const COLOURS: Record<PlannedState, Colour> = {
  'as wanted': 'blue',
  'to be done': 'green',
  'not seen': 'gray',
  'not known yet': 'gray',
};
const STATE_WIDTH = 13;
const INDENT = 2;
const LABEL_WIDTH = 40;
const WIDEST = 100;

/** What is known of who changed something, and since when. */
interface ToldOfDrift {
  readonly since?: { readonly run: string; readonly at: string } | undefined;
  readonly rows: ReadonlyArray<AuditRow & { readonly run?: string }>;
  readonly more?: number | undefined;
  readonly unknown?: string | undefined;
}

/** Shows what a plan says of a section: its state, and each setting that differs as `found -> wanted`. */
export function showSection({ title, state, found, rows }: PlannedSection, brush: Brush): void {
  const { paint, clean, print } = brush;
  const width = Math.min(brush.columns, WIDEST) - STATE_WIDTH;
  print(`${paint('bold', clean(title).padEnd(width))}${paint(COLOURS[state], state)}`.trimEnd());
  const different = rows.filter(({ holds }) => !holds);
  for (const row of different) showDifference(row, brush);
  for (const { label, foundAs } of rows) {
    if (foundAs === undefined) continue;
    const text = clean(movedInWords(label, foundAs));
    for (const line of wrapped(text, Math.min(brush.columns, WIDEST) - INDENT)) print(paint('yellow', indented(line)));
  }
  const same = rows.length - different.length;
  if (same > 0 && different.length > 0) print(paint('dim', indented(`${counted(same, 'setting')} as wanted`)));
  // Where settings differ, they say it all.
  if (different.length > 0) return;
  for (const line of wrapped(clean(found), Math.min(brush.columns, WIDEST) - INDENT))
    print(paint('dim', indented(line)));
}

/** Shows in a line what comes of all sections. @param isGate set where what cannot be told is no drift */
export function showSum(sections: readonly PlannedSection[], { paint, print }: Brush, isGate = false): void {
  const count = (state: PlannedState) => sections.filter((each) => each.state === state).length;
  const open = (['to be done', 'not seen', 'not known yet'] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${state}`);
  const differing = sections.flatMap(({ rows }) => rows).filter(({ holds }) => !holds).length;
  print();
  if (open.length === 0) print(`${paint('blue', 'nothing to do')}: ${counted(sections.length, 'section')} as wanted`);
  else if (isGate && !hasDrifted(sections)) {
    const seen = `${count('as wanted')} as wanted`;
    print(`${paint('blue', 'no drift')}: of ${counted(sections.length, 'section')} ${[seen, ...open].join(', ')}`);
  } else {
    const settings = differing > 0 ? `, ${counted(differing, 'setting')} to be set` : '';
    print(
      `${paint('green', 'changes pending')}: of ${counted(sections.length, 'section')} ${open.join(', ')}${settings}`,
    );
  }
}

/** Shows what the org's own list of changes says of what has drifted. */
export function showDrift({ since, rows, more = 0, unknown }: ToldOfDrift, { paint, clean, print }: Brush): void {
  if (since) print(clean(`As wanted at ${timeInWords(since.at)}, when the run ${since.run} ended.`));
  const whenUnknown = since ? '' : 'Since when is not known. ';
  if (rows.length === 0) print(paint('dim', `${whenUnknown}${clean(unknown ?? '')}`.trimEnd()));
  else if (since) print('Changed since that run began, by the audit trail of the org, the earliest first:');
  else {
    print('Since when is not known, for want of a known run that left it as wanted.');
    print('Its newest changes, whatever they were of it, by the audit trail of the org:');
  }
  for (const { run, ...row } of rows) {
    print(indented(clean(`${rowInWords(row)}${run === undefined ? '' : ` (the run ${run})`}`)));
  }
  if (more > 0) print(indented(`and ${more} more since`));
}

/** Shows a setting that differs, as `found -> wanted`. */
export function showDifference({ label, found, wanted }: ReadBack, { paint, clean, print, columns }: Brush): void {
  const width = Math.min(columns, WIDEST) - INDENT - LABEL_WIDTH;
  const lines = wrapped(clean(`${found} -> ${wanted}`), Math.max(width, 20));
  const [head = '', ...more] = clean(label).length < LABEL_WIDTH ? lines : ['', ...lines];
  print(`${indented(clean(label).padEnd(LABEL_WIDTH))}${paint('yellow', head)}`.trimEnd());
  for (const line of more) print(`${' '.repeat(INDENT + LABEL_WIDTH)}${paint('yellow', line)}`);
}

function indented(text: string): string {
  return `${' '.repeat(INDENT)}${text}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
