import { Trouble } from '../runbook/trouble.ts';
import type { Agreement } from './agreement.ts';
import type { DoctorRequest } from './doctor-command.ts';
import type { PasskeyRequest } from './passkey-command.ts';
import type { PlanRequest } from './plan-command.ts';
import type { RunRequest } from './run-command.ts';
import type { RunFlags } from './run-options.ts';
import type { Speech } from './speech.ts';

/**
 * Settings by their names, from the environment and a file.
 * @param usual whether `.env` is looked for where no file is named; it may be missing
 * @throws Trouble of kind `usage`
 */
export async function settingsIn(
  envFile: string | undefined,
  { usual, speech }: { usual: boolean; speech: Speech },
): Promise<Record<string, string | undefined>> {
  const [{ readDotenv }, { refuseUnknown }, { SECRETS }, { LeakScan }] = await Promise.all([
    import('./dotenv-file.ts'),
    import('./settings.ts'),
    import('./secret-setting.ts'),
    import('../evidence/leak-scan/leak-scan.ts'),
  ]);
  const scan = new LeakScan(speech.book);
  speech.guard((text) => scan.inText(text, '').length > 0);
  const asked = envFile !== undefined;
  const file = asked || usual ? readDotenv(envFile ?? '.env', asked) : { values: {} };
  refuseUnknown(Object.keys(file.values), envFile ?? '.env');
  if (file.warning) speech.err.write(`setupwright: ${file.warning}\n`);
  const values = { ...file.values, ...process.env };
  // No program that is started from now on finds a secret in what it inherits.
  for (const name of SECRETS) delete process.env[name];
  return values;
}

/** What a command brings along beside what the user says. */
interface Brought {
  /** Inputs of a rehearsal, which needs no settings file. */
  readonly practice?: readonly string[];
  /** Inputs that were settled before, by a plan or by an earlier run. */
  readonly settled?: Record<string, unknown>;
}

/** What is asked of a run. @throws Trouble of kind `usage` */
export async function runRequest(
  id: string,
  flags: RunFlags,
  speech: Speech,
  { practice, settled }: Brought = {},
): Promise<RunRequest> {
  const [{ runbookNamed }, { readInputs }] = await Promise.all([import('./runbooks.ts'), import('./inputs.ts')]);
  const runbook = await runbookNamed(id);
  const values = await settingsIn(flags.envFile, { usual: practice === undefined, speech });
  return {
    ...whereAndHow(flags),
    runbook,
    inputs: readInputs(runbook, { file: flags.inputs, pairs: [...(practice ?? []), ...(flags.set ?? [])], settled }),
    values,
    pdf: flags.pdf === true,
    strict: flags.strict === true,
    consent: { allowProduction: flags.allowProduction === true, confirmOrg: flags.confirmOrg },
    agreement: { yes: flags.yes === true || practice !== undefined },
    steering: {
      approve: flags.approve ?? 'never',
      stepByStep: flags.step === true,
      console: flags.console === true,
      controlFile: flags.control,
    },
  };
}

/** What is asked of a run of a plan: its inputs are those of the plan. @throws Trouble of kind `usage` */
export async function plannedRunRequest(id: string, flags: RunFlags, speech: Speech): Promise<RunRequest> {
  if (flags.plan === undefined) return runRequest(id, flags, speech);
  refuseInputs(flags, 'A plan');
  const { readPlan } = await import('./plan-file.ts');
  const plan = await readPlan(flags.plan);
  const { runbook, ...request } = await runRequest(id, flags, speech, { settled: plan.inputs });
  if (plan.runbook.id !== runbook.id || plan.runbook.version !== runbook.version) {
    const of = `${plan.runbook.id} ${plan.runbook.version}`;
    throw new Trouble('usage', `The plan is one of ${of}, not of ${runbook.id} ${runbook.version}.`, 'Plan again.');
  }
  const { org, username } = plan.target;
  const consent = { ...request.consent, bound: { to: 'The plan', org, username } };
  const sinkMeant = { by: 'The plan', sink: plan.sink };
  return { ...request, runbook, consent, agreement: { yes: false, plan }, sinkMeant };
}

/** What is asked of a run that goes on where an earlier one ended: its runbook, inputs and org. @throws Trouble of kind `usage` */
export async function resumeRequest(folder: string, flags: RunFlags, speech: Speech): Promise<RunRequest> {
  refuseInputs(flags, 'A run');
  const [{ startOf }, { refuseBrokenSeal }] = await Promise.all([
    import('../evidence/read-journal.ts'),
    import('./broken-seal.ts'),
  ]);
  await refuseBrokenSeal(folder);
  const { id, runbook, inputs, target, undoes, planned, sink, strict, approve, awaits, torn } = await startOf(folder);
  if (undoes) {
    const what = `${folder} is an undo, of the run ${undoes.run}.`;
    throw new Trouble('usage', what, 'Undo that run once more: what is taken back already is left alone.');
  }
  const request = await runRequest(runbook.id, flags, speech, { settled: inputs });
  const { approvedBy } = flags;
  if (approvedBy !== undefined && !approvedBy.trim()) {
    throw new Trouble('usage', '--approved-by is empty.', 'Say who approved, and why.');
  }
  const weaker =
    (flags.approve === 'never' && approve !== undefined) || (flags.approve === 'commits' && approve === 'each');
  if (weaker && approvedBy === undefined) {
    const what = `The run in ${folder} asks for approvals (--approve ${approve}).`;
    throw new Trouble('usage', what, 'Leave out --approve, or say by --approved-by who approved.');
  }
  const { version } = request.runbook;
  if (approvedBy !== undefined && version !== runbook.version) {
    const what = `The run in ${folder} was one of ${runbook.id} ${runbook.version}, not of ${version}: what was approved may be another step now.`;
    throw new Trouble('usage', what, 'Leave out --approved-by, and have it approved anew.');
  }
  if (approvedBy !== undefined && awaits === undefined) {
    throw new Trouble('usage', `${folder} waits for no approval.`, 'Leave out --approved-by.');
  }
  const steering = {
    ...request.steering,
    // What had to be approved has to be, whoever goes on with it.
    approve: flags.approve ?? approve ?? 'never',
    ...(approvedBy !== undefined && awaits !== undefined ? { approved: { upTo: awaits, words: approvedBy } } : {}),
  };
  // Some inputs mean the user who signs in where they are left out.
  const bound = { to: `The run in ${folder}`, org: target.org, username: target.username };
  const consent = { ...request.consent, bound };
  const agreement = {
    ...request.agreement,
    ...(planned === undefined ? {} : await boundTo(planned, folder, { was: runbook.version, is: version })),
    ...(torn && { tells: [torn] }),
  };
  // A sink that is named now is meant.
  const sinkMeant = request.sinks.length > 0 ? undefined : { by: bound.to, sink };
  return {
    ...request,
    resumes: { run: id },
    steering,
    consent,
    agreement,
    sinkMeant,
    strict: request.strict || strict === true,
  };
}

/** Who agreed to a plan has agreed to no more, whoever goes on with its run: --yes adds nothing to it. */
async function boundTo(planned: unknown, folder: string, version: { was: string; is: string }): Promise<Agreement> {
  const [{ Planned }, { readRunToUndo }] = await Promise.all([
    import('./plan-file.ts'),
    import('../evidence/earlier-run.ts'),
  ]);
  if (version.was !== version.is) {
    const what = `The run in ${folder} was of a plan for version ${version.was} of its runbook, not for ${version.is}.`;
    throw new Trouble('usage', what, 'Plan again, and run that plan.');
  }
  const plan = Planned.safeParse(planned);
  if (!plan.success) {
    throw new Trouble('evidence', `The journal in ${folder} does not tell its plan.`, 'Plan again.', plan.error);
  }
  const { earlier } = await readRunToUndo(folder);
  return { yes: false, plan: plan.data, left: earlier.of };
}

function refuseInputs({ inputs, set }: RunFlags, what: string): void {
  if (inputs === undefined && set === undefined) return;
  throw new Trouble('usage', `${what} has inputs of its own.`, 'Leave out --inputs and --set.');
}

/** What is asked of a look at an org. @throws Trouble of kind `usage` */
export async function planRequest(
  id: string,
  flags: RunFlags,
  speech: Speech,
  { isGate }: { isGate: boolean },
): Promise<PlanRequest> {
  const {
    pdf: _pdf,
    agreement: _agreement,
    steering: _steering,
    out,
    ...request
  } = await runRequest(id, flags, speech);
  return { ...request, isGate, file: out };
}

/** What is asked of the doctor, who tells of settings and inputs that are wrong as of all else. @throws Trouble of kind `usage` */
export async function doctorRequest(id: string | undefined, flags: RunFlags, speech: Speech): Promise<DoctorRequest> {
  const [{ runbookNamed }, { readInputs }] = await Promise.all([import('./runbooks.ts'), import('./inputs.ts')]);
  const runbook = id === undefined ? undefined : await runbookNamed(id);
  const given = { file: flags.inputs, pairs: flags.set ?? [] };
  return {
    ...whereAndHow(flags),
    ...(runbook && { runbook: { runbook, inputs: () => readInputs(runbook, given) } }),
    values: () => settingsIn(flags.envFile, { usual: true, speech }),
  };
}

/** What is asked of the commands about passkeys. @throws Trouble of kind `usage` */
export async function passkeyRequest(flags: RunFlags, speech: Speech): Promise<PasskeyRequest> {
  const { headed, input, json } = whereAndHow(flags);
  const values = await settingsIn(flags.envFile, { usual: true, speech });
  return { values, headed, input, json, yes: flags.yes === true };
}

function whereAndHow({ out, sink, sinkFallback, headed, input, json }: RunFlags) {
  return {
    out,
    sinks: sink ?? [],
    sinkFallback,
    headed: headed === true,
    input: input !== false,
    json: json === true,
  };
}
