import type { AnswerKind } from '../engine/operator.ts';
import type { Brush } from './paint.ts';
import { type Ask, THE_TERMINAL as BY, type Keyboard, readKeys } from './terminal.ts';
import type { Question, Said, Standing, Wheel } from './wheel.ts';
import { wrapped } from './wrapped.ts';

/** The key of each answer, and the words for it; in brackets stands the key. */
const KEYS: Readonly<Record<AnswerKind, readonly [key: string, words: string]>> = {
  pause: ['p', '[p]ause'],
  'go on': ['g', '[g]o on'],
  'one step': ['s', 'one [s]tep'],
  'run until': ['u', 'run [u]ntil a step'],
  approve: ['a', '[a]pprove'],
  'try again': ['r', 't[r]y again'],
  'done by hand': ['h', 'done by [h]and'],
  skip: ['k', 's[k]ip, with a reason'],
  'take over': ['t', '[t]ake over'],
  'hand back': ['b', 'hand [b]ack'],
  stop: ['q', 'stop ([q]uit)'],
};
const SHOW = ['w', 'sho[w] me'] as const;
const FOR_THE_RECORD = 'What did you do, and why? (for the record; Enter for no word)';
/** What is asked for in words where a person did or left out something. */
const REASONS: Readonly<Partial<Record<AnswerKind, string>>> = {
  skip: 'Why is it left out?',
  'done by hand': FOR_THE_RECORD,
  'hand back': FOR_THE_RECORD,
};

const INDENT = 9;
/** A key that is still held down, or was pressed for what went before, answers no new question: milliseconds. */
const TOO_SOON = 300;
/** A key that is held down comes again after so long at first: milliseconds. It must not approve what comes next. */
const HELD = 700;

/** What a terminal needs to be a way to the person. */
interface Terminal {
  readonly keyboard: Keyboard;
  readonly brush: Brush;
  /** Clears the line of the step under way, where there is one. */
  readonly erase: () => void;
  readonly ask: Ask;
  /** Set where nobody can answer any more once the terminal is gone. */
  readonly isOnlyWay?: boolean;
}

/**
 * Lets a person steer a run from the terminal, with one key for each answer.
 * @returns what ends it; undefined where there is no terminal
 */
export function terminalWheel(
  wheel: Wheel,
  { keyboard, brush, erase, ask, isOnlyWay = false }: Terminal,
): (() => void) | undefined {
  const { paint, clean, print, columns } = brush;
  let asked: Question | undefined;
  let askedAt = 0;
  let isGone = false;
  /** Ends a question that was asked in words, where another way was faster. */
  let open: AbortController | undefined;

  const line = (text: string, colour: Parameters<Brush['paint']>[0] = 'dim') => {
    for (const part of wrapped(clean(text), columns - INDENT)) print(paint(colour, `${' '.repeat(INDENT)}${part}`));
  };
  const say = (said: Omit<Said, 'by'>) => {
    const refused = wheel.say({ ...said, by: BY });
    if (refused !== undefined) line(refused, 'yellow');
  };
  const inWords = async (question: string, take: (words: string) => void) => {
    open = new AbortController();
    try {
      take((await ask(`${' '.repeat(INDENT)}${question} `, open.signal)).trim());
    } catch {
      // It was answered by another way, or the terminal has gone.
    } finally {
      open = undefined;
    }
  };
  let last = { key: '', at: Number.NEGATIVE_INFINITY };
  const press = (typed: string) => {
    const key = typed.toLowerCase();
    const now = performance.now();
    const since = key === last.key ? now - last.at : Number.POSITIVE_INFINITY;
    last = { key, at: now };
    if (since < (key === KEYS.approve[0] ? HELD : TOO_SOON)) return;
    if (asked && now - askedAt < TOO_SOON) return;
    if (key === SHOW[0] && asked) {
      void wheel.show().then((refused) => refused !== undefined && line(refused, 'yellow'));
      return;
    }
    const answers = asked?.answers ?? (['pause', 'one step', 'take over', 'stop'] as const);
    const answer = answers.find((each) => KEYS[each][0] === key);
    if (answer === undefined) return;
    const reason = REASONS[answer];
    if (reason !== undefined) void inWords(reason, (why) => say({ answer, why }));
    else if (answer === 'run until') {
      void inWords('Until which step?', (n) => say({ answer, until: /^\d+$/.test(n) ? Number(n) : undefined }));
    } else say({ answer: !asked && answer === 'one step' ? 'pause' : answer });
  };
  const show = ({ question, due }: Standing) => {
    if (question === asked) {
      if (due === 'pause') tellDue('Pausing before the next step.');
      if (due === 'take over') tellDue('You get the wheel after this step; wait for it.');
      return;
    }
    open?.abort();
    asked = question;
    askedAt = performance.now();
    if (!question) return;
    erase();
    for (const [text, colour] of headOf(question)) line(text, colour);
    const keys = question.answers.map((each) => KEYS[each][1]);
    if (question.occasion !== 'taken over') keys.push(SHOW[1]);
    line(keys.join(' · '), 'bold');
    stopAlone();
  };
  let told: string | undefined;
  const tellDue = (text: string) => {
    if (told === text) return;
    told = text;
    erase();
    line(text, 'yellow');
  };

  /** Who is asked what nobody can answer would wait for ever. */
  const stopAlone = () => {
    if (isGone && isOnlyWay) wheel.say({ answer: 'stop', by: BY, why: 'the terminal was closed' });
  };
  const hangUp = () => {
    // Nobody can answer here any more; another way may still.
    isGone = true;
    if (asked) line('The terminal was closed.');
    if (asked) stopAlone();
  };
  const end = readKeys(keyboard, press, hangUp);
  if (!end) return undefined;
  const unwatch = wheel.watch((standing) => {
    if (standing.due === undefined) told = undefined;
    show(standing);
  });
  return () => {
    unwatch();
    open?.abort();
    end();
  };
}

/** What is said above the answers. */
export function headOf({ occasion, section, step, seen, error }: Question): [string, Parameters<Brush['paint']>[0]][] {
  const what = step ? `step ${step.n}, ${step.says}` : `the section "${section}"`;
  const settings: [string, 'dim'][] =
    seen && !seen.holds
      ? [[`${step?.what}: ${seen.found}${seen.wanted === undefined ? '' : ` -> ${seen.wanted}`}`, 'dim']]
      : [];
  switch (occasion) {
    case 'paused':
      return [[`Paused before ${what}.`, 'yellow'], ...settings];
    case 'approval':
      return [[`May ${what}, be carried out?`, 'yellow'], ...settings];
    case 'trouble':
      return [[`${step ? `Step ${step.n}, ${step.says}` : `The section "${section}"`}, has failed: ${error}`, 'red']];
    case 'taken over':
      return [
        ["The wheel is yours: work in the org's pages as long as you like. Nothing is typed meanwhile.", 'yellow'],
      ];
  }
}
