import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { startPracticeOrg } from '../practice-org/index.ts';
import { startMailbox } from '../practice-org/mailbox/index.ts';
import { Trouble } from '../runbook/trouble.ts';
import { type RunRequest, runCommand, type Speech } from './run-command.ts';

/** Where a rehearsal leaves its credentials; they open nothing but a practice org that is gone by then. */
const CREDENTIALS_FOLDER = 'credentials';
const CREDENTIALS = `${CREDENTIALS_FOLDER}/practice-org.json`;

/** Runs a runbook against a practice org and a mailbox of its own, started on loopback for this run. */
export async function rehearseCommand(request: RunRequest, speech: Speech, signal: AbortSignal): Promise<number> {
  const mailbox = await startMailbox({ user: 'admin@practice.example', password: 'practice mailbox' });
  const org = await startPracticeOrg({ deliver: (mail) => mailbox.deliver(mail) });
  try {
    for (const folder of [CREDENTIALS_FOLDER, 'runs']) await makeIgnored(folder);
    (request.json ? speech.err : speech.out).write(
      `Practice org at ${org.url}, its mailbox at ${mailbox.host}:${mailbox.port}\n`,
    );
    const { SETUPWRIGHT_BROWSER, SETUPWRIGHT_OUT } = request.values;
    const values = {
      ...{ SETUPWRIGHT_BROWSER, SETUPWRIGHT_OUT },
      SALESFORCE_URL: org.url,
      SALESFORCE_USERNAME: org.admin.username,
      SALESFORCE_PASSWORD: org.admin.password,
      SETUPWRIGHT_ALLOW_ORIGINS: `${org.url} ${org.setupUrl}`,
      IMAP_HOST: mailbox.host,
      IMAP_PORT: String(mailbox.port),
      IMAP_SECURITY: 'none',
      IMAP_USER: mailbox.user,
      IMAP_PASSWORD: mailbox.password,
      SETUPWRIGHT_SINK: `file:${CREDENTIALS}`,
    };
    return await runCommand({ ...request, values }, speech, signal);
  } finally {
    await org.close();
    await mailbox.close();
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
