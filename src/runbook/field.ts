import type { Locator } from 'playwright';
import type { ReadBack, Remark, Seal, Verdict } from './move.ts';
import type { Tab } from './tab.ts';

/** What a field says of itself. Locked means that the page does not let it be changed at this moment. */
export type Found<Value> = { offered: true; value: Value; locked: boolean } | { offered: false };

/**
 * A control with a label, as an admin sees it. `Wanted` is what a runbook asks for, `Value` what the page shows;
 * they differ where one asks for "all" and the page shows two lists.
 */
export interface Field<Wanted, Value = Wanted> {
  readonly label: string;
  readonly tab: Tab;
  /** What the picture frames. */
  locate(): Locator;
  /** Reads at once, without waiting and without touching. */
  read(): Promise<Found<Value>>;
  /** Makes the page show the wanted value; may return a remark, such as a confirmation that was given. */
  write(wanted: Wanted): Promise<Remark>;
  /** What the page calls it, where it was found by another than its best known name only. */
  moved?(): Promise<string | undefined>;
  /** Set where changing it asks for a confirmation. */
  readonly confirms?: boolean;
  /** Why it is locked, in the org's own words where it gives any. */
  lockedBecause?(): Promise<string | undefined>;
  /** By meaning, where the wording drifts between releases. */
  same(found: Value, wanted: Wanted): boolean;
  showFound(found: Value): string;
  /** The whole list, where the field is one: a picture may show a part of it only. */
  listFound?(found: Value): NonNullable<ReadBack['list']>;
  showWanted(wanted: Wanted): string;
  /** What would have to be asked for to bring back what was found. */
  asWanted(found: Value): Wanted;
}

/** Something to press: a button, a tab, a link. */
export interface Control {
  readonly label: string;
  readonly tab: Tab;
  locate(): Locator;
  press(): Promise<void>;
  /** See {@link Field.moved}. */
  moved?(): Promise<string | undefined>;
  /** Set where what it does cannot be taken back. */
  readonly once?: boolean;
}

/** A page or a state of a page that can be recognised, and often opened. */
export interface Place {
  readonly name: string;
  readonly tab: Tab;
  /** Is this what the tab shows, ready for the next step? Sees something positive, never only an absence. */
  check(): Promise<Verdict>;
  /** Goes there by address. */
  open?(): Promise<void>;
  /** What the picture frames: most often the heading. */
  frames?(): Locator;
  /** See {@link Move.complete}. */
  complete?(): Promise<void>;
  readonly seal?: Seal;
}

/** A search box that leads to places by their names. */
export interface Finder {
  readonly name: string;
  readonly tab: Tab;
  find(place: Place): Promise<void>;
}

/** A value that is looked up in the product, by its own pages. */
export interface Source<T> {
  readonly what: string;
  readonly tab: Tab;
  find(): Promise<T>;
  show(value: T): string;
  frames?(): Locator;
}
