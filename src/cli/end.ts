import { Trouble } from '../runbook/trouble.ts';
import { EXIT } from './exit-codes.ts';
import type { Speech } from './speech.ts';

/** That a signal came before anything was changed. */
export function stopped(): Trouble {
  return new Trouble('interrupted', 'Stopped.', 'Nothing was changed.');
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Node's exit code where a module waits for what can no longer come. */
const UNSETTLED = 13;

/** Runs a command to its exit code. The first Ctrl-C ends it at the next step with its evidence whole, a second at once. */
export async function end(
  speech: Speech,
  command: (signal: AbortSignal) => Promise<number>,
  farewell = 'stopping after this step; once more stops at once.',
): Promise<void> {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    speech.err.write(`\nsetupwright: ${farewell}\n`);
    stop.abort();
  };
  // Where nothing is left that could go on, Node ends with a code of its own and without a word.
  const onExit = () => {
    if (process.exitCode !== UNSETTLED) return;
    speech.err.write(
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
