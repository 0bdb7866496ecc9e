import { A_PERSON } from '../../runbook/challenge-words.ts';
import type { Settings } from '../settings.ts';
import { NOTABLE_OFFSET_MS, type Parts } from '../surroundings.ts';
import type { About, Told } from './finding.ts';
import { type Findings, withMore } from './findings.ts';

/** Under what each part is told. */
export const ABOUT_PART = {
  target: 'Salesforce CLI',
  'saved session': 'Saved session',
  clock: 'My Domain',
  identity: 'Identity',
  browser: 'Browser',
} as const satisfies Record<keyof Parts, About>;

/** What is told of a part that could be made ready. */
export const NOTES: { readonly [P in keyof Parts]: (findings: Findings, found: Parts[P], settings: Settings) => void } =
  {
    target: (findings, { url, username }, { SALESFORCE_CLI_ORG: alias }) => {
      if (alias !== undefined) findings.note('Salesforce CLI', `Opens ${alias} at ${url} as ${username}`);
    },
    'saved session': (findings, _, { SALESFORCE_SESSION_FILE: path }) =>
      findings.note('Saved session', `${path} can be kept`),
    clock: (findings, offset, { SALESFORCE_URL: url = 'The org' }) => noteClock(findings, url, offset),
    identity: (findings, { answerers }) => findings.note('Identity', answerersTold(answerers)),
    browser: (findings, { description, leftBehind }) => findings.note('Browser', withMore(description, leftBehind)),
  };

function answerersTold(answerers: readonly string[]): Told {
  if (answerers.length > 0) {
    const text = `Can be proved by ${answerers.join(', ')}`;
    // Facts I1 [D]: codes do not satisfy an org that enforces it; which do, it does not say beforehand.
    const codesOnly = !answerers.some((name) => name.startsWith('passkey') || name === A_PERSON);
    return codesOnly ? `${text}; some orgs take no code of an admin, only a passkey (docs/identity.md)` : text;
  }
  const what = 'Nobody is there who could answer a challenge, and the key and secret are usually shown after one only.';
  return { warning: `${what} docs/identity.md names the ways.` };
}

/** Notes whether the org answers, and how far its clock is ahead, in milliseconds. */
export function noteClock(findings: Findings, url: string, offset: number | undefined): void {
  if (offset === undefined) {
    findings.note('My Domain', { failed: `${url} does not answer. Check SALESFORCE_URL and the network.` });
    findings.note('Clock', { unknown: 'it depends on My Domain.' });
    return;
  }
  findings.note('My Domain', `${url} answers`);
  const seconds = Math.round(Math.abs(offset) / 1_000);
  const text =
    seconds === 0 ? "In step with the org's" : `${seconds} s ${offset > 0 ? 'behind' : 'ahead of'} the org's`;
  findings.note(
    'Clock',
    Math.abs(offset) > NOTABLE_OFFSET_MS
      ? { warning: `${text}, whose time is used for codes. Set this machine's clock.` }
      : text,
  );
}
