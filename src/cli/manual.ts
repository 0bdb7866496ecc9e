import { outline } from '../engine/run.ts';
import type { Runbook, Step } from '../runbook/runbook.ts';
import { onPaper } from './on-paper.ts';

const WORDS = {
  open: (what: string) => `Go to ${what}.`,
  find: (what: string, by: string) => `Type "${what}" into ${by} and choose it.`,
  press: (what: string) => `Press "${what}".`,
  set: (what: string, wanted: string) => SETTING[wanted]?.(what) ?? `Set "${what}" to: ${wanted}.`,
  read: (what: string) => `Look up ${what}.`,
  answer: (what: string) => `Answer ${what}, if it is asked.`,
  keep: (what: string, wanted: string) => `Put ${what} into ${wanted}.`,
  prove: (what: string, wanted: string) => `Prove: ${what}. Expect: ${wanted}.`,
} as const;

const SETTING: Readonly<Record<string, (what: string) => string>> = {
  ticked: (what) => `Tick "${what}", if it is not.`,
  'not ticked': (what) => `Clear "${what}", if it is ticked.`,
};

/** The runbook as a manual to click through by hand, with the inputs filled in. Markdown. */
export function manual(runbook: Runbook, inputs: unknown, target: { url: string; username: string }): string {
  const sections = runbook.sections(inputs, onPaper(target));
  const numbers = outline(sections);
  const lines = [`# ${runbook.title}`, '', `${runbook.summary}`, '', `After: ${runbook.guide.title}`];
  let n = 0;
  for (const section of sections) {
    lines.push('', `## ${section.title}`, '');
    for (const step of section.steps) {
      n += 1;
      const items = numbers[n - 1]?.items ?? [];
      lines.push(
        `${n}. **${step.says}.** ${sentence(step)}${items.length > 0 ? ` _(guide ${items.join(', ')})_` : ''}`,
      );
      if (step.deviation) lines.push(`   > ${step.deviation}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function sentence({ move: { tells } }: Step): string {
  const words = WORDS[tells.verb](tells.what, tells.by ?? tells.wanted?.() ?? '');
  return tells.confirms ? `${words} Confirm with OK when it asks.` : words;
}
