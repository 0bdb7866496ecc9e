#!/usr/bin/env -S node --
import { Command, CommanderError, Option } from 'commander';
import { inOwnWords } from '../runbook/own-words.ts';
import { Trouble } from '../runbook/trouble.ts';
import { end } from './end.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { addIdentityCommands } from './identity-commands.ts';
import { cleanEnvironment } from './own-environment.ts';
import type { PracticeFlags } from './practice-command.ts';
import type { ConditionFlags } from './practice-options.ts';
import { addReadingCommands } from './reading-commands.ts';
import { doctorRequest, plannedRunRequest, planRequest, resumeRequest, runRequest } from './requests.ts';
import {
  collect,
  type RunFlags,
  STRICT,
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

const SPEECH = ownSpeech();

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
  0 converged   1 a step failed   2 changes pending, drift, or two runs differ
  3 needs a person   4 preflight, sign-in or wrong org   5 evidence or secret leak   6 incomplete
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
    await end(SPEECH, async (signal) =>
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
    await end(SPEECH, (signal) => practiceCommand(flags, SPEECH, signal), 'ending the practice org.');
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
    await end(SPEECH, async (signal) => runCommand(await plannedRunRequest(id, flags, SPEECH), SPEECH, signal));
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
    await end(SPEECH, async (signal) => runCommand(await resumeRequest(folder, flags, SPEECH), SPEECH, signal));
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
    if (request) await end(SPEECH, (signal) => runCommand(request, SPEECH, signal));
    else SPEECH.out.write(`${['That run changed nothing that can be taken back.', ...lasting].join('\n')}\n`);
  });

withLookOptions(program.command('plan').argument('<runbook>', 'which runbook; "setupwright list" names them'))
  .description('say what a run would change, and change nothing; ends with 2 where changes are pending')
  .option('--out <file>', 'keep the plan in a file, for run --plan')
  .option('--strict', STRICT)
  .option('--json', 'print the plan as JSON')
  .action(async (id: string, flags: RunFlags) => {
    const { planCommand } = await import('./plan-command.ts');
    const request = await planRequest(id, flags, SPEECH, { isGate: false });
    await end(SPEECH, (signal) => planCommand(request, SPEECH, signal), 'stopping.');
  });

withLookOptions(program.command('verify').argument('<runbook>', 'which runbook; "setupwright list" names them'))
  .description('say whether the org is still as wanted, for CI gates and schedules; drift ends with 2')
  .option('--out <file>', 'keep what was found in a file')
  .option('--strict', STRICT)
  .option('--json', 'print what was found as JSON')
  .action(async (id: string, flags: RunFlags) => {
    const { planCommand } = await import('./plan-command.ts');
    const request = await planRequest(id, flags, SPEECH, { isGate: true });
    await end(SPEECH, (signal) => planCommand(request, SPEECH, signal), 'stopping.');
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
    await end(
      SPEECH,
      async (signal) => doctorCommand(await doctorRequest(id, flags, SPEECH), SPEECH, signal),
      'stopping.',
    );
  });

addIdentityCommands(program, SPEECH);
addReadingCommands(program, SPEECH);

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
