import { writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { speechOf } from '../../src/cli/speech.ts';
import { undoRequest } from '../../src/cli/undo-request.ts';
import type { RunEvent, RunFacts } from '../../src/engine/events.ts';
import { journal } from '../../src/evidence/journal.ts';
import { RunFolder } from '../../src/evidence/run-folder.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import { challengeRecord, facts } from '../evidence/records.ts';
import { folder } from '../machine/support.ts';

const at = '2026-11-23T09:00:00.000Z';

test('who undoes a run is told of the runs before and after it, and of what nobody can take back', async () => {
  await using here = await folder();
  await writeFile(here.at('none.env'), '', { mode: 0o600 });
  const aRun = async (id: string, more: Partial<RunFacts>, events: readonly RunEvent[] = []) => {
    const reader = journal(await RunFolder.create(here.at(id), new SecretBook()));
    const run = { ...facts, id, inputs: { contactEmail: 'ops@acme.example' }, ...more };
    for (const event of [{ kind: 'run started', at, run, steps: [] } as const, ...events]) await reader.hear(event);
  };
  const answer = { at, answer: 'take over', by: 'the terminal', to: 'the pause', waitedMs: 0 } as const;
  await aRun('second', { resumes: { run: 'first' } }, [
    { kind: 'challenge met', at, challenge: challengeRecord() },
    { kind: 'operator answered', at, answer },
  ]);
  await aRun('third', { resumes: { run: 'second' } });
  const speech = speechOf(new PassThrough(), new PassThrough());
  const { lasting } = await undoRequest(here.at('second'), { envFile: here.at('none.env') }, speech);
  expect(lasting).toEqual([
    'Not undone by this: what the run third changed, which went on with it; undo that one first.',
    'Not undone by this: what the run first changed, with which it went on; undo that one afterwards.',
    'Cannot be undone: a code was sent by e-mail.',
    'Cannot be undone: what its IMAP_AFTER_USE did with mail 4711 of INBOX: marked as read, moved or deleted.',
    'Cannot be undone: what a person saved of their own after they took over at 2026-11-23 09:00:00 UTC, by the terminal; its journal does not know it.',
    'Cannot be undone: the audit trail of Salesforce keeps its rows of that run, and gets new ones of this.',
  ]);
});
