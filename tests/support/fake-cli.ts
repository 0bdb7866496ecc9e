import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import { signedIn } from '../practice-org/support.ts';

/** A program named `sf` in a folder of its own, in place of the Salesforce CLI. */
export interface FakeCli extends AsyncDisposable {
  readonly folder: string;
  /** A search path that finds it first. */
  readonly PATH: string;
  /** The arguments of each call, in order. */
  calls(): Promise<string[]>;
}

/** @param deeds what it does when it is called, as shell commands: the first time, the second, and ever after the last */
export async function fakeCli(...deeds: readonly string[]): Promise<FakeCli> {
  const folder = await mkdtemp(join(tmpdir(), 'setupwright-sf-'));
  const script = [
    '#!/bin/sh',
    `echo "$*" >> '${folder}/calls'`,
    `n=$(($(wc -l < '${folder}/calls')))`,
    `[ $n -lt ${deeds.length} ] || n=${deeds.length}`,
    `. '${folder}'/$n.sh`,
  ];
  await writeFile(join(folder, 'sf'), script.join('\n'), { mode: 0o755 });
  for (const [n, deed] of deeds.entries()) await writeFile(join(folder, `${n + 1}.sh`), `${deed}\n`);
  return {
    folder,
    PATH: `${folder}${delimiter}${process.env['PATH']}`,
    calls: async () =>
      (await readFile(join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Prints a text as it is. */
export const prints = (text: string) => `cat <<'END OF TEXT'\n${text}\nEND OF TEXT`;

/** What `sf org open --url-only --json` prints of an org: facts 1.4 [P]. */
export function opening(url: string, username: string, orgId: string): string {
  return prints(
    JSON.stringify({ status: 0, result: { orgId, url, username }, warnings: ['It opens a session.'] }, null, 2),
  );
}

/** An address of the practice org that opens a session of its admin once: facts 1.4 [P]. */
export async function sessionUrl(org: PracticeOrg): Promise<string> {
  const client = await signedIn(org);
  const path = encodeURIComponent('/lightning/setup/SetupOneHome/home');
  const answer = await client.request(`${org.url}/services/oauth2/singleaccess?redirect_uri=${path}`, {
    headers: { authorization: `Bearer ${client.cookie(org.url, 'sid')}` },
  });
  return ((await answer.json()) as { frontdoor_uri: string }).frontdoor_uri;
}
