import type { Control, Field, Finder, Place, Source } from './field.ts';
import { type Move, type ReadBack, type Remark, Remembered, type Verdict } from './move.ts';
import type { Credentials, Sink } from './ports.ts';

const PAGE_PATIENCE = 90_000;

/** Goes to a page by its address. */
export function open(place: Place & { open(): Promise<void> }): Move {
  return {
    tells: { verb: 'open', what: place.name },
    check: async () => (place.tab.isOpen ? place.check() : notOpen(place)),
    act: async () => {
      await place.tab.ensure();
      await place.open();
    },
    ...pictureOf(place),
    patience: PAGE_PATIENCE,
  };
}

/** Goes to a page by a search box that knows it by name. */
export function find(finder: Finder, place: Place): Move {
  return {
    tells: { verb: 'find', what: place.name, by: finder.name },
    check: () => place.check(),
    act: async () => {
      await finder.find(place);
    },
    ...pictureOf(place),
    patience: PAGE_PATIENCE,
  };
}

/**
 * Presses a control; what opens is the check. `first` runs before the press, to get ready for what it sets off;
 * `confirms`, called before it too, answers a confirmation that it sets off; `keeps` is set where the org then remembers
 * what the section has set.
 */
export function press(
  control: Control,
  {
    opens,
    first,
    confirms,
    keeps,
  }: {
    opens: Place;
    first?: () => Promise<void>;
    confirms?: () => { answered(): Promise<Remark> };
    keeps?: true;
  },
): Move {
  return {
    tells: { verb: 'press', what: control.label, confirms: confirms !== undefined },
    keeps,
    ...movedOf(control),
    ...(control.once || keeps ? { final: true } : {}),
    check: async () => (opens.tab.isOpen ? opens.check() : notOpen(opens)),
    act: async () => {
      await first?.();
      const confirmation = confirms?.();
      if (opens.tab === control.tab) await control.press();
      else await opens.tab.openedBy(() => control.press());
      return confirmation?.answered();
    },
    actsOn: () => control.locate(),
    ...pictureOf(opens),
    patience: PAGE_PATIENCE,
  };
}

/** Makes a field show the wanted value. `mayVanish`: see {@link Move.mayVanish}. */
export function set<Wanted, Value>(
  field: Field<Wanted, Value>,
  wanted: Wanted | Remembered<Wanted>,
  { mayVanish }: { mayVanish?: true | undefined } = {},
): Move {
  const value = () => (wanted instanceof Remembered ? wanted.get() : wanted);
  return {
    tells: {
      verb: 'set',
      what: field.label,
      confirms: field.confirms === true,
      wanted: () =>
        wanted instanceof Remembered ? wanted.show((found) => field.showWanted(found)) : field.showWanted(wanted),
    },
    check: () => holds(field, value()),
    ...movedOf(field),
    act: () => field.write(value()),
    actsOn: () => field.locate(),
    screen: () => field.tab.page(),
    frames: () => field.locate(),
    ...(mayVanish ? { mayVanish } : {}),
  };
}

/** Does the field show the wanted value, and may it be changed? Looks only. */
export async function holds<Wanted, Value>(field: Field<Wanted, Value>, wanted: Wanted): Promise<Verdict> {
  const { verdict, isLocked } = await compareField(field, wanted);
  return isLocked ? { ...verdict, locked: (await field.lockedBecause?.()) ?? 'the page shows it disabled' } : verdict;
}

/** A field as it was looked at once: whether it shows the wanted value, and both side by side for the record. */
interface Compared {
  readonly verdict: Verdict;
  readonly row: ReadBack;
  readonly isLocked: boolean;
}

/** Looks at a field once. Why it is locked, if it is, is not asked for: a page that is only shown has them all locked. */
export async function compareField<Wanted, Value>(field: Field<Wanted, Value>, wanted: Wanted): Promise<Compared> {
  const found = await field.tab.tendAndLook(() => field.read());
  const asked = { label: field.label, wanted: field.showWanted(wanted) };
  if (!found.offered) {
    const verdict = { holds: false, wanted: asked.wanted, found: 'not offered', notOffered: true } as const;
    return { verdict, row: { ...asked, found: 'not offered', holds: false }, isLocked: false };
  }
  const shown = field.showFound(found.value);
  const isSo = field.same(found.value, wanted);
  const list = field.listFound?.(found.value);
  return {
    verdict: isSo
      ? { holds: true, found: shown }
      : { holds: false, wanted: asked.wanted, found: shown, was: field.asWanted(found.value) },
    row: { ...asked, found: shown, holds: isSo, ...(list ? { list } : {}) },
    isLocked: found.locked,
  };
}

/** Looks a value up in the product's own pages and remembers it for later steps. */
export function read<T>(source: Source<T>, into: Remembered<T>): Move {
  return {
    tells: { verb: 'read', what: source.what },
    check: async () =>
      into.known
        ? { holds: true, found: source.show(into.get()) }
        : { holds: false, wanted: source.what, found: 'not looked up yet' },
    act: async () => {
      into.set(await source.find());
    },
    screen: () => source.tab.page(),
    frames: () => source.frames?.(),
    patience: PAGE_PATIENCE,
  };
}

/** Proves identity until the place behind the challenge opens. `prove` says how it was done, never with what. */
export function answer(challenge: { asks: Place; opens: Place; prove(): Promise<string> }): Move {
  return {
    tells: { verb: 'answer', what: `the challenge before ${challenge.opens.name}` },
    check: () => challenge.opens.check(),
    act: () => challenge.prove(),
    actsOn: () => challenge.asks.frames?.(),
    reveals: true,
    ...pictureOf(challenge.opens),
    patience: PAGE_PATIENCE,
  };
}

/** Hands credentials over to a sink: reads them from their place and stores them, once in a run. */
export function keep(place: Place, what: string, credentials: () => Promise<Credentials>, sink: Sink): Move {
  let handedOver: string | undefined;
  return {
    tells: { verb: 'keep', what, wanted: () => sink.name },
    check: async () =>
      handedOver === undefined
        ? { holds: false, wanted: `handed over to ${sink.name}`, found: 'not handed over by this run' }
        : { holds: true, found: `handed over: ${handedOver}` },
    act: async () => {
      handedOver = await sink.store(await credentials());
    },
    leavesPage: true,
    actsOn: () => place.frames?.(),
    ...pictureOf(place),
  };
}

function movedOf({ moved }: Pick<Control, 'moved'>): Pick<Move, 'moved'> {
  return moved ? { moved } : {};
}

function pictureOf(place: Place): Pick<Move, 'screen' | 'frames' | 'complete' | 'seal'> {
  return {
    screen: () => place.tab.page(),
    frames: () => place.frames?.(),
    ...(place.complete ? { complete: place.complete } : {}),
    ...(place.seal ? { seal: place.seal } : {}),
  };
}

function notOpen(place: Place): Verdict {
  return { holds: false, wanted: place.name, found: `${place.tab.name} is not open` };
}
