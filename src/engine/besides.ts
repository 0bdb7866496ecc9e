import type { ReadBack } from '../runbook/move.ts';
import type { Settled } from '../runbook/runbook.ts';

/** What came of the settings that no step of a section is about. */
export interface Besides {
  /** To be called once it is known that the section has something to do, on the page that says so. */
  before(): Promise<void>;
  /** After the section, on a fresh page. */
  after(): Promise<{ readonly words?: string; readonly remarks: readonly string[] }>;
}

/**
 * Watches whether a section changes something beside what it is for: compares all that its page shows before and after.
 * What a page shows at one of the two moments only, such as a field that a tick has brought, is not compared.
 */
export function besidesOf(settled: Settled | undefined): Besides {
  let before: ReadonlyMap<string, string> | undefined;
  // It tells more than is asked for: where it cannot be seen the section goes on without it.
  const look = async () => settled?.besides?.().catch(() => undefined);
  return {
    before: async () => {
      before ??= await look();
    },
    after: async () => {
      if (!before) return { remarks: [] };
      const now = await look();
      if (!now) return { remarks: [] };
      const own = namesIn(settled?.readBack?.() ?? []);
      const others = [...before].filter(
        ([label]) => now.has(label) && !own.some((name) => plain(label).includes(name)),
      );
      const changed = others.filter(([label, value]) => now.get(label) !== value);
      if (changed.length === 0) {
        return { words: `${others.length} other settings on that page are as they were`, remarks: [] };
      }
      const words = changed.map(([label, value]) => `${label} was ${value} and is ${now.get(label)}`);
      return { remarks: [`Besides, something on the page has changed that no step is about: ${words.join('; ')}.`] };
    },
  };
}

/** The names of what the section itself is about. */
function namesIn(rows: readonly ReadBack[]): readonly string[] {
  return rows.flatMap(({ label, foundAs }) => [label, ...(foundAs === undefined ? [] : [foundAs])]).map(plain);
}

function plain(label: string): string {
  return label.toLowerCase().replace(/\s+/g, ' ').trim();
}
