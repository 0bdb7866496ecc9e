import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join, relative } from 'node:path';
import type { RunFacts } from '../engine/events.ts';
import { run } from '../engine/run.ts';
import { camera } from '../evidence/camera.ts';
import { journal } from '../evidence/journal.ts';
import { RecordKeeper } from '../evidence/record-keeper.ts';
import { RunFolder } from '../evidence/run-folder.ts';
import { progress, type Screen } from '../operator/progress.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { SecretBook } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import { sink as sinkFor } from '../secrets/sink.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { readSettings, required } from './settings.ts';
import { lend } from './surroundings.ts';
import { refuseNoTarget } from './target.ts';
import { version } from './version.ts';

/** What the user asked for. */
export interface RunRequest {
  readonly runbook: Runbook;
  readonly inputs: Record<string, unknown>;
  /** Settings by their names, from the environment and the settings file. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly out?: string | undefined;
  readonly sink?: string | undefined;
  readonly headed: boolean;
  /** Whether a person may be asked. */
  readonly input: boolean;
  readonly json: boolean;
}

/** Where a command speaks. With `--json` only the record goes to `out`. */
export interface Speech {
  readonly out: Screen;
  readonly err: Screen;
}

/**
 * Runs a runbook against the org of the settings: checks everything that can be checked without changing the org,
 * signs in, runs, and leaves the evidence.
 * @returns the exit code
 * @throws Trouble where the run does not start
 */
export async function runCommand(request: RunRequest, speech: Speech, signal: AbortSignal): Promise<number> {
  const { runbook, inputs, json, headed, input } = request;
  const { out, err } = speech;
  const book = new SecretBook();
  const cleanUps: (() => Promise<void>)[] = [];
  try {
    const secret = (name: string, value: string) => book.keep(name, value);
    const settings = await readSettings(
      { ...request.values, ...(request.sink ? { SETUPWRIGHT_SINK: request.sink } : {}) },
      secret,
    );
    refuseNoTarget(settings, headed && input);
    const sink = sinkFor(required(settings, 'SETUPWRIGHT_SINK'), secret);
    const screen = json ? err : out;
    // On a terminal a step that is under way stands in the last line.
    const say = (line: string) => screen.write(`${screen.isTTY ? '\r\u001b[2K' : ''}${book.redact(line)}\n`);
    const startedAt = new Date();
    const path = request.out ?? join(settings.SETUPWRIGHT_OUT ?? 'runs', `${compact(startedAt)}-${runbook.id}`);
    await RunFolder.refuseTaken(path);
    say(
      `Checking the sink and who can prove the identity, and signing in${settings.SALESFORCE_URL ? ` to ${settings.SALESFORCE_URL}` : ''} ...`,
    );
    await sink.preflight();
    const lent = await lend({ settings, sink, book, headed, input, speech, say, signal, cleanUps });
    const { around, identity, browser, notices, challenges } = lent;
    const signedIn = await lent.signIn(runbook.signIn);
    await runbook.ready(inputs, around);

    const folder = await RunFolder.create(path, (data) => book.redactIn(data));
    const keeper = new RecordKeeper(folder);
    const facts: RunFacts = {
      id: `${compact(startedAt)}-${randomBytes(4).toString('hex')}`,
      startedAt: startedAt.toISOString(),
      runbook: { id: runbook.id, title: runbook.title, version: runbook.version, product: runbook.product },
      guide: runbook.guide,
      target: { url: around.target.url, ...signedIn },
      inputs,
      sink: around.sink.name,
      answerers: identity.answerers,
      challenges: challenges(),
      remarks: notices(),
      tool: { version: version(), node: process.versions.node, browser: browser.description, host: hostname() },
    };
    const { outcome, failure } = await run(runbook.sections(inputs, around), {
      facts,
      camera: camera(folder),
      readers: [journal(folder), keeper, progress(screen, (text) => book.redact(text))],
      signal,
      notices,
      challenges,
    });

    // A step's failure stands among the steps; any other has been told nowhere yet.
    if (failure instanceof Trouble && failure.kind === 'evidence') {
      err.write(`setupwright: ${book.redact(failure.message)}\n`);
    }
    if (keeper.record) say(`Report       ${relative('.', join(folder.path, 'report.html'))}`);
    if (outcome === 'converged') say(`Credentials  ${around.sink.name.replace(/^file /, '')}`);
    if (json && keeper.record) out.write(`${JSON.stringify(book.redactIn(keeper.record), null, 2)}\n`);
    if (outcome === 'interrupted') return EXIT.interrupted;
    return failure === undefined ? EXIT.converged : exitCodeOf(failure);
  } catch (error) {
    if (error instanceof Trouble) throw new Trouble(error.kind, book.redact(error.message), '', error.cause);
    // Of an error that nobody foresaw only the first line is told: below it a library may quote what was typed.
    const said = book.redact(String(error).split('\n')[0] ?? '');
    throw new Trouble('preflight', `The run did not start: ${said}`, 'Please report this with what led to it.', error);
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp().catch(() => undefined);
  }
}

/** A time as a name: 20261123T090000Z. */
function compact(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d+/g, '');
}
