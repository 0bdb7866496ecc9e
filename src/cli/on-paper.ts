import type { Surroundings } from '../runbook/ports.ts';
import { Secret } from '../runbook/secret.ts';

/** Surroundings for reading a runbook: there is no browser, and nothing may be touched. */
export function onPaper({ url, username }: { url: string; username: string }): Surroundings {
  const absent = (): never => {
    throw new Error('A runbook that is only read touches nothing');
  };
  return {
    target: { url, username, password: new Secret('password', 'not there') },
    sink: { name: 'a safe place', preflight: absent, holds: absent, store: absent },
    codes: { name: 'the mailbox', preflight: absent, arm: absent },
    browser: absent,
    signedIn: absent,
    secret: absent,
    allowsOrigin: () => false,
    notice: absent,
    defer: absent,
    signal: new AbortController().signal,
  };
}
