import { type Reader, type RunEvent, unhandled } from '../engine/events.ts';
import { type Outcome, type StepOutline, type StepRecord, TONES, type Tone, UNTOUCHED } from '../engine/record.ts';
import { challengeInWords } from '../runbook/challenge-words.ts';
import type { ChallengeRecord } from '../runbook/identity.ts';
import { type LiveLine, liveLine } from './live-line.ts';
import { brushFor, type Colour, type Screen } from './paint.ts';
import { showDifference } from './plan-lines.ts';
import { wrapped } from './wrapped.ts';

const COLOURS: Record<Tone, Colour> = { good: 'green', calm: 'blue', warn: 'yellow', faint: 'gray', bad: 'red' };

const OUTCOME_WIDTH = 12;
const REMARK_INDENT = 9;

/**
 * Shows a run as it goes: a line for each step with its number, outcome and time, and a recap at the end.
 * @param redact cleans every line before it is written
 */
export function progress(
  screen: Screen,
  redact: (text: string) => string,
  environment = process.env,
  line: LiveLine = liveLine(screen, environment),
): Reader {
  const brush = brushFor(screen, redact, environment);
  const { paint, clean, print, columns } = brush;
  /** Told to a CI system that takes such commands; nothing elsewhere. */
  const toCi: NonNullable<Screen['command']> = (name, text) => {
    if (environment['GITHUB_ACTIONS'] === 'true') screen.command?.(name, clean(text));
  };
  const isGrouped = environment['GITHUB_ACTIONS'] === 'true' && screen.command !== undefined;
  const { erase } = line;
  let total = 0;
  let steps: StepRecord[] = [];
  let startedAt = 0;
  /** Steps that were left alone, by their outcome: one line for all of them at the end of their section. */
  const leftAlone = new Map<Outcome, number>();
  let reason: string | undefined;
  let underWay: StepOutline | undefined;
  const met: ChallengeRecord[] = [];

  const remark = (colour: Colour | 'dim', text: string) => {
    const width = (screen.isTTY ? columns : Number.POSITIVE_INFINITY) - REMARK_INDENT;
    for (const line of wrapped(clean(text), width)) print(paint(colour, `${' '.repeat(REMARK_INDENT)}${line}`));
  };
  const tellOf = (challenge: ChallengeRecord) =>
    remark(challenge.outcome === 'answered' ? 'dim' : 'yellow', challengeInWords(challenge));
  const outcomeOf = (outcome: Outcome) => paint(COLOURS[TONES[outcome]], outcome.padEnd(OUTCOME_WIDTH));
  const numbered = (n: number, says: string) => `  ${String(n).padStart(2)}/${total}  ${says}`;

  const stepLines = (step: StepRecord) => {
    const width = Math.min(columns, 100) - OUTCOME_WIDTH - 12;
    const time = step.ms === 0 ? '' : paint('dim', `${(step.ms / 1000).toFixed(1).padStart(5)} s`);
    print(`${clean(numbered(step.n, step.says)).padEnd(width)}  ${outcomeOf(step.outcome)}${time}`.trimEnd());
    for (const deviation of step.deviations) remark('yellow', `deviation: ${deviation}`);
    if (step.verb === 'prove' && step.error === undefined) remark('dim', `proved: ${step.proved ?? step.found}`);
    if (step.error !== undefined) {
      reason ??= `Step ${step.n}, ${step.says}: ${step.error}`;
      remark('red', step.error);
    }
  };

  return {
    name: 'progress on the terminal',
    hear: (event: RunEvent) => {
      switch (event.kind) {
        case 'run started': {
          total = event.steps.length;
          steps = [];
          startedAt = Date.parse(event.at);
          const { run } = event;
          print(
            paint(
              'bold',
              `${run.runbook.title}: ${run.target.username} at ${new URL(run.target.url).host}, org ${run.target.org}`,
            ),
          );
          print(paint('dim', `${run.tool.browser}`));
          for (const text of run.remarks) print(paint('yellow', text));
          for (const challenge of run.challenges) print(paint('dim', challengeInWords(challenge)));
          return;
        }
        case 'challenge met':
          // It is told below the line of its step.
          if (underWay) met.push(event.challenge);
          else tellOf(event.challenge);
          return;
        case 'operator answered': {
          const { answer, by, why } = event.answer;
          erase();
          remark('dim', `"${answer}", by ${by}${why === undefined ? '' : `: ${why}`}`);
          return;
        }
        case 'approval awaited':
          remark('yellow', `Step ${event.step.n}, ${event.step.says}, waits for an approval.`);
          toCi('warning', `Step ${event.step.n}, ${event.step.says}, waits for an approval.`);
          return;
        case 'section started':
          if (isGrouped) toCi('group', event.title);
          else {
            print();
            print(paint('bold', event.title));
          }
          return;
        case 'differences found':
          for (const row of event.rows) showDifference(row, brush);
          return;
        case 'section again':
          erase();
          steps = steps.filter(({ section }) => section !== event.title);
          if (underWay) print(clean(numbered(underWay.n, underWay.says)));
          underWay = undefined;
          remark('yellow', `${event.because} The section begins again.`);
          return;
        case 'step started':
          underWay = event.step;
          line.show(paint('dim', clean(numbered(event.step.n, event.step.says)).slice(0, columns - 5)));
          return;
        case 'step ended':
          erase();
          underWay = undefined;
          steps.push(event.step);
          if (event.step.outcome === 'not reached' || event.step.found === UNTOUCHED) {
            leftAlone.set(event.step.outcome, (leftAlone.get(event.step.outcome) ?? 0) + 1);
          } else stepLines(event.step);
          for (const challenge of met.splice(0)) tellOf(challenge);
          return;
        case 'section ended': {
          const { section } = event;
          for (const [outcome, count] of leftAlone) {
            remark('dim', `${count} ${count === 1 ? 'step' : 'steps'} ${outcome}`);
          }
          leftAlone.clear();
          if (section.outcome === 'skipped') for (const text of section.remarks ?? []) remark('yellow', text);
          if (section.proved !== undefined) remark('dim', `proved: ${section.proved}`);
          if (section.error !== undefined) reason ??= `${section.title}: ${section.error}`;
          if (section.error !== undefined && !steps.some(({ error }) => error === section.error)) {
            remark('red', section.error);
          }
          if (isGrouped) toCi('endgroup', '');
          if (section.outcome === 'failed') toCi('error', reason ?? section.title);
          if (section.outcome === 'skipped')
            toCi('warning', `${section.title}: ${section.remarks?.join(' ') ?? 'skipped'}`);
          return;
        }
        case 'audit trail read':
          return;
        case 'run ended': {
          const counts = (Object.keys(TONES) as Outcome[])
            .map((outcome) => ({ outcome, count: steps.filter((step) => step.outcome === outcome).length }))
            .filter(({ count }) => count > 0)
            .map(({ outcome, count }) => `${count} ${outcome}`);
          const seconds = ((Date.parse(event.at) - startedAt) / 1000).toFixed(1);
          print();
          print(
            `${paint(COLOURS[TONES[event.outcome]], event.outcome)}: ${total} steps in ${seconds} s, ${counts.join(', ')}`,
          );
          const why = reason ?? event.error;
          if (why !== undefined && event.outcome !== 'converged') remark('red', why);
          return;
        }
        default:
          return unhandled(event);
      }
    },
  };
}
