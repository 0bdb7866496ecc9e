import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { Trouble } from '../runbook/trouble.ts';
import type { EarlierRun, SectionDone } from '../runbook/undo.ts';
import { JOURNAL } from './journal.ts';
import { familyOf, type KnownRun, knownRun, mayBeOf, runsIn } from './known-runs.ts';
import { readJournal } from './read-journal.ts';
import { Tries } from './tries.ts';

const outline = z.object({ n: z.number(), section: z.string(), verb: z.string(), what: z.string() });

const StepEnded = outline.extend({
  outcome: z.string(),
  wanted: z.string().optional(),
  was: z.unknown().optional(),
  commits: z.literal(true).optional(),
});

const ReadBackRow = z.object({
  label: z.string(),
  wanted: z.string(),
  found: z.string(),
  holds: z.boolean(),
  list: z.object({ selected: z.array(z.string()), offered: z.number().optional() }).optional(),
});

const Challenge = z.object({
  kind: z.string(),
  mail: z.object({ folder: z.string(), uid: z.number() }).optional(),
});

/** What an undo needs of the events of a journal. */
const Event = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('run started'),
    run: z.object({
      id: z.string(),
      runbook: z.object({ id: z.string(), version: z.string() }),
      target: z.object({ url: z.string(), org: z.string(), username: z.string() }),
      inputs: z.record(z.string(), z.unknown()),
      sink: z.string(),
      challenges: z.array(Challenge),
      undoes: z.object({ run: z.string() }).optional(),
    }),
    steps: z.array(outline),
  }),
  z.object({ kind: z.literal('section again'), title: z.string(), unclear: StepEnded.optional() }),
  z.object({ kind: z.literal('step started'), step: outline }),
  z.object({ kind: z.literal('step ended'), step: StepEnded }),
  z.object({ kind: z.literal('challenge met'), challenge: Challenge }),
  z.object({
    kind: z.literal('operator answered'),
    answer: z.object({ at: z.string(), answer: z.string(), by: z.string() }),
  }),
  z.object({
    kind: z.literal('section ended'),
    section: z.object({
      title: z.string(),
      subjectId: z.string().optional(),
      readBack: z.array(ReadBackRow).optional(),
    }),
  }),
]);
type Event = z.output<typeof Event>;
type Started = Extract<Event, { kind: 'run started' }>;

const HEARD: ReadonlySet<string> = new Set(Event.options.map(({ shape }) => shape.kind.value));

/** A run as its journal tells of it, for those who take back what it changed. */
export interface RunToUndo {
  /** What it began with. */
  readonly began: Started['run'];
  readonly earlier: EarlierRun;
  /** Set where the run died while it wrote its last line, which is left out. In a sentence. */
  readonly torn?: string | undefined;
  /** What it handed over, and to which sink; `perhaps` where it did not come to the end of that. */
  readonly handedOver: ReadonlyArray<{ readonly what: string; readonly sink: string; readonly perhaps: boolean }>;
  /** How many challenges it met that have a code sent by e-mail. */
  readonly emailedCodes: number;
  /** The mails whose codes it took. */
  readonly mails: ReadonlyArray<{ readonly folder: string; readonly uid: number }>;
  /** When a person took its pages over, and by which way: what they did there no journal tells. */
  readonly takenOver: ReadonlyArray<{ readonly at: string; readonly by: string }>;
  /** The id of the run that it went on with. */
  readonly resumes?: string | undefined;
  /** Ids of the runs that are known to have gone on with it, and that no undo is known to have taken back. */
  readonly resumedBy: readonly string[];
}

/**
 * Reads what a run did from the journal in its folder, whether it came to its end or died.
 * @throws Trouble of kind `evidence` where the journal does not hold or does not tell it
 */
export async function readRunToUndo(folder: string): Promise<RunToUndo> {
  const path = join(folder, JOURNAL);
  const journal = await readJournal(path);
  const { lines, torn } = journal;
  const events = lines
    .filter(({ kind }) => HEARD.has(kind))
    .map((line) => {
      const event = Event.safeParse(line);
      if (event.success) return event.data;
      throw new Trouble('evidence', `Line ${line.n} of ${path} is not understood.`, 'Undo by hand.', event.error);
    });
  const [started] = events;
  const own = knownRun(journal);
  if (started?.kind !== 'run started' || !own) {
    throw new Trouble('evidence', `${path} does not tell how its run began.`, 'There is nothing to undo.');
  }
  const family: readonly [KnownRun, ...KnownRun[]] = [own, ...familyOf(own.id, await runsIn(dirname(resolve(folder))))];
  return { ...toldBy(started, events, family), torn };
}

function toldBy(
  { run, steps: planned }: Started,
  events: readonly Event[],
  [own, ...others]: readonly [KnownRun, ...KnownRun[]],
): RunToUndo {
  const tries = new Tries<z.output<typeof StepEnded>>();
  let underWay: z.output<typeof outline> | undefined;
  const sections = new Map<string, Pick<SectionDone, 'left' | 'subjectId'>>();
  const challenges = [...run.challenges];
  const takenOver: { at: string; by: string }[] = [];
  for (const event of events) {
    switch (event.kind) {
      case 'step started':
        underWay = event.step;
        break;
      case 'step ended':
        tries.ended(event.step);
        underWay = undefined;
        break;
      case 'section again':
        tries.again(event.title, event.unclear);
        underWay = undefined;
        break;
      case 'section ended':
        sections.set(event.section.title, { left: event.section.readBack, subjectId: event.section.subjectId });
        break;
      case 'challenge met':
        challenges.push(event.challenge);
        break;
      case 'operator answered':
        if (event.answer.answer === 'take over') takenOver.push({ at: event.answer.at, by: event.answer.by });
    }
  }
  const ended = tries.steps;
  const handedOver = ended
    .filter(({ verb, outcome }) => verb === 'keep' && ['changed', 'failed', 'skipped'].includes(outcome))
    // Of several sinks some may have them, though not all took them.
    .map(({ what, wanted, outcome }) => ({ what, sink: wanted ?? run.sink, perhaps: outcome !== 'changed' }));
  const died = underWay?.verb === 'keep' ? [{ what: underWay.what, sink: run.sink, perhaps: true }] : [];
  return {
    began: run,
    handedOver: [...handedOver, ...died],
    mails: challenges.flatMap(({ mail }) => mail ?? []),
    takenOver,
    resumes: own.resumes?.run,
    resumedBy: others
      .filter(({ id, resumes }) => resumes && id !== own.id && !others.some((each) => hasTakenBack(each, id)))
      .map(({ id }) => id),
    emailedCodes: challenges.filter(({ kind }) => kind === 'e-mailed code').length,
    earlier: {
      id: run.id,
      org: run.target.org,
      since: new Date(own.from),
      mayHaveMade: (row) => [own, ...others].some((each) => mayBeOf(each, row)),
      of: (title) => {
        const own = [...ended, ...tries.open].filter(({ section }) => section === title);
        // A section ends where the org remembers: its last step is the one that makes it keep what was set.
        const diedAtLast = underWay !== undefined && underWay.n === lastOf(planned, title)?.n;
        return {
          kept: diedAtLast || own.some(({ commits }) => commits === true),
          was: new Map(own.filter(isChange).map(({ what, was }) => [what, was])),
          ...sections.get(title),
        };
      },
    },
  };
}

function hasTakenBack({ undoes, outcome }: KnownRun, id: string): boolean {
  return undoes?.run === id && outcome === 'converged';
}

/** What a person did by hand at a step is of the run as well. */
function isChange({ verb, outcome, was }: z.output<typeof StepEnded>): boolean {
  return verb === 'set' && (outcome === 'changed' || outcome === 'done by hand') && was !== undefined;
}

function lastOf(planned: readonly z.output<typeof outline>[], title: string) {
  return planned.filter(({ section }) => section === title).at(-1);
}
