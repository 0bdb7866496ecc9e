import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leakInWords } from '../../src/evidence/leak-scan/leak.ts';
import { scanForLeaks } from '../../src/evidence/leak-scan/scan-for-leaks.ts';
import { type JournalLine, readJournal } from '../../src/evidence/read-journal.ts';
import { notedFolders } from '../../src/machine/scratch-note.ts';
import { changesIn, type LedgerEntry, type PracticeOrg } from '../../src/practice-org/index.ts';
import { inOwnWords } from '../../src/runbook/own-words.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { deeds } from '../support/ledger.ts';
import type { Ended } from '../support/practice.ts';
import { stillThere } from './processes.ts';
import type { Trial } from './trial.ts';

/** What is wrong, in one line, by its kind. */
export interface Finding {
  readonly kind: 'second app' | 'leak' | 'browser left' | 'code too many' | 'not converged' | 'journal' | 'left behind';
  readonly says: string;
}

/** The apps of the runbook that the org has. */
export const appsIn = (org: PracticeOrg) => org.state().apps.filter(({ settings }) => settings.name === 'Document AI');

/** Deeds of the org, and the step of the runbook before which none of them may have happened. */
const ANNOUNCED_BY: readonly (readonly [deed: LedgerEntry['deed'], says: string])[] = [
  ['create app', 'Create the app'],
  ['change policies', 'Save the policies'],
  ['send code', 'Ask for the Consumer Key and Secret'],
];

/** What is wrong right after a run was killed, and what its successor has to tell of. */
export async function afterTheKill(trial: Trial): Promise<{ findings: Finding[]; mustTell: boolean }> {
  const { org } = trial;
  const findings: Finding[] = [...(await leaks(trial))];
  const journal = await journalOf(trial.evidence('first'));
  if ('broken' in journal) findings.push({ kind: 'journal', says: journal.broken });
  else {
    const told = journal.lines.flatMap(({ kind, step }) => (kind === 'step started' ? [says(step)] : []));
    for (const [deed, step] of ANNOUNCED_BY) {
      if (deeds(org, deed).length > 0 && !told.includes(step)) {
        findings.push({ kind: 'journal', says: `The org did "${deed}", and the journal does not announce "${step}"` });
      }
    }
  }
  // A file that is there is whole.
  if (existsSync(trial.sink)) findings.push(...(await sinkFindings(trial)));
  const noted = await notedFolders(join(trial.folder, 'tmp'));
  return { findings, mustTell: noted.some(({ note }) => note?.run !== undefined) };
}

/** What is wrong once the run that went on has ended. @param mustTell whether it has to tell of the one that died */
export async function atTheEnd(trial: Trial, { code, out, err }: Ended, mustTell: boolean): Promise<Finding[]> {
  const { org } = trial;
  const findings: Finding[] = [];
  const notConverged = (says: string) => findings.push({ kind: 'not converged', says });
  if (code !== 0) notConverged(`It ended with ${code}: ${`${out.slice(-400)}${err}`.replaceAll('\n', ' | ')}`);
  const apps = appsIn(org);
  if (apps.length !== 1 || deeds(org, 'create app').filter(({ outcome }) => outcome === 'done').length !== 1) {
    findings.push({ kind: 'second app', says: `${apps.length} apps, ${deeds(org, 'create app').length} were made` });
  }
  // To leave Salesforce Classic a user is switched, which a run says.
  const kept = changesIn(org.ledger()).filter(({ deed }) => deed !== 'switch experience');
  const changes = kept.map(({ deed, about }) => `${deed}: ${about}`);
  if (changes.join() !== 'create app: Document AI,change policies: Document AI') {
    notConverged(`What was changed: ${changes.join(', ')}`);
  }
  for (const wrong of notAsAsked(org)) notConverged(wrong);
  findings.push(...(existsSync(trial.sink) ? await sinkFindings(trial) : notAtAll('The sink holds nothing')));
  const codes = deeds(org, 'send code').length;
  if (codes > 2) findings.push({ kind: 'code too many', says: `${codes} codes were sent` });
  findings.push(...(await leaks(trial)), ...(await strays(trial)));
  const left = await stillThere(trial.folder);
  if (left.length > 0) {
    const lines = left.map(({ pid, line }) => `${pid} ${line.slice(0, 100)}`);
    findings.push({ kind: 'browser left', says: lines.join('; ') });
  }
  const journal = await journalOf(trial.evidence('second'));
  if ('broken' in journal || journal.lines.at(-1)?.kind !== 'run ended') {
    findings.push({ kind: 'journal', says: `The second journal ends ${JSON.stringify(journal).slice(-200)}` });
  }
  const record = await readFile(join(trial.evidence('second'), 'run.json'), 'utf8').catch(() => '');
  if (mustTell && !/died before its end/.test(record)) notConverged('Nobody tells of the run that died');
  return findings;
}

/** How many codes were sent beyond the one that a run needs. */
export function extraCodes(org: PracticeOrg): number {
  return Math.max(0, deeds(org, 'send code').length - 1);
}

function notAtAll(says: string): Finding[] {
  return [{ kind: 'not converged', says }];
}

/** What of the app is not as the inputs ask for. */
function notAsAsked(org: PracticeOrg): string[] {
  const [app] = appsIn(org);
  const { catalogue, users } = org.state();
  const { oauth } = app?.settings ?? {};
  if (!app || !oauth) return ['There is no app with OAuth'];
  const runAs = users.find(({ username }) => username === app.policies.runAs)?.email;
  const asked: Readonly<Record<string, readonly [found: unknown, wanted: unknown]>> = {
    'contact email': [app.settings.contactEmail, 'ops@acme.example'],
    'callback URL': [oauth.callbackUrl.trim(), 'https://oauth.pstmn.io/v1/callback'],
    scopes: [oauth.scopes.toSorted(), catalogue.scopes.map(({ value }) => value).toSorted()],
    flows: [
      ['clientCredentialsFlow', 'secretForWebServer', 'secretForRefreshToken', 'pkce'].filter(
        (each) => !oauth.ticked.includes(each),
      ),
      [],
    ],
    profiles: [app.policies.profiles, ['System Administrator']],
    'client credentials': [app.policies.clientCredentials, true],
    'run as': [runAs, org.admin.email],
  };
  return Object.entries(asked).flatMap(([name, [found, wanted]]) =>
    JSON.stringify(found) === JSON.stringify(wanted) ? [] : [`${name}: ${JSON.stringify(found)}`],
  );
}

async function sinkFindings(trial: Trial): Promise<Finding[]> {
  const [app] = appsIn(trial.org);
  try {
    const { consumerKey, consumerSecret } = JSON.parse(await readFile(trial.sink, 'utf8'));
    const isRight = consumerKey === app?.consumer.key && consumerSecret === app?.consumer.secret;
    return isRight ? [] : notAtAll('The sink holds other values than the org');
  } catch {
    return notAtAll('The sink holds half of a file');
  }
}

/** Whatever lies in the folder of temporary files, or beside the sink: nothing may. */
async function strays(trial: Trial): Promise<Finding[]> {
  const beside = (await trial.names('work')).filter((name) => name !== 'credentials.json');
  const found = [...(await trial.names('tmp')).map((name) => `tmp/${name}`), ...beside];
  return found.length === 0 ? [] : [{ kind: 'left behind', says: found.join(', ') }];
}

/** Every secret of the org in whatever was written or said, but for the sink. */
async function leaks(trial: Trial): Promise<Finding[]> {
  const { org, folder } = trial;
  const book = new SecretBook();
  const [app] = appsIn(org);
  const codes = org.mails().flatMap(({ text }) => /Verification Code: (\d+)/.exec(text)?.slice(1) ?? []);
  const secrets = { password: org.admin.password, mailbox: trial.mailboxPassword, ...app?.consumer };
  for (const [name, value] of Object.entries(secrets)) book.keep(name, value);
  for (const code of codes) book.keep('verification code', code);
  book.allow(org.url, org.orgId, org.admin.username);
  const roots = ['tmp', 'home', 'evidence'].map((name) => ({ others: join(folder, name), called: name }));
  try {
    const found = await scanForLeaks([...roots, { text: trial.said, called: 'what was said' }], book);
    return found.map((leak) => ({ kind: 'leak', says: leakInWords(leak) }));
  } catch (error) {
    return [{ kind: 'leak', says: inOwnWords(error) }];
  }
}

function says(step: unknown): string {
  return String((step as { says?: unknown } | undefined)?.says);
}

async function journalOf(folder: string): Promise<{ lines: readonly JournalLine[] } | { broken: string }> {
  const path = join(folder, 'journal.jsonl');
  if (!existsSync(path)) return { lines: [] };
  try {
    return await readJournal(path);
  } catch (error) {
    return { broken: inOwnWords(error) };
  }
}
