#!/usr/bin/env -S node --
import { Command, CommanderError, Option } from 'commander';
import { inOwnWords } from '../runbook/own-words.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { CodeFlags } from './code-request.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { cleanEnvironment } from './own-environment.ts';
import type { PracticeFlags } from './practice-command.ts';
import type { ConditionFlags } from './practice-options.ts';
import type { VerifyRequest } from './report-verify-command.ts';
import {
  doctorRequest,
  passkeyRequest,
  plannedRunRequest,
  planRequest,
  resumeRequest,
  runRequest,
  settingsIn,
} from './requests.ts';
import {
  collect,
  type RunFlags,
  withConditions,
  withInputs,
  withLookOptions,
  withRunOptions,
  withUndoOptions,
} from './run-options.ts';
import { ownSpeech } from './speech.ts';
import { version } from './version.ts';

// Whatever is written is for its owner alone; and what a user set for debugging makes neither Playwright nor a program
// that is started talk.
process.umask(0o077);
const refusal = cleanEnvironment(process);

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const SPEECH = ownSpeech();
/** Node's exit code where a module waits for what can no longer come. */
const UNSETTLED = 13;

// An error that nobody caught is told in our own words: its text, and what Node prints by itself, may quote anything.
for (const name of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(name, (error) => {
    SPEECH.err.write(`setupwright: ${inOwnWords(error)} Please report this with what led to it.\n`);
    process.exit(exitCodeOf(error));
  });
}
process.removeAllListeners('warning');

const program = new Command('setupwright')
  .description('Carries out documented Setup procedures in a real browser, proves every step, and leaves a record.')
  .version(version())
  .exitOverride()
  .addHelpText(
    'after',
    `
Exit codes:
  0 converged   1 a step failed   2 two runs differ   3 needs a person
  4 preflight, sign-in or wrong org   5 evidence or secret leak   6 incomplete
  7 another run holds what this one needs   64 usage   130 interrupted

Settings are read from the environment and from .env; .env.example explains each.
Start here:  setupwright rehearse`,
  );

program.configureOutput({
  writeOut: (text) => SPEECH.out.write(text),
  writeErr: (text) => SPEECH.err.write(text),
  outputError: (text, write) =>
    write(
      `setupwright: ${text
        .replace(/^error: /, '')
        .trim()
        .replace(/\s*\n\s*/g, ' ')
        .replace(/\.$/, '')}. "setupwright --help" says what there is.\n`,
    ),
});

withConditions(
  withRunOptions(program.command('rehearse').argument('[runbook]', 'which runbook', 'external-client-app')),
)
  .description('run a runbook against a practice org on this machine; needs no settings')
  .action(async (id: string, flags: RunFlags & ConditionFlags) => {
    const { rehearseCommand } = await import('./rehearse-command.ts');
    const practice = ['contactEmail=ops@acme.example', 'appName=Document AI'];
    await end(async (signal) =>
      rehearseCommand(await runRequest(id, flags, SPEECH, { practice }), flags, SPEECH, signal),
    );
  });

withConditions(program.command('practice'))
  .description('start a practice org on this machine, to click through or to run against; Ctrl-C ends it')
  .option('--at <time>', 'the time at which it stands still, as 2026-11-23T09:00:00Z (default: runs on)')
  .option('--port <port>', 'port of its pages; 0 takes any free one', '7420')
  .option('--mail-port <port>', 'port of its mailbox; 0 takes any free one', '7421')
  .option('--env <file>', 'write the settings that reach it to a file, for --env-file')
  .addOption(
    new Option('--list', 'explain all releases, interruptions, faults and requests, and end').conflicts([
      'ledger',
      'reset',
    ]),
  )
  .addOption(new Option('--ledger', 'print what the running practice org was asked to do, and end').conflicts('reset'))
  .option('--json', 'with --ledger: as JSON')
  .option('--reset', 'put the running practice org back to how it started, and end')
  .action(async (flags: PracticeFlags) => {
    const { practiceCommand } = await import('./practice-command.ts');
    await end((signal) => practiceCommand(flags, SPEECH, signal), 'ending the practice org.');
  });

withRunOptions(program.command('run').argument('<runbook>', 'which runbook; "setupwright list" names them'))
  .description('run a runbook against the org of the settings; shows first what would change, and asks')
  .option('--yes', 'agree beforehand to whatever would change, as CI does')
  .addOption(
    new Option('--plan <file>', 'agree to what this plan says, and stop where the org has moved since').conflicts(
      'yes',
    ),
  )
  .action(async (id: string, flags: RunFlags) => {
    const { runCommand } = await import('./run-command.ts');
    await end(async (signal) => runCommand(await plannedRunRequest(id, flags, SPEECH), SPEECH, signal));
  });

withRunOptions(program.command('resume').argument('<folder>', 'the folder of the run that ended early'))
  .description('go on where an earlier run ended, with its inputs and in its org')
  .option(
    '--approved-by <who>',
    'approves the step that the run waited for, and all before it; say who approved, and why',
  )
  .option('--yes', 'agree beforehand to whatever would change, as CI does')
  .action(async (folder: string, flags: RunFlags) => {
    const { runCommand } = await import('./run-command.ts');
    await end(async (signal) => runCommand(await resumeRequest(folder, flags, SPEECH), SPEECH, signal));
  });

withUndoOptions(program.command('undo').argument('<folder>', 'the folder of the run'))
  .description('take back what a run changed; shows first what would change, and asks')
  .option('--yes', 'agree beforehand to whatever would change, as CI does')
  .action(async (folder: string, flags: RunFlags) => {
    const [{ runCommand }, { undoRequest }] = await Promise.all([
      import('./run-command.ts'),
      import('./undo-request.ts'),
    ]);
    const { request, lasting } = await undoRequest(folder, flags, SPEECH);
    if (request) await end((signal) => runCommand(request, SPEECH, signal));
    else SPEECH.out.write(`${['That run changed nothing that can be taken back.', ...lasting].join('\n')}\n`);
  });

withLookOptions(program.command('plan').argument('<runbook>', 'which runbook; "setupwright list" names them'))
  .description('say what a run would change, and change nothing; ends with 2 where changes are pending')
  .option('--out <file>', 'keep the plan in a file, for run --plan')
  .option('--json', 'print the plan as JSON')
  .action(async (id: string, flags: RunFlags) => {
    const { planCommand } = await import('./plan-command.ts');
    const request = await planRequest(id, flags, SPEECH, { isGate: false });
    await end((signal) => planCommand(request, SPEECH, signal), 'stopping.');
  });

withLookOptions(program.command('verify').argument('<runbook>', 'which runbook; "setupwright list" names them'))
  .description('say whether the org is still as wanted, for CI gates and schedules; drift ends with 2')
  .option('--out <file>', 'keep what was found in a file')
  .option('--json', 'print what was found as JSON')
  .action(async (id: string, flags: RunFlags) => {
    const { planCommand } = await import('./plan-command.ts');
    const request = await planRequest(id, flags, SPEECH, { isGate: true });
    await end((signal) => planCommand(request, SPEECH, signal), 'stopping.');
  });

withInputs(
  program
    .command('doctor')
    .argument('[runbook]', 'a runbook whose inputs are looked at too')
    .option('--env-file <file>', 'settings file (default: .env)'),
)
  .description('check everything that a run needs, one line each; changes nothing in the org')
  .option('--sink <sink>', 'instead of SETUPWRIGHT_SINK; may be given several times', collect)
  .option('--sink-fallback <sink>', 'instead of SETUPWRIGHT_SINK_FALLBACK')
  .option('--out <dir>', 'the folder that the run would have')
  .option('--headed', 'show the browser; a person can answer challenges in it')
  .option('--no-input', 'never ask a person')
  .option('--json', 'as JSON')
  .action(async (id: string | undefined, flags: RunFlags) => {
    const { doctorCommand } = await import('./doctor-command.ts');
    await end(async (signal) => doctorCommand(await doctorRequest(id, flags, SPEECH), SPEECH, signal), 'stopping.');
  });

const passkey = program
  .command('passkey')
  .description('passkeys kept in SALESFORCE_PASSKEY_FILE: what that means stands in docs/identity.md');
passkey
  .command('enrol')
  .description('sign in and have a passkey enrolled for the user of the settings')
  .option('--env-file <file>', 'settings file (default: .env)')
  .option('--headed', 'show the browser; a person can answer challenges in it')
  .option('--yes', 'enrol without asking')
  .option('--no-input', 'never ask a person')
  .action(async (flags: RunFlags) => {
    const { enrolCommand } = await import('./passkey-command.ts');
    await end(async (signal) => enrolCommand(await passkeyRequest(flags, SPEECH), SPEECH, signal), 'stopping.');
  });
passkey
  .command('list')
  .description('name the passkeys in the file, without their keys')
  .option('--env-file <file>', 'settings file (default: .env)')
  .option('--json', 'as JSON')
  .action(async (flags: RunFlags) => {
    const { listCommand } = await import('./passkey-command.ts');
    process.exitCode = await listCommand(await passkeyRequest(flags, SPEECH), SPEECH);
  });
passkey
  .command('remove')
  .argument('<id...>', 'which; "setupwright passkey list" names them')
  .description('take passkeys out of the file; in the org they stay registered')
  // An id may begin with a hyphen.
  .allowUnknownOption()
  .option('--env-file <file>', 'settings file (default: .env)')
  .action(async (ids: string[], flags: RunFlags) => {
    const { removeCommand } = await import('./passkey-command.ts');
    process.exitCode = await removeCommand(ids, await passkeyRequest(flags, SPEECH), SPEECH);
  });

program
  .command('code')
  .description('say which mail a run would take a code from, and why others not; changes nothing')
  .option('--message <file>', 'one saved mail (.eml), in place of the mailbox of the settings')
  .option('--user <name>', 'whom the code is for (default: SALESFORCE_USERNAME)')
  .option('--since <time>', 'refuse mails written earlier, as 2026-11-23T09:00:00Z')
  .option('--sender-domain <domain>', 'where codes come from; instead of IMAP_SENDER_DOMAIN')
  .option('--authserv-id <id>', 'who vouches for the sender; instead of IMAP_AUTHSERV_ID')
  .option('--env-file <file>', 'settings file (default: .env)')
  .option('--show-code', 'with --message: show the code too')
  .option('--json', 'as JSON')
  .action(async (flags: CodeFlags) => {
    const [{ codeCommand }, { codeRequest }] = await Promise.all([
      import('./code-command.ts'),
      import('./code-request.ts'),
    ]);
    const asked = await codeRequest(
      flags,
      await settingsIn(flags.envFile, { usual: true, speech: SPEECH }),
      SPEECH.book,
    );
    await end((signal) => codeCommand(asked, SPEECH, signal), 'stopping.');
  });

program
  .command('list')
  .description('name the runbooks')
  .option('--json', 'as JSON')
  .action(async ({ json }: { json?: true }) => {
    const { listCommand } = await import('./show-command.ts');
    SPEECH.out.write(await listCommand(json === true));
  });

program
  .command('show')
  .argument('<runbook>', 'which runbook')
  .description('explain a runbook: its guide, steps and inputs')
  .option('--manual', 'as a manual to click through by hand, with the inputs filled in')
  .option('--inputs <file>', 'inputs as a JSON file')
  .option('--set <name=value>', 'one input; may be given several times', collect)
  .option('--env-file <file>', 'settings file, for the org and user of the manual (default: .env)')
  .option('--json', 'as JSON')
  .action(async (id: string, flags: RunFlags & { manual?: true }) => {
    const { showCommand } = await import('./show-command.ts');
    SPEECH.out.write(await showCommand(id, flags));
  });

const report = program.command('report').description('the evidence of runs');
report
  .command('verify')
  .argument('<dir>', 'the folder of a run')
  .description('say what of the seal of a run folder holds, and what does not')
  .option('--allowed-signers <file>', 'who may have signed, in the form that ssh-keygen -Y verify takes')
  .option('--identity <who>', 'who of them must have signed')
  .option('--tsa-ca <file>', 'root certificates (PEM) of the time stamp authorities that are believed')
  .option('--json', 'as JSON')
  .action(async (dir: string, flags: Omit<VerifyRequest, 'dir' | 'json'> & { json?: true }) => {
    const { reportVerifyCommand } = await import('./report-verify-command.ts');
    process.exitCode = await reportVerifyCommand({ ...flags, dir, json: flags.json === true }, SPEECH);
  });

report
  .command('diff')
  .argument('<first>', 'the folder of a run, or its run.json')
  .argument('<second>', 'the folder of another')
  .description('say in what two runs differ: what was asked, done and found; not times, ids and pictures')
  .option('--json', 'as JSON')
  .action(async (first: string, second: string, { json }: { json?: true }) => {
    const { reportDiffCommand } = await import('./report-diff-command.ts');
    process.exitCode = await reportDiffCommand({ first, second, json: json === true }, SPEECH);
  });

/** Runs a command to its exit code. The first Ctrl-C ends it at the next step with its evidence whole, a second at once. */
async function end(
  command: (signal: AbortSignal) => Promise<number>,
  farewell = 'stopping after this step; once more stops at once.',
): Promise<void> {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    SPEECH.err.write(`\nsetupwright: ${farewell}\n`);
    stop.abort();
  };
  // Where nothing is left that could go on, Node ends with a code of its own and without a word.
  const onExit = () => {
    if (process.exitCode !== UNSETTLED) return;
    SPEECH.err.write(
      'setupwright: The program waited for something that never came, such as a browser that died. Run again.\n',
    );
    process.exitCode = EXIT.failed;
  };
  process.on('exit', onExit);
  for (const name of SIGNALS) process.on(name, onSignal);
  process.exitCode = await command(stop.signal);
  for (const name of SIGNALS) process.off(name, onSignal);
  process.off('exit', onExit);
}

try {
  if (refusal !== undefined) throw new Trouble('usage', refusal, '');
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.converged : EXIT.usage;
  } else {
    SPEECH.err.write(`setupwright: ${inOwnWords(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
