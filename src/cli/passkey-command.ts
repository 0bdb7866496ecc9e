import { jsonText } from '../evidence/visible.ts';
import { keepEnrolled } from '../identity/passkey/enrolment.ts';
import { PasskeyFile, type PasskeyOwner } from '../identity/passkey/file.ts';
import { askHidden } from '../operator/terminal.ts';
import { wrapped } from '../operator/wrapped.ts';
import { challengeInWords } from '../runbook/challenge-words.ts';
import { inOwnWords } from '../runbook/own-words.ts';
import type { SecretBook } from '../runbook/secret.ts';
import { Trouble } from '../runbook/trouble.ts';
import { enrolPasskey } from '../salesforce/enrol-passkey.ts';
import { EXIT } from './exit-codes.ts';
import { readSettings, required, type Settings } from './settings.ts';
import { NO_SINK } from './sinks.ts';
import type { Speech } from './speech.ts';
import { lend } from './surroundings.ts';

/** What the user asked for. */
export interface PasskeyRequest {
  /** Settings by their names, from the environment and the settings file. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly headed: boolean;
  readonly input: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** Signs in and has a passkey enrolled, which is kept in the file of the settings. @returns the exit code @throws Trouble */
export async function enrolCommand(request: PasskeyRequest, speech: Speech, signal: AbortSignal): Promise<number> {
  const { headed, input } = request;
  const { book } = speech;
  return withFile(request, book, async (settings, file) => {
    const say = (line: string) => speech.out.write(`${book.redact(line)}\n`);
    say(warning(settings, file));
    await consent(request, speech, signal);
    const cleanUps: (() => Promise<void>)[] = [];
    try {
      // The org must not come to know a passkey that cannot be kept.
      await file.change((passkeys) => passkeys);
      const lent = await lend({
        ...{ settings: withoutPasskeys(settings), sink: NO_SINK, book, headed, input, speech, say, signal, cleanUps },
        enrols: true,
      });
      const { around } = lent;
      await refuseSecond(file, around.target);
      const credentials = around.browser().credentials;
      const known = new Set((await file.all()).map(({ id }) => id));
      const isEnrolled = async () => (await credentials.get()).some(({ id }) => !known.has(id));
      const kept = `Kept in       ${file.path}${file.isEncrypted ? ', encrypted' : ', readable by you alone'}`;
      const { username, org } = await lent
        .signIn(() => enrolPasskey(around, isEnrolled))
        .catch(async (error: unknown) => {
          // The org may know it by now, and ask for it from now on.
          for (const { id, rpId } of await keepEnrolled(credentials, file, around.target).catch(() => []))
            say(`Made          ${id} at ${rpId}; whether the org took it is not known\n${kept}`);
          throw error;
        });
      for (const challenge of lent.challenges()) say(challengeInWords(challenge));
      const added = await keepEnrolled(credentials, file, around.target);
      if (added.length === 0) throw new Trouble('person', 'No passkey was made.', 'Look at the org by hand.');
      for (const { id, rpId } of added) say(`Enrolled      ${id} for ${username} in org ${org}, at ${rpId}\n${kept}`);
      return EXIT.converged;
    } finally {
      for (const cleanUp of cleanUps.reverse()) await cleanUp().catch(() => undefined);
    }
  });
}

/** An org takes no second passkey of one authenticator, and would not know which of them this file is for. */
async function refuseSecond(file: PasskeyFile, owner: PasskeyOwner): Promise<void> {
  const [known] = await file.of(owner);
  if (!known) return;
  throw new Trouble(
    'usage',
    `${file.path} holds a passkey of ${owner.username} already: ${known.id}.`,
    'Use it; or remove it in the org and then with "setupwright passkey remove"; or name another file.',
  );
}

/** There is no passkey yet that could answer. */
function withoutPasskeys({ SALESFORCE_PASSKEY_FILE: _, SETUPWRIGHT_ANSWERERS: asked, ...others }: Settings): Settings {
  return asked ? { ...others, SETUPWRIGHT_ANSWERERS: asked.filter((name) => name !== 'passkey') } : others;
}

/** Names the passkeys in the file, without their keys. */
export function listCommand(request: PasskeyRequest, { out, book }: Speech): Promise<number> {
  return withFile(request, book, async (_settings, file) => {
    const passkeys = (await file.all()).map(({ privateKey: _, publicKey: __, userHandle: ___, ...told }) => told);
    if (request.json) out.write(jsonText(passkeys));
    else if (passkeys.length === 0) out.write(`${file.path} holds no passkey.\n`);
    for (const { id, username, org, enrolledAt, lastUsedAt, signCount } of request.json ? [] : passkeys) {
      out.write(
        `${id}\n  ${username} at ${org}\n  enrolled ${day(enrolledAt)}, last used ${lastUsedAt ? day(lastUsedAt) : 'never'}, count ${signCount}\n`,
      );
    }
    return EXIT.converged;
  });
}

/** Takes passkeys out of the file; in the org they stay registered. @throws Trouble where the file does not hold one */
export function removeCommand(ids: readonly string[], request: PasskeyRequest, { out, book }: Speech): Promise<number> {
  return withFile(request, book, async (_settings, file) => {
    await file.change((passkeys) => {
      const unknown = ids.find((id) => !passkeys.some((each) => each.id === id));
      if (unknown !== undefined)
        throw new Trouble(
          'usage',
          `${file.path} holds no passkey ${unknown}.`,
          '"setupwright passkey list" names them all.',
        );
      return passkeys.filter(({ id }) => !ids.includes(id));
    });
    out.write(
      `Removed from ${file.path}: ${ids.join(', ')}. In the org it is registered still: remove it there by hand too.\n`,
    );
    return EXIT.converged;
  });
}

async function withFile(
  { values }: PasskeyRequest,
  book: SecretBook,
  work: (settings: Settings, file: PasskeyFile) => Promise<number>,
): Promise<number> {
  try {
    const settings = await readSettings(values, (name, value) => book.keep(name, value));
    const file = new PasskeyFile(required(settings, 'SALESFORCE_PASSKEY_FILE'), settings.SETUPWRIGHT_PASSPHRASE, book);
    return await work(settings, file);
  } catch (error) {
    if (error instanceof Trouble) throw new Trouble(error.kind, book.redact(error.message), '', error.cause);
    throw new Trouble(
      'preflight',
      `It did not work: ${inOwnWords(error)}`,
      'Please report this with what led to it.',
      error,
    );
  }
}

const WIDTH = 100;

function warning({ SALESFORCE_USERNAME: user = 'the user' }: Settings, { path, isEncrypted }: PasskeyFile): string {
  const whoever = `whoever has ${path}${isEncrypted ? ', its passphrase' : ''} and the password can sign in as ${user}`;
  const text = `A passkey in a file is no longer something that one holds in the hand: ${whoever}. Use a user of its own for automation, keep the file in a vault, and remove the passkey here and in the org when it is not needed any more.`;
  return wrapped(text, WIDTH).join('\n');
}

async function consent({ yes, input }: PasskeyRequest, { err }: Speech, signal: AbortSignal): Promise<void> {
  if (yes) return;
  const ask = input ? askHidden(process.stdin, err) : undefined;
  if (!ask) throw new Trouble('person', 'A passkey is enrolled only when somebody says so.', 'Give --yes.');
  const answer = await ask('Enrol one? Type yes (not shown): ', signal);
  if (answer.trim().toLowerCase() !== 'yes') throw new Trouble('interrupted', 'Nothing was enrolled.', '');
}

function day(iso: string): string {
  return iso.slice(0, 10);
}
