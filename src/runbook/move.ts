import type { Locator, Page } from 'playwright';

/**
 * The answer to a check. `found` and `wanted` are for people. `locked` is the org's own reason why a value cannot be
 * changed. `refused` holds the page's own words when waiting cannot help any more, and `inTheWay` says that they tell of
 * something that was there before.
 */
export type Verdict = (
  | { holds: true; found: string; locked?: string }
  | {
      holds: false;
      wanted: string;
      found: string;
      locked?: string;
      notOffered?: true;
      refused?: string;
      inTheWay?: true;
      /** What would decide it cannot be seen from here, so that it may be as wanted all the same. */
      unseen?: true;
    }
) & {
  /** Of a field: what would have to be asked for to bring back what was found. */
  readonly was?: unknown;
};

/** What a sealed picture may show: CSS selectors of headings and labels. All else is hidden before the picture is taken. */
export interface Seal {
  readonly allow: readonly string[];
}

/** What a move does, in words: readable without a browser, for the manual, the plan and the report. */
export interface Tells {
  readonly verb: 'open' | 'find' | 'press' | 'set' | 'read' | 'answer' | 'keep' | 'prove';
  /** The label that an admin sees, or the name of a place. */
  readonly what: string;
  /** The wanted value, where there is one; asked late, because an earlier step may have to find it first. */
  wanted?(): string;
  /** By what it is done, where that has a name of its own. */
  readonly by?: string;
  /** Set where a person is asked to confirm it. */
  readonly confirms?: boolean;
}

/** Lines of a text exhibit: evidence for what has no screen, or beside the picture. */
export type Exhibit = ReadonlyArray<readonly [name: string, value: string]>;

/** A setting as a fresh page shows it, beside what is wanted of it. A list stands here whole, beside any picture of it. */
export interface ReadBack {
  readonly label: string;
  readonly wanted: string;
  readonly found: string;
  readonly holds: boolean;
  /** Everything that is selected, and how many the org offers in all, selected ones among them, where it says. */
  readonly list?: { readonly selected: readonly string[]; readonly offered?: number | undefined } | undefined;
  /** What the page calls it, where that is not its best known name: it may be another thing. */
  readonly foundAs?: string | undefined;
}

/** That something was found by another than its best known name, in words. */
export function movedInWords(label: string, foundAs: string): string {
  return `${label} is not there by that name; "${foundAs}" may be it.`;
}

/** What an action may say for the record. */
export type Remark = string | undefined;

/** How long to pause between two looks, at first and at most, in milliseconds. */
export interface Pace {
  readonly first: number;
  readonly longest: number;
}

/** One check and, where setupwright can do it, the action that makes it hold. */
export interface Move {
  readonly tells: Tells;
  /** Looks and never touches or waits: asked once before acting, and again afterwards until it holds or time is up. */
  check(): Promise<Verdict>;
  /** Makes the check hold. May return a remark for the record. Left out where there is nothing to do but look. */
  act?(): Promise<Remark>;
  /** The tab that the picture is taken of; left out where a step has no screen. */
  screen?(): Page;
  /** What the picture frames once the check holds. */
  frames?(): Locator | undefined;
  /** Waits a moment for what the page shows late, so that the picture has it; the check does not ask for it. */
  complete?(): Promise<void>;
  /** What is acted on: the control that is pressed, the field that is set. Pictured before, where acting changes it. */
  actsOn?(): Locator | undefined;
  /** What the page calls that which is acted on, where it was found by another than its best known name only. */
  moved?(): Promise<string | undefined>;
  /** Set where acting cannot be taken back, and so is not done on a weak hint. */
  readonly final?: true | undefined;
  /** Set where the org remembers what the section has set: all of it is looked at once more before acting. */
  readonly keeps?: true | undefined;
  /** Set of a field that may go from the page when another is set after it; it is then not looked at once more. */
  readonly mayVanish?: true | undefined;
  /** Set where acting does nothing to the page, so that a picture of before it serves for after it. */
  readonly leavesPage?: true | undefined;
  /** Set where what opens shows what the org may note as seen, such as a secret. */
  readonly reveals?: true | undefined;
  /** Set where the screen may hold a secret. */
  readonly seal?: Seal | undefined;
  /** Text evidence gathered by the last check. */
  exhibit?(): Exhibit;
  /** The settings that the last check read, each beside what is wanted; undefined where it came to read none. */
  readBack?(): readonly ReadBack[] | undefined;
  /** What else is to be seen in pictures, should it not stand in the one of what is framed. */
  alsoFrames?(): readonly Locator[];
  /** How long the check may take to hold after acting, in milliseconds; the engine's default where left out. */
  readonly patience?: number | undefined;
  /** How often to look meanwhile; left out where a look costs nothing but a read of the page. */
  readonly pace?: Pace | undefined;
}

/** A value that one step finds and a later step uses. */
export class Remembered<T> {
  readonly #what: string;
  #value: { readonly found: T } | undefined;

  /** @param what what it is, in words, shown where the value is not known yet */
  constructor(what: string) {
    this.#what = what;
  }

  get known(): boolean {
    return this.#value !== undefined;
  }

  set(value: T): void {
    this.#value = { found: value };
  }

  /** The value. Throws where no step has found it yet: a mistake in the runbook. */
  get(): T {
    if (!this.#value) throw new Error(`Not known yet: ${this.#what}`);
    return this.#value.found;
  }

  /** The value in words, or what it is where it is not known yet. */
  show(words: (value: T) => string): string {
    return this.#value ? words(this.#value.found) : `(${this.#what})`;
  }
}
