import type { Locator } from 'playwright';

/** Roles of what holds a setting, as a browser tells them of a page. */
const CONTROL =
  /^(\s*)- '?(textbox|searchbox|spinbutton|combobox|listbox|checkbox|switch|radio|slider) "((?:[^"\\]|\\.)*)"((?: \[[^\]]*\])*)'?(?::(.*))?$/;
/** What a page has together under one name, such as the two lists that entries are moved between. */
const GROUP = /^(\s*)- '?group "((?:[^"\\]|\\.)*)"/;
/** Whether a control may be used now, or is in use, is no setting. */
const PASSING = / \[(?:disabled|active|focused|expanded)(?:=[^\]]*)?\]/g;
/** A page that re-renders under the look is not asked for long. */
const WITHIN = { timeout: 5_000 } as const;

/**
 * Every setting that a part of a page shows, by its label, in whatever control it stands: those that are not folded away.
 * Several with one label stand together, under how many they are.
 */
export async function settingsShown(part: Locator): Promise<ReadonlyMap<string, string>> {
  return settingsIn(await part.ariaSnapshot(WITHIN));
}

/** The same of a snapshot in Playwright's form. */
export function settingsIn(snapshot: string): ReadonlyMap<string, string> {
  const all = new Map<string, readonly string[]>();
  const lines = snapshot.split('\n');
  for (const [at, line] of lines.entries()) {
    const [, indent = '', role, name = '', flags = '', inline = ''] = CONTROL.exec(line) ?? [];
    if (role === undefined) continue;
    const rest = lines.slice(at + 1);
    const end = rest.findIndex((each) => !each.startsWith(`${indent}  `));
    const inside = rest
      .slice(0, end === -1 ? rest.length : end)
      .filter((each) => !/^\s*- \/\w+:/.test(each))
      .map((each) => each.trim().replace(PASSING, ''));
    const isTicked = flags.includes('[checked');
    const ticks = role === 'checkbox' || role === 'switch' || role === 'radio';
    const value = ticks ? (isTicked ? 'yes' : 'no') : [inline.trim(), ...inside].filter(Boolean).join(' ');
    const group = role === 'listbox' ? groupAround(lines, at, indent.length) : undefined;
    const called = group === undefined ? name : `${group}: ${name}`;
    all.set(called, [...(all.get(called) ?? []), value || '(empty)']);
  }
  return new Map(
    [...all].map(([label, [first = '', ...more]]) =>
      more.length === 0 ? [label, first] : [`${label} (${more.length + 1} of them)`, [first, ...more].join('; ')],
    ),
  );
}

/** The name of the group that a line stands in: the nearest above it that is less indented. */
function groupAround(lines: readonly string[], at: number, indent: number): string | undefined {
  const group = lines
    .slice(0, at)
    .map((line) => GROUP.exec(line))
    .findLast((found) => found && (found[1]?.length ?? 0) < indent);
  return group?.[2];
}
