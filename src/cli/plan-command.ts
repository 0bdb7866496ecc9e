import { plan } from '../engine/plan.ts';
import { hasChanges, hasDrifted } from '../engine/record.ts';
import { runsIn } from '../evidence/known-runs.ts';
import { LeakScan } from '../evidence/leak-scan/leak-scan.ts';
import { jsonText } from '../evidence/visible.ts';
import { brushFor } from '../operator/paint.ts';
import { showDrift, showSection, showSum } from '../operator/plan-lines.ts';
import { inOwnWords } from '../runbook/own-words.ts';
import { Trouble } from '../runbook/trouble.ts';
import { driftOf } from './drift.ts';
import { stopped } from './end.ts';
import { EXIT } from './exit-codes.ts';
import { refuseMalformed, refuseOtherOrg } from './guards.ts';
import { endedLeaking, leaksOf, lookAtCrashes, tellOfLeaks } from './leaks.ts';
import { writePlan } from './plan-file.ts';
import { RUNS, type RunRequest } from './run-command.ts';
import { readSettings } from './settings.ts';
import { refuseShownBy } from './shown.ts';
import { sinkFor } from './sinks.ts';
import type { Speech } from './speech.ts';
import { lend } from './surroundings.ts';
import { refuseNoTarget } from './target.ts';

/** What the user asked for: as of a run, without what only a run does. */
export interface PlanRequest
  extends Omit<RunRequest, 'out' | 'pdf' | 'agreement' | 'steering' | 'undoes' | 'resumes' | 'sinkMeant'> {
  /** Where the plan is kept. */
  readonly file?: string | undefined;
  /** Set where what differs is drift, of which the org's audit trail may tell. */
  readonly isGate: boolean;
}

/**
 * Looks at the org and says what a run would change, section by section; changes nothing.
 * @returns the exit code: 0 where there is nothing to do, 2 where changes are pending; for a gate, where something is
 *   seen that has drifted
 * @throws Trouble where the org cannot be looked at
 */
export async function planCommand(request: PlanRequest, speech: Speech, signal: AbortSignal): Promise<number> {
  const { runbook, inputs, json, headed, input } = request;
  const { out, err, book } = speech;
  const cleanUps: (() => Promise<void>)[] = [lookAtCrashes(speech)];
  let scratch: string | undefined;
  try {
    const settings = await readSettings(request.values, (name, value) => book.keep(name, value));
    refuseNoTarget(settings, headed && input);
    refuseMalformed(request.consent);
    const sink = sinkFor(settings, request, request.values, (name, value) => book.keep(name, value));
    refuseShownBy(book, settings, { runbook, inputs });
    const brush = brushFor(json ? err : out, (text) => book.redact(text));
    const say = (line: string) => brush.print(book.redact(line));
    const { around, browser, signIn, notices } = await lend({
      settings,
      sink,
      book,
      headed,
      input,
      speech,
      say,
      signal,
      cleanUps,
      approach: runbook.approach,
    });
    scratch = browser.scratch;
    const signedIn = await signIn(runbook.signIn);
    refuseOtherOrg(signedIn, request.consent);
    await runbook.ready(inputs, around);

    const { url } = around.target;
    const { org, username } = signedIn;
    brush.print(brush.paint('bold', `${runbook.title}: ${username} at ${new URL(url).host}, org ${org}`));
    brush.print(brush.paint('dim', 'Looking only: nothing is changed in the org.'));
    brush.print();
    const at = new Date().toISOString();
    const sections = await plan(runbook.sections(inputs, around), {
      signal,
      strict: request.strict,
      tell: (section) => showSection(section, brush),
    });
    const noticed = notices();
    for (const text of noticed) brush.print(brush.paint('yellow', brush.clean(text)));
    showSum(sections, brush, request.isGate);
    const pending = request.isGate ? hasDrifted(sections) : hasChanges(sections);
    const knownRuns = () => runsIn(settings.SETUPWRIGHT_OUT ?? RUNS);
    const drift = request.isGate && pending ? await driftOf(runbook, inputs, around, await knownRuns()) : undefined;
    if (drift) showDrift(drift, brush);
    const { id, version } = runbook;
    const target = { url, org, username };
    const redacted = book.redactIn({ at, runbook: { id, version }, target, inputs, sink: sink.name, sections });
    const remarks = book.redactIn(noticed);
    const leaks = [
      ...(await leaksOf({ scratch, speech })),
      ...new LeakScan(book).inText(JSON.stringify(redacted), request.file ?? 'the plan'),
    ];
    if (leaks.length > 0) return await tellOfLeaks(leaks, undefined, err);
    if (request.file !== undefined) {
      await writePlan(request.file, redacted);
      brush.print(`Plan         ${request.file}`);
    }
    if (json) out.write(jsonText({ pending, ...redacted, remarks, ...(drift && { drift }) }));
    return pending ? EXIT.differs : EXIT.converged;
  } catch (error) {
    const why = whyNot(error, signal);
    const code = await endedLeaking(why, { ...(scratch === undefined ? {} : { scratch }), speech }, err);
    if (code === undefined) throw why;
    return code;
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp().catch(() => undefined);
  }
}

function whyNot(error: unknown, signal: AbortSignal): Trouble {
  if (signal.aborted) return stopped();
  if (error instanceof Trouble) return new Trouble(error.kind === 'step' ? 'preflight' : error.kind, error.message, '');
  return new Trouble(
    'preflight',
    `The org could not be looked at: ${inOwnWords(error)}`,
    'Nothing was changed.',
    error,
  );
}
