import type { BrowserContext } from 'playwright';
import type { Challenge } from '../../runbook/identity.ts';
import { Trouble } from '../../runbook/trouble.ts';
import type { Answerer } from '../answerer.ts';
import { belongsTo, type Passkey, type PasskeyFile, type PasskeyOwner } from './file.ts';

export interface PasskeyOptions {
  readonly file: PasskeyFile;
  readonly target: PasskeyOwner;
  /** The browser window, which holds the virtual authenticator. */
  readonly browser: () => BrowserContext;
}

/**
 * Answers with a passkey that is kept in a file, by the browser's virtual authenticator (identity facts 3 [P]). The count
 * of uses goes forward in the file before each use, so that it never goes back, whatever becomes of the run.
 */
export function passkeyInFile({ file, target, browser }: PasskeyOptions): Answerer {
  const own = async () => {
    const found = await file.of(target);
    if (found.length > 0) return found;
    throw new Trouble(
      'preflight',
      `${file.path} holds no passkey of ${target.username} at ${target.url}.`,
      'Enrol one with "setupwright passkey enrol", or leave SALESFORCE_PASSKEY_FILE out.',
    );
  };
  return {
    name: `passkey in the file ${file.path}`,
    kinds: ['passkey'],
    preflight: async () => {
      await own();
    },
    ready: async () => {
      await own();
      const authenticator = browser().credentials;
      await authenticator.install();
      await forbidMaking(browser());
      // A page may use a passkey by itself, before anybody is asked for an answer.
      const lent = await countNextUse(file, target);
      for (const { rpId, id, userHandle, privateKey, publicKey, signCount } of lent) {
        await authenticator.delete(id).catch(() => undefined);
        await authenticator.create(rpId, { id, userHandle, privateKey, publicKey, signCount });
      }
      const before = new Map(lent.map(({ id, signCount }) => [id, signCount]));
      const held = async () => (await authenticator.get()).filter(({ id }) => before.has(id));
      const pressedFor = new WeakSet<Challenge>();
      return {
        answer: async (challenge) => {
          if (pressedFor.has(challenge))
            throw new Trouble('person', `${file.path}: the org does not accept its passkey.`, '');
          pressedFor.add(challenge);
          await keepCounts(file, new Map((await held()).map(({ id, signCount }) => [id, signCount + 1])));
          return { press: true };
        },
        [Symbol.asyncDispose]: async () => {
          const last = await held().catch(() => []);
          // It is lent for as long as its uses are counted.
          for (const { id } of last) await authenticator.delete(id).catch(() => undefined);
          const used = last.filter(({ id, signCount }) => signCount > (before.get(id) ?? 0));
          if (used.length === 0) return;
          await keepCounts(file, new Map(used.map(({ id, signCount }) => [id, signCount])), new Date());
        },
      };
    },
  };
}

const forbidden = new WeakSet<BrowserContext>();

/** A virtual authenticator would make every passkey that a page asks for, unasked and to be lost (identity facts 3). */
async function forbidMaking(browser: BrowserContext): Promise<void> {
  if (forbidden.has(browser)) return;
  forbidden.add(browser);
  await browser.addInitScript(makesNoPasskey);
  for (const page of browser.pages()) await page.evaluate(makesNoPasskey).catch(() => undefined);
}

/** Runs in pages. */
function makesNoPasskey(): void {
  const make = navigator.credentials?.create.bind(navigator.credentials);
  if (!make) return;
  const create = (options?: CredentialCreationOptions) =>
    options?.publicKey
      ? Promise.reject(new DOMException('No passkey is made here.', 'NotAllowedError'))
      : make(options);
  Object.defineProperty(navigator.credentials, 'create', { configurable: true, value: create });
}

/** Counts the next use of each passkey of an owner beforehand. @returns them with the count of before */
async function countNextUse(file: PasskeyFile, owner: PasskeyOwner): Promise<readonly Passkey[]> {
  let lent: readonly Passkey[] = [];
  await file.change((passkeys) => {
    lent = passkeys.filter((each) => belongsTo(each, owner));
    return passkeys.map((each) => (lent.includes(each) ? { ...each, signCount: each.signCount + 1 } : each));
  });
  return lent;
}

/** Counts only go forward: another run may have used the same passkey meanwhile. */
async function keepCounts(file: PasskeyFile, counts: ReadonlyMap<string, number>, usedAt?: Date): Promise<void> {
  await file.change((passkeys) =>
    passkeys.map((each) => {
      const count = counts.get(each.id);
      if (count === undefined) return each;
      const used = usedAt ? { lastUsedAt: usedAt.toISOString() } : {};
      return { ...each, signCount: Math.max(each.signCount, count), ...used };
    }),
  );
}
