import type { LedgerEntry } from '../practice-org/index.ts';

const WIDTH = 100;

/** A ledger as a table for the terminal: an entry is one line, and its detail, where it has any, stands below it. */
export function ledgerTable(entries: readonly LedgerEntry[]): string {
  if (entries.length === 0) return 'The ledger is empty: nobody has asked the practice org for anything yet.\n';
  const heading = ['#', 'time', 'deed', 'outcome', 'about'];
  const rows = entries.map(({ n, at, deed, outcome, about }) => [
    String(n),
    at.slice(0, 19).replace('T', ' '),
    deed,
    outcome,
    about,
  ]);
  const widths = heading.map((_, column) => Math.max(...[heading, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    cut(
      row
        .map((cell, column) => (column === 0 ? cell.padStart(widths[0] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  '),
    );
  const indent = ' '.repeat((widths[0] ?? 0) + 2);
  const lines = rows.flatMap((row, index) => [line(row), ...below(entries[index], indent)]);
  return `${[line(heading), ...lines].join('\n')}\n`;
}

function below(entry: LedgerEntry | undefined, indent: string): string[] {
  if (!entry) return [];
  const by = entry.user === entry.about || entry.user === '' ? [] : [['by', entry.user] as const];
  return [...by, ...Object.entries(entry.detail)].map(([name, value]) => cut(`${indent}${name}: ${value}`));
}

/** What came from a page or a client must not steer the terminal, nor break the table. */
function cut(line: string): string {
  const plain = line.replace(/[\s\p{Cc}\p{Bidi_Control}]/gu, ' ').trimEnd();
  return plain.length <= WIDTH ? plain : `${plain.slice(0, WIDTH - 3)}...`;
}
