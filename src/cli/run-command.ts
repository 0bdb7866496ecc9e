import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { RunFacts } from '../engine/events.ts';
import { run } from '../engine/run.ts';
import { camera } from '../evidence/camera.ts';
import { journal } from '../evidence/journal.ts';
import { orgDatesIn } from '../evidence/org-dates.ts';
import { RecordKeeper } from '../evidence/record-keeper.ts';
import { RunFolder } from '../evidence/run-folder.ts';
import { jsonText } from '../evidence/visible.ts';
import { proveRoom } from '../machine/room.ts';
import { lockRun } from '../machine/run-lock.ts';
import { userName } from '../machine/user-name.ts';
import { liveLine } from '../operator/live-line.ts';
import { brushFor } from '../operator/paint.ts';
import { progress } from '../operator/progress.ts';
import { askHidden, askShown } from '../operator/terminal.ts';
import { inOwnWords } from '../runbook/own-words.ts';
import type { Sink } from '../runbook/ports.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { SecretBook } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import { kindOfOrg } from '../salesforce/org-kind.ts';
import { type Agreement, agree, refuseUnagreed } from './agreement.ts';
import { stopped } from './end.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { type Consent, guardOrg, refuseMalformed } from './guards.ts';
import { tellJobPage } from './job-summary.ts';
import { endedLeaking, leaksOf, lookAtCrashes, tellOfLeaks } from './leaks.ts';
import { printReport } from './report-pdf.ts';
import { digestOf } from './runbooks.ts';
import { sealOf } from './seal.ts';
import { readSettings, type Settings } from './settings.ts';
import { refuseShownBy } from './shown.ts';
import { type AskedSinks, NO_SINK, sinkFor } from './sinks.ts';
import type { Speech } from './speech.ts';
import { auditTrailOf, lend } from './surroundings.ts';
import { refuseNoTarget } from './target.ts';
import { commit, version } from './version.ts';
import { refuseUnsteered, type Steering, wheelOf } from './wheel.ts';

/** What must be free where the evidence goes, in millions of bytes: it takes up to 6 of them, printing it some more. */
export const LEAST_MB = 50;

/** Where runs leave their folders, where nothing else is said. */
export const RUNS = 'runs';

/** What the user asked for. */
export interface RunRequest extends AskedSinks {
  readonly runbook: Runbook;
  readonly inputs: Record<string, unknown>;
  /** Settings by their names, from the environment and the settings file. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly out?: string | undefined;
  readonly headed: boolean;
  /** Whether a person may be asked. */
  readonly input: boolean;
  readonly json: boolean;
  /** Whether the report is to be printed as a PDF too. */
  readonly pdf: boolean;
  /** Set where nothing is used that is found by another than its best known name only. */
  readonly strict: boolean;
  /** What was said of the org that is meant. */
  readonly consent: Consent;
  readonly agreement: Agreement;
  readonly steering: Steering;
  /** The run that this one takes back; left out where it takes none back. Then nothing is handed over. */
  readonly undoes?: { readonly run: string } | undefined;
  /** The run that this one goes on with. */
  readonly resumes?: { readonly run: string } | undefined;
  /** The sink of what is carried out or gone on with: no other will do. */
  readonly sinkMeant?: { readonly by: string; readonly sink: string } | undefined;
}

/**
 * Runs a runbook against the org of the settings: checks everything that can be checked without changing the org,
 * signs in, runs, and leaves the evidence.
 * @returns the exit code
 * @throws Trouble where the run does not start
 */
export async function runCommand(request: RunRequest, speech: Speech, signal: AbortSignal): Promise<number> {
  const { runbook, inputs, json, headed, input } = request;
  const { out, err, book } = speech;
  const cleanUps: (() => Promise<void>)[] = [lookAtCrashes(speech)];
  const written: { folder?: RunFolder; scratch?: string } = {};
  let isInHands = () => false;
  try {
    const secret = (name: string, value: string) => book.keep(name, value);
    const settings = await readSettings(request.values, secret);
    refuseNoTarget(settings, headed && input);
    refuseMalformed(request.consent);
    const askToAgree = input ? askShown(process.stdin, err) : undefined;
    refuseUnagreed(request.agreement, askToAgree);
    const isUndo = request.undoes !== undefined;
    refuseUnsteered(request.steering, { input, headed, hasTerminal: askToAgree !== undefined, isUndo });
    const sink = request.undoes ? NO_SINK : sinkFor(settings, request, request.values, secret);
    refuseOtherSink(book.redact(sink.name), request.sinkMeant);
    const seal = await sealOf(settings);
    const screen = json ? err : out;
    // On a terminal a step that is under way stands in the last line.
    const live = liveLine(screen);
    const say = (line: string) => {
      live.erase();
      screen.write(`${book.redact(line)}\n`);
    };
    refuseShownBy(book, settings, { runbook, inputs });
    const startedAt = new Date();
    const id = `${compact(startedAt)}-${randomBytes(4).toString('hex')}`;
    const path = request.out ?? join(settings.SETUPWRIGHT_OUT ?? RUNS, `${id}-${runbook.id}`);
    refuseInside(path, sink, settings, request.steering.controlFile);
    await RunFolder.refuseTaken(path);
    await proveRoom(path, LEAST_MB, 'Name another with --out or SETUPWRIGHT_OUT.');
    say(
      `Checking ${request.undoes ? '' : 'the sink and '}who can prove the identity, and signing in${settings.SALESFORCE_URL ? ` to ${settings.SALESFORCE_URL}` : ''} ...`,
    );
    await sink.preflight();
    // Where there is no window, nobody could answer what a page asks.
    const handsOff = () => headed && isInHands();
    const { approach } = runbook;
    const lent = await lend({
      ...{ settings, sink, book, headed, input, speech, say, signal, cleanUps },
      handsOff,
      approach,
    });
    const { around, identity, browser, notices, challenges } = lent;
    written.scratch = browser.scratch;
    const orgDates = orgDatesIn(browser.context);
    const signedIn = await lent.signIn(runbook.signIn);
    const ask = input ? askHidden(process.stdin, err) : undefined;
    const guarded = await guardOrg({ url: around.target.url, signedIn, consent: request.consent, ask, signal });
    const thing = { org: signedIn.org, url: around.target.url, subject: runbook.subject(inputs).words };
    const lock = await lockRun(thing, id, signal);
    cleanUps.push(() => lock[Symbol.asyncDispose]());
    await browser.noteRun({ id, since: startedAt.toISOString(), folder: resolve(path) });
    await runbook.ready(inputs, around);
    const sections = runbook.sections(inputs, around);
    const agreed = await agree(sections, request.agreement, {
      brush: brushFor(screen, (text) => book.redact(text)),
      ask: askToAgree,
      signal,
      strict: request.strict,
    });
    const allowed = [guarded, agreed];
    const told = [...allowed.map(({ remark }) => remark), ...(request.agreement.tells ?? [])];
    for (const text of told) if (text !== undefined) around.notice(text);

    // A session begins with the id of the org, which the record tells of.
    book.allow(around.target.url, signedIn.org, signedIn.username);
    const folder = await RunFolder.create(path, book);
    written.folder = folder;
    const keeper = new RecordKeeper(folder, seal.plan, seal.timeStamp);
    const { title } = runbook;
    const facts: RunFacts = {
      id,
      startedAt: startedAt.toISOString(),
      runbook: {
        id: runbook.id,
        title,
        version: runbook.version,
        product: runbook.product,
        sha256: digestOf(runbook.id),
      },
      guide: runbook.guide,
      target: { url: around.target.url, kind: kindOfOrg(around.target.url, signedIn), ...signedIn },
      inputs,
      undoes: request.undoes,
      resumes: request.resumes,
      planned: agreed.planned,
      sink: around.sink.name,
      ...(request.strict ? { strict: true } : {}),
      ...(request.steering.approve === 'never' ? {} : { approve: request.steering.approve }),
      agreed: allowed.flatMap(({ agreed }) => agreed ?? []),
      answerers: identity.answerers,
      challenges: challenges(),
      remarks: notices(),
      clockOffsetMs: lent.clockOffset && Math.round(lent.clockOffset),
      tool: {
        version: version(),
        commit: commit(),
        node: process.versions.node,
        browser: browser.description,
        host: hostname(),
        user: userName(),
      },
    };
    const { steering } = request;
    const wheel = await wheelOf({
      steering,
      headed,
      input,
      speech,
      line: live,
      say,
      browser,
      folder,
      signal,
      cleanUps,
    });
    isInHands = wheel.isInHands;
    const { outcome, failure, missed } = await run(sections, {
      facts,
      camera: camera(folder, { holdsSecret: (text) => folder.holdsSecret(text), orgDates }),
      strict: request.strict,
      readers: [
        journal(folder),
        keeper,
        progress(screen, (text) => book.redact(text), process.env, live),
        ...wheel.readers,
      ],
      operator: wheel.operator,
      signal,
      notices,
      challenges,
      auditTrail: auditTrailOf(runbook, around, startedAt, lent),
    });

    const asked = settings.SETUPWRIGHT_BROWSER;
    const noPdf = request.pdf && keeper.record ? await printReport(folder, { runId: facts.id, asked }) : undefined;
    const leaks = await leaksOf({ folder, scratch: browser.scratch, speech });
    if (leaks.length > 0) return await tellOfLeaks(leaks, folder, err);
    // A step's failure stands among the steps; any other has been told nowhere yet.
    const gap = missed ?? (failure instanceof Trouble && failure.kind === 'evidence' ? failure : undefined);
    if (gap) err.write(`setupwright: ${book.redact(gap.message)}\n`);
    if (keeper.record) say(`Report       ${relative('.', join(folder.path, 'report.html'))}`);
    if (noPdf) err.write(`setupwright: ${noPdf.message}\n`);
    const notTold = keeper.record && (await tellJobPage(folder.path));
    if (notTold) say(notTold);
    if (outcome === 'converged' && sink !== NO_SINK) say(`Credentials  ${around.sink.name.replace(/^file /, '')}`);
    if (json && keeper.record) out.write(jsonText(book.redactIn(keeper.record)));
    // Last, after everything else is written; a record with gaps is not vouched for.
    const isWhole = !keeper.record || gap !== undefined || (await seal.close(folder, say));
    await wheel.seenToTheEnd();
    if (gap) return EXIT.evidence;
    if (outcome === 'interrupted') {
      return failure === undefined || signal.aborted ? EXIT.interrupted : exitCodeOf(failure);
    }
    if (outcome === 'incomplete' && isWhole && !noPdf) return EXIT.incomplete;
    if (failure === undefined && (noPdf || !isWhole)) return EXIT.evidence;
    return failure === undefined ? EXIT.converged : exitCodeOf(failure);
  } catch (error) {
    const why = whyNoEnd(error, { book, begun: written.folder !== undefined, signal });
    const code = await endedLeaking(why, { ...written, speech }, err);
    if (code === undefined) throw why;
    return code;
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp().catch(() => undefined);
  }
}

/** A folder that may be handed out holds no secrets and nothing of others; where something is found, all of it is taken away. */
function refuseInside(out: string, sink: Sink, settings: Settings, control: string | undefined): void {
  const { SALESFORCE_SESSION_FILE: session, SALESFORCE_PASSKEY_FILE: passkeys } = settings;
  const kept = [...sink.files, ...[session, passkeys, control].filter((path) => path !== undefined)];
  const inside = kept.find((path) => {
    const way = relative(resolve(out), resolve(path));
    return !way.startsWith('..') && !isAbsolute(way);
  });
  if (inside === undefined) return;
  const what = `${relative('.', inside)} would stand in ${out}, the folder of the evidence, in which nothing else may stand.`;
  throw new Trouble('usage', what, 'Name another place for one of them.');
}

/** @throws Trouble of kind `usage`: who agreed to one sink has not agreed to another */
function refuseOtherSink(sink: string, meant: RunRequest['sinkMeant']): void {
  if (meant === undefined || meant.sink === sink) return;
  const what = `${meant.by} hands over to ${meant.sink}, and this would be ${sink}.`;
  throw new Trouble('usage', what, 'Name with --sink the one that is meant.');
}

interface NoEnd {
  readonly book: SecretBook;
  /** Whether its record had begun. */
  readonly begun: boolean;
  readonly signal: AbortSignal;
}

function whyNoEnd(error: unknown, { book, begun, signal }: NoEnd): Trouble {
  if (signal.aborted && !begun) return stopped();
  // Nothing of the runbook was done before its record begins.
  const kindOf = ({ kind }: Trouble) => (kind === 'step' && !begun ? 'preflight' : kind);
  if (error instanceof Trouble) return new Trouble(kindOf(error), book.redact(error.message), '', error.cause);
  return new Trouble(
    begun ? 'evidence' : 'preflight',
    `The run ${begun ? 'did not come to its end' : 'did not start'}: ${inOwnWords(error)}`,
    'Please report this with what led to it.',
    error,
  );
}

/** A time as a name: 20261123T090000Z. */
function compact(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d+/g, '');
}
