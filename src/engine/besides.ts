import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ReadBack } from '../runbook/move.ts';
import { toldInWords } from '../runbook/of-words.ts';
import type { Settled } from '../runbook/runbook.ts';

/** A page fills its fields one after the other: it is looked at again after so many milliseconds, so many times more. */
const LOOK_AGAIN = 150;
const MORE_LOOKS = 4;
/** What seems to have changed gets more time: it will be told in evidence. */
const MORE_IF_CHANGED = 30;
/** More of a value is not told: what stands in it nobody knows. */
const LONGEST = 80;

type Shown = ReadonlyMap<string, string>;

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
  let before: Shown | undefined;
  // It tells more than is asked for: where it cannot be seen the section goes on without it.
  const look = async () => settled?.besides?.().catch(() => undefined);
  /** Looks until this is so of two looks, the last one first; else as long as is worth it. */
  const lookUntil = async (isEnough: (now: Shown, last: Shown | undefined) => boolean, more: number) => {
    let last: Shown | undefined;
    for (let left = more; ; left -= 1) {
      const now = await look();
      if (!now || left === 0 || isEnough(now, last)) return now;
      last = now;
      await pause(LOOK_AGAIN);
    }
  };
  return {
    before: async () => {
      before ??= await lookUntil(isDeepStrictEqual, MORE_LOOKS);
    },
    after: async () => {
      const was = before;
      if (!was?.size) return { remarks: [] };
      const own = namesIn(settled?.readBack?.() ?? []);
      const othersIn = (now: Shown) =>
        [...was].filter(([label]) => now.has(label) && !own.some((name) => plain(label).includes(name)));
      const isAsBefore = (shown: Shown) => othersIn(shown).every(([label, value]) => shown.get(label) === value);
      const now = await lookUntil(isAsBefore, MORE_IF_CHANGED);
      if (!now) return { remarks: [] };
      const others = othersIn(now);
      const changed = others.filter(([label, value]) => now.get(label) !== value);
      if (changed.length === 0) {
        const many =
          others.length === 1 ? 'setting on that page is as it was' : 'settings on that page are as they were';
        return { words: `${others.length} other ${many}`, remarks: [] };
      }
      const words = changed.map(([label, value]) => `${label} was ${inWords(value)} and is ${inWords(now.get(label))}`);
      return { remarks: [`Besides, something on the page has changed that no step is about: ${words.join('; ')}.`] };
    },
  };
}

/** The names of what the section itself is about. */
function namesIn(rows: readonly ReadBack[]): readonly string[] {
  return rows.flatMap(({ label, foundAs }) => [label, ...(foundAs === undefined ? [] : [foundAs])]).map(plain);
}

/** A value that nobody asked for may be anything, such as a key that somebody made. */
function inWords(value = ''): string {
  return value.length > LONGEST ? `${toldInWords(value.slice(0, LONGEST))} …` : toldInWords(value);
}

function plain(label: string): string {
  return label.toLowerCase().replace(/\s+/g, ' ').trim();
}
