import { type Command, Option } from 'commander';
import type { Approve } from '../operator/wheel.ts';

/** What the command line says of a run, as commander reads it. */
export interface RunFlags {
  envFile?: string;
  inputs?: string;
  set?: string[];
  sink?: string[];
  sinkFallback?: string;
  out?: string;
  headed?: true;
  /** False with --no-input. */
  input?: boolean;
  yes?: true;
  json?: true;
  pdf?: true;
  strict?: true;
  allowProduction?: true;
  confirmOrg?: string;
  /** A plan file. */
  plan?: string;
  approve?: Approve;
  approvedBy?: string;
  step?: true;
  console?: true;
  control?: string;
}

/** What `--strict` means. */
export const STRICT = 'use nothing that the page calls by another than its best known name';

/** The options of what looks at an org for a runbook. */
export function withLookOptions(command: Command): Command {
  return withSignInOptions(
    withInputs(command.option('--env-file <file>', 'settings file (default: .env)')).option(
      '--sink <sink>',
      'where the key and secret go, as file:PATH; instead of SETUPWRIGHT_SINK; may be given several times',
      collect,
    ),
  );
}

/** The options of what signs in to an org. */
function withSignInOptions(command: Command): Command {
  return command
    .option('--headed', 'show the browser; a person can answer challenges in it')
    .option('--no-input', 'never ask a person, neither on the terminal nor in the browser window')
    .option('--confirm-org <id>', 'the id of the org that is meant, as 00D...; no other one is gone on with');
}

/** The options of what runs a runbook. */
export function withRunOptions(command: Command): Command {
  return withEvidenceOptions(
    withLookOptions(command).option('--sink-fallback <sink>', 'where they go if handing over to a sink fails'),
  );
}

/** The options of what takes back what a run changed: the inputs are those of that run, and nothing is handed over. */
export function withUndoOptions(command: Command): Command {
  return withEvidenceOptions(withSignInOptions(command.option('--env-file <file>', 'settings file (default: .env)')));
}

/** The options of what changes an org and leaves evidence of it. */
function withEvidenceOptions(command: Command): Command {
  return command
    .option('--out <dir>', "the run's own folder (default: runs/<id>-<runbook>)")
    .addOption(
      new Option(
        '--approve <which>',
        'ask before each step, or before those that commit: create, save, reveal',
      ).choices(['never', 'commits', 'each']),
    )
    .option('--step', 'pause before the first step, and go on one step at a time')
    .option('--console', 'say the address of the operator console, for a browser of your own')
    .option('--control <file>', 'take answers from the lines that are appended to this file')
    .option('--strict', STRICT)
    .option('--pdf', 'print the report as report.pdf too')
    .option('--json', 'print the record of the run as JSON; progress goes to the error output')
    .option('--allow-production', 'run even though it is a production org; its id must be named too');
}

/** The options that give a runbook its inputs. */
export function withInputs(command: Command): Command {
  return command
    .option('--inputs <file>', 'inputs as a JSON file')
    .option('--set <name=value>', 'one input, as --set appName=Billing; may be given several times', collect);
}

/** The options of what starts a practice org. */
export function withConditions(command: Command): Command {
  return command
    .option('--release <release>', 'what the practice org looks like; "practice --list" names all of these')
    .option('--gates <gates>', 'gates of its base components')
    .option('--shadow <shadow>', 'kind of shadow that its components live in')
    .option('--sign-in <way>', 'what its sign-in page asks for first')
    .option('--challenge-at-sign-in', 'verify the identity at sign-in')
    .option('--method <name>', 'what the admin has registered to prove who she is: totp, push', collect)
    .option('--interruption <name>', 'what stands in the way; may be given several times', collect)
    .option('--fault <fault>', 'what goes wrong, as drop-after@create*1; may be given several times', collect)
    .option('--sandbox', 'a sandbox in place of a production org')
    .option('--edition <edition>', 'what it is an org of: developer (default), enterprise, which is production')
    .option('--apps <n>', 'how many apps it has at first (default: 1)')
    .option('--seed <seed>', 'gives the same ids, codes and keys again')
    .option('--session-minutes <n>', 'how long a session lasts (default: 120)')
    .option('--domain <word>', 'first word of its host names (default: acme)');
}

/** Every value of an option that may be given several times. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}
