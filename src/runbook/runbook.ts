import type { z } from 'zod';
import type { AuditTrail } from './audit.ts';
import type { Move, Verdict } from './move.ts';
import type { Surroundings } from './ports.ts';
import type { SignedIn } from './target.ts';
import type { EarlierRun } from './undo.ts';

/** One instruction of the document that a runbook carries out, in our own words. */
export interface GuideItem {
  readonly item: number;
  /** The heading of the guide that it stands under. */
  readonly under: string;
  readonly says: string;
}

/** The document that a runbook carries out. */
export interface Guide {
  readonly title: string;
  readonly source: string;
  readonly items: readonly GuideItem[];
}

/** A sentence for people and one move. */
export interface Step {
  /** The guide's items that this step carries out; empty where the guide has none. */
  readonly items: readonly number[];
  readonly says: string;
  readonly move: Move;
  /** Why the step does something else than the guide says, with the fact behind it. */
  readonly deviation?: string | undefined;
}

/**
 * Looks whether a section is done, from a fresh page: what the org remembers decides. One without a `screen` needs no
 * page, and nothing that the sections before it find out: it may be asked beside them.
 */
export interface Settled
  extends Pick<Move, 'screen' | 'frames' | 'alsoFrames' | 'exhibit' | 'readBack' | 'seal' | 'patience' | 'pace'> {
  /** The id by which the org knows what the last look found; undefined where it found nothing that has one. */
  subjectId?(): string | undefined;
  /**
   * Everything that the page of the last look shows as a setting, by its label: so that it is seen what changes besides
   * what is wanted.
   */
  besides?(): Promise<ReadonlyMap<string, string>>;
  /** @param now `isFresh` where nothing was done since the section before was looked at, so that its page may serve */
  check(now?: { readonly isFresh: boolean }): Promise<Verdict>;
}

/** Steps up to the point where the org remembers: what is retried, resumed and proved as one. */
export interface Section {
  readonly title: string;
  readonly settled?: Settled | undefined;
  /** Set where the section does what the guide does not ask for; only there may a step have no item. */
  readonly beyondGuide?: true | undefined;
  readonly steps: readonly Step[];
}

/** A product whose pages runbooks are written in. `Pages` is a table of labelled fields and places. */
export interface Product<Pages> {
  readonly name: string;
  /** The pages, described before any browser is there; none is touched until a step does. */
  pages(surroundings: Surroundings): Pages;
  /**
   * Begins to open the page at which signing in starts, types nothing and uses no session; what goes wrong is told by
   * `signIn`. Left out where there is nothing to be gained. @param landing see {@link Definition.landing}
   */
  approach?(surroundings: Surroundings, landing?: string): void;
  /** Signs in and says as whom and where. @throws Trouble of kind `preflight` or `person` */
  signIn(surroundings: Surroundings, landing?: string): Promise<SignedIn>;
  /** What the product's own record says of everybody's changes in a span of its clock; left out where it keeps none. Never throws. */
  auditTrail?(surroundings: Surroundings, span: Span): Promise<AuditTrail>;
}

/** What a runbook is about in an org: no two runs have it at one time. */
export interface Subject {
  /** For people, as `the app "Billing"`. */
  readonly words: string;
  /** What the product itself calls it, in its list of changes for one, the best known first; left out where it has no name. */
  readonly names?: readonly string[];
}

/** A span of time. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** What a runbook is made of, with its inputs typed by their schema and its pages by its product. */
export interface Definition<Schema extends z.ZodObject, Pages> {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  /** What stands at its end, in a sentence. */
  readonly summary: string;
  readonly product: Product<Pages>;
  readonly guide: Guide;
  readonly inputs: Schema;
  /** Path of the page that its sections look at first, at which signing in then ends where it can; the product's own where left out. */
  readonly landing?: string;
  /** What of the org a run has for itself, such as `the app "Document AI"`; left out where it is all of this runbook's. */
  subject?(inputs: z.output<Schema>): Subject;
  /** Refuses by throwing what can be told to go wrong after signing in, before anything is changed. */
  ready(of: Pages & { inputs: z.output<Schema>; run: Surroundings }): Promise<unknown>;
  sections(of: Pages & { inputs: z.output<Schema>; run: Surroundings }): readonly Section[];
  /**
   * The sections that take back what an earlier run with these inputs changed, the last change first; none where there is
   * nothing to take back. Left out where that cannot be done.
   */
  undo?(of: Pages & { inputs: z.output<Schema>; run: Surroundings; earlier: EarlierRun }): readonly Section[];
  /** What of an earlier run's changes that leaves as it is, a sentence each. */
  undoLeaves?(earlier: EarlierRun): readonly string[];
}

/** A runbook with its types settled: what the engine and the command line work with. */
export interface Runbook {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly summary: string;
  readonly product: string;
  readonly guide: Guide;
  readonly inputs: z.ZodObject;
  /** What of the org a run with these inputs has for itself, in a few words: no two runs may have it at a time. */
  subject(inputs: unknown): Subject;
  /** See {@link Product.approach}. */
  approach(surroundings: Surroundings): void;
  signIn(surroundings: Surroundings): Promise<SignedIn>;
  /** See {@link Product.auditTrail}. */
  auditTrail?(surroundings: Surroundings, span: Span): Promise<AuditTrail>;
  /** Refuses by throwing what can be told to go wrong, before anything is changed. @throws Trouble */
  ready(inputs: unknown, surroundings: Surroundings): Promise<unknown>;
  /** The sections for these inputs. @throws z.ZodError where an input has the wrong shape */
  sections(inputs: unknown, surroundings: Surroundings): readonly Section[];
  /** See {@link Definition.undo}. */
  undo?(inputs: unknown, surroundings: Surroundings, earlier: EarlierRun): readonly Section[];
  /** See {@link Definition.undoLeaves}. */
  undoLeaves?(earlier: EarlierRun): readonly string[];
}

/** Turns a definition into a runbook. */
export function runbook<Schema extends z.ZodObject, Pages>(definition: Definition<Schema, Pages>): Runbook {
  const { product, ready, sections, undo, subject, landing, ...about } = definition;
  const content = (inputs: unknown, surroundings: Surroundings) => ({
    ...product.pages(surroundings),
    inputs: definition.inputs.parse(inputs),
    run: surroundings,
  });
  return {
    ...about,
    product: product.name,
    subject: (inputs) => subject?.(definition.inputs.parse(inputs)) ?? { words: `the runbook ${definition.id}` },
    approach: (surroundings) => product.approach?.(surroundings, landing),
    signIn: (surroundings) => product.signIn(surroundings, landing),
    ...(product.auditTrail && { auditTrail: product.auditTrail.bind(product) }),
    ready: (inputs, surroundings) => ready(content(inputs, surroundings)),
    sections: (inputs, surroundings) => withTitlesOfTheirOwn(sections(content(inputs, surroundings))),
    ...(undo && {
      undo: (inputs, surroundings, earlier) =>
        withTitlesOfTheirOwn(undo({ ...content(inputs, surroundings), earlier })),
    }),
  };
}

/** Sections are told apart by their titles, in records and reports. */
function withTitlesOfTheirOwn(sections: readonly Section[]): readonly Section[] {
  if (new Set(sections.map(({ title }) => title)).size < sections.length)
    throw new Error('Two sections bear one title');
  return sections;
}

/** A section: see {@link Section}. */
export function section(title: string, content: Omit<Section, 'title'>): Section {
  return { title, ...content };
}

/** A step that carries out items of the guide. */
export function step(
  items: number | readonly number[],
  says: string,
  move: Move,
  more: { deviation?: string } = {},
): Step {
  return { items: typeof items === 'number' ? [items] : items, says, move, ...more };
}

/** A step that the guide does not have. */
export function extraStep(says: string, move: Move): Step {
  return { items: [], says, move };
}
