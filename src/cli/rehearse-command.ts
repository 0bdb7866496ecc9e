import { ignoredFolder } from '../machine/ignored-folder.ts';
import { practiceSink, startPractice } from './practice.ts';
import { type ConditionFlags, practiceSettings } from './practice-options.ts';
import { type RunRequest, runCommand } from './run-command.ts';
import type { Speech } from './speech.ts';

/** Runs a runbook against a practice org and a mailbox of its own, started on loopback for this run. */
export async function rehearseCommand(
  request: RunRequest,
  conditions: ConditionFlags,
  speech: Speech,
  signal: AbortSignal,
): Promise<number> {
  const options = practiceSettings(conditions);
  const place = await startPractice({ ...options, sink: practiceSink(options) });
  try {
    for (const folder of ['credentials', 'runs']) await ignoredFolder(folder, 'Rehearse in a folder of your own.');
    const { org, mailbox, settings } = place;
    (request.json ? speech.err : speech.out).write(
      `Practice org at ${org.url}, its mailbox at ${mailbox.host}:${mailbox.port}\n`,
    );
    const { SETUPWRIGHT_BROWSER, SETUPWRIGHT_OUT } = request.values;
    const values = { SETUPWRIGHT_BROWSER, SETUPWRIGHT_OUT, ...settings };
    return await runCommand({ ...request, values }, speech, signal);
  } finally {
    await place.close();
  }
}
