import type { Surroundings } from '../runbook/ports.ts';

/** Surroundings for reading a runbook: there is no browser, and nothing may be touched. */
export function onPaper({ url, username }: { url: string; username: string }): Surroundings {
  const absent = (): never => {
    throw new Error('A runbook that is only read touches nothing');
  };
  return {
    target: { url, username, signIn: { by: 'hand' } },
    sink: { name: 'a safe place', files: [], preflight: absent, holds: absent, sawNone: absent, store: absent },
    identity: { answerers: [], preflight: absent, expect: absent },
    browser: absent,
    signedIn: absent,
    secret: absent,
    allowsOrigin: () => false,
    say: absent,
    notice: absent,
    met: absent,
    defer: absent,
    signal: new AbortController().signal,
  };
}
