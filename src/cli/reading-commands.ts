import type { Command } from 'commander';
import type { VerifyRequest } from './report-verify-command.ts';
import { collect, type RunFlags } from './run-options.ts';
import type { Speech } from './speech.ts';

/** Adds the commands that only read what is there, and reach no org: `list`, `show` and `report`. */
export function addReadingCommands(program: Command, speech: Speech): void {
  program
    .command('list')
    .description('name the runbooks')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const { listCommand } = await import('./show-command.ts');
      speech.out.write(await listCommand(json === true));
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
      speech.out.write(await showCommand(id, flags));
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
      process.exitCode = await reportVerifyCommand({ ...flags, dir, json: flags.json === true }, speech);
    });

  report
    .command('diff')
    .argument('<first>', 'the folder of a run, or its run.json')
    .argument('<second>', 'the folder of another')
    .description('say in what two runs differ: what was asked, done and found; not times, ids and pictures')
    .option('--json', 'as JSON')
    .action(async (first: string, second: string, { json }: { json?: true }) => {
      const { reportDiffCommand } = await import('./report-diff-command.ts');
      process.exitCode = await reportDiffCommand({ first, second, json: json === true }, speech);
    });
}
