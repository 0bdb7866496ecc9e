import type { DoctorRequest } from './doctor-command.ts';
import type { PasskeyRequest } from './passkey-command.ts';
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
  const [{ readDotenv }, { refuseUnknown }, { SECRETS }] = await Promise.all([
    import('./dotenv-file.ts'),
    import('./settings.ts'),
    import('./secret-setting.ts'),
  ]);
  const asked = envFile !== undefined;
  const file = asked || usual ? readDotenv(envFile ?? '.env', asked) : { values: {} };
  refuseUnknown(Object.keys(file.values), envFile ?? '.env');
  if (file.warning) speech.err.write(`setupwright: ${file.warning}\n`);
  const values = { ...file.values, ...process.env };
  // No program that is started from now on finds a secret in what it inherits.
  for (const name of SECRETS) delete process.env[name];
  return values;
}

/** What is asked of a run. A rehearsal brings inputs of its own and needs no settings file. @throws Trouble of kind `usage` */
export async function runRequest(
  id: string,
  flags: RunFlags,
  speech: Speech,
  practice?: readonly string[],
): Promise<RunRequest> {
  const [{ runbookNamed }, { readInputs }] = await Promise.all([import('./runbooks.ts'), import('./inputs.ts')]);
  const runbook = await runbookNamed(id);
  const values = await settingsIn(flags.envFile, { usual: practice === undefined, speech });
  return {
    ...whereAndHow(flags),
    runbook,
    inputs: readInputs(runbook, { file: flags.inputs, pairs: [...(practice ?? []), ...(flags.set ?? [])] }),
    values,
    pdf: flags.pdf === true,
    consent: { allowProduction: flags.allowProduction === true, confirmOrg: flags.confirmOrg },
  };
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
