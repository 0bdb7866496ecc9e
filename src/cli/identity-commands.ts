import type { Command } from 'commander';
import type { CodeFlags } from './code-request.ts';
import { end } from './end.ts';
import { passkeyRequest, settingsIn } from './requests.ts';
import type { RunFlags } from './run-options.ts';
import type { Speech } from './speech.ts';

/** Adds the commands that look after who proves the identity: `passkey` and `code`. */
export function addIdentityCommands(program: Command, speech: Speech): void {
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
      await end(
        speech,
        async (signal) => enrolCommand(await passkeyRequest(flags, speech), speech, signal),
        'stopping.',
      );
    });
  passkey
    .command('list')
    .description('name the passkeys in the file, without their keys')
    .option('--env-file <file>', 'settings file (default: .env)')
    .option('--json', 'as JSON')
    .action(async (flags: RunFlags) => {
      const { listCommand } = await import('./passkey-command.ts');
      process.exitCode = await listCommand(await passkeyRequest(flags, speech), speech);
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
      process.exitCode = await removeCommand(ids, await passkeyRequest(flags, speech), speech);
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
      const asked = await codeRequest(flags, await settingsIn(flags.envFile, { usual: true, speech }), speech.book);
      await end(speech, (signal) => codeCommand(asked, speech, signal), 'stopping.');
    });
}
