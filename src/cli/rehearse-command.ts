import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { Trouble } from '../runbook/trouble.ts';
import { practiceSink, startPractice } from './practice.ts';
import { type ConditionFlags, practiceSettings } from './practice-options.ts';
import { type RunRequest, runCommand, type Speech } from './run-command.ts';

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
    for (const folder of ['credentials', 'runs']) await makeIgnored(folder);
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

/** A folder that git leaves alone, wherever the rehearsal is started. */
async function makeIgnored(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  try {
    await mkdir(folder, { mode: 0o700 });
    await writeFile(`${folder}/.gitignore`, '*\n');
  } catch (error) {
    throw new Trouble('usage', `The folder ${folder} cannot be made here.`, 'Rehearse in a folder of your own.', error);
  }
}
