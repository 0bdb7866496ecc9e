import { expect, test } from '@playwright/test';
import type { Cookie } from 'playwright';
import { changesIn, type PracticeOrg, type PracticeOrgOptions } from '../../src/practice-org/index.ts';
import type { Surroundings } from '../../src/runbook/ports.ts';
import { SecretBook } from '../../src/runbook/secret.ts';
import type { SavedSession, SignedIn, SignInWay, Target } from '../../src/runbook/target.ts';
import { cliOrg } from '../../src/salesforce/cli-org.ts';
import { signIn } from '../../src/salesforce/sign-in/sign-in.ts';
import { Client, started } from '../practice-org/support.ts';
import { type FakeCli, fakeCli, opening, sessionUrl } from '../support/fake-cli.ts';
import { byMail, prover } from '../support/identity.ts';
import { deeds } from '../support/ledger.ts';
import { practice } from '../support/practice.ts';
import { aWindow } from '../support/window.ts';
import { byHand, fillIn, listenToTyping } from './person.ts';
import { surroundings } from './support.ts';

test.describe.configure({ mode: 'default' });

const here = aWindow();
let org: PracticeOrg;

test.afterEach(async () => {
  expect(changesIn(org.ledger()), 'signing in changes nothing').toEqual([]);
  await org.close();
});

const start = async (options: Partial<PracticeOrgOptions> = {}) => {
  ({ org } = await started(options));
};

/** Signs in by password, but for what a test changes. */
function enter(target: Partial<Target> = {}, change: Partial<Surroundings> = {}): Promise<SignedIn> {
  const around = surroundings(org, here.context, change);
  return signIn({ ...around, target: { ...around.target, ...target } });
}

const formsSent = () => deeds(org, 'sign in').map(({ user, outcome }) => `${user} ${outcome}`);
const done = (times = 1) => Array.from({ length: times }, () => `${org.admin.username} done`);
const FORMS = ['password', 'identifier-first'] as const;

test.describe('by password', () => {
  /** Has the boxes that remember a browser noted when a form is sent, and whenever somebody changes one. */
  async function watchBoxes(flipped: boolean): Promise<string[]> {
    const heard: string[] = [];
    await here.context.exposeFunction('heardBox', (line: string) => heard.push(line));
    await here.context.addInitScript(`
      const boxes = () => [...document.querySelectorAll('input[type=checkbox]')];
      const tell = (what, { id, checked }) => window.heardBox([what, id, checked].join(' '));
      document.addEventListener('DOMContentLoaded', () => boxes().forEach((box) => {
        if (${flipped}) box.checked = !box.checked;
        tell('found', box);
      }));
      document.addEventListener('change', ({ target }) => target.type === 'checkbox' && tell('changed', target), true);
      document.addEventListener('submit', () => boxes().forEach((box) => tell('sent', box)), true);
    `);
    return heard;
  }

  for (const form of FORMS) {
    for (const flipped of [false, true]) {
      const how = flipped ? 'the other way round' : 'as it was';
      test(`the form "${form}" and the challenge leave the boxes that remember ${how}`, async () => {
        const place = await practice({ signIn: form, challengeAtSignIn: true });
        org = place.org;
        const heard = await watchBoxes(flipped);
        await enter({}, { identity: prover(byMail(place.mailbox, org.admin.username)) });
        const boxes = (what: string) =>
          heard.filter((line) => line.startsWith(what)).map((line) => line.split(' ').slice(1).join(' '));
        expect(boxes('changed')).toEqual([]);
        expect(boxes('sent')).toEqual(boxes('found'));
        expect(boxes('sent')[0]).toBe(`rememberUn ${flipped}`);
        expect(boxes('sent').at(-1)).toBe(`RememberDeviceCheckbox ${!flipped}`);
        await place.close();
        await start();
      });
    }

    test(`a username that stands in the form "${form}" already is not waited for`, async () => {
      await start({ signIn: form });
      await remember(org.admin.username);
      const typed = await listenToTyping(here.context);
      expect(await enter()).toMatchObject({ username: org.admin.username });
      expect(typed).toEqual([org.admin.password]);
    });

    test(`another user whom the form "${form}" remembers is not tried with the password of this one`, async () => {
      await start({ signIn: form });
      await remember('hugo.grant@acme.practice');
      expect(await enter()).toMatchObject({ username: org.admin.username });
      expect(formsSent()).toEqual(done());
    });
  }

  const remember = (username: string) => here.context.addCookies([{ name: 'login', value: username, url: org.url }]);
});

test.describe('by the session URL of the Salesforce CLI', () => {
  /** A CLI that gives these addresses of the org, one after the other, and everything that was told of the sign-in. */
  async function byCli(...addresses: readonly string[]) {
    const { username } = org.admin;
    const cli = await fakeCli(...addresses.map((address) => opening(address, username, org.orgId)));
    const book = new SecretBook();
    const told: string[] = [];
    const tell = (line: string) => told.push(line);
    const secret = (name: string, value: string) => book.keep(name, value);
    const { url } = org;
    const options = { secret, environment: { PATH: cli.PATH }, allowsOrigin: (origin: string) => origin === url };
    const known = await cliOrg('practice', options);
    const signInWay: SignInWay = { by: 'session URL', next: () => known.next() };
    const again = () =>
      enter({ url: known.url, username, orgId: known.org, signIn: signInWay }, { secret, say: tell, notice: tell });
    return { cli, told, again };
  }

  const addresses = (count: number) => Promise.all(Array.from({ length: count }, () => sessionUrl(org)));
  const asked = async (cli: FakeCli) => (await cli.calls()).length;

  test('the address opens Setup; nothing is typed, and no part of it is told', async () => {
    await start();
    const [address = ''] = await addresses(1);
    const typed = await listenToTyping(here.context);
    const { cli, told, again } = await byCli(address);
    await using _ = cli;
    expect(await again()).toMatchObject({ username: org.admin.username, edition: 'Developer Edition' });
    expect(typed).toEqual([]);
    expect(told.join('\n')).not.toMatch(/frontdoor|otp/);
    expect(await asked(cli)).toBe(1);
  });

  test('signing in again asks for another address: one works once', async () => {
    await start();
    const { cli, again } = await byCli(...(await addresses(2)));
    await using _ = cli;
    await again();
    await here.context.clearCookies();
    expect(await again()).toMatchObject({ username: org.admin.username });
    expect(await asked(cli)).toBe(2);
  });

  for (const form of FORMS) {
    test(`an address that somebody used meanwhile is replaced, and the form "${form}" not filled in`, async () => {
      await start({ signIn: form });
      const [used = '', fresh = ''] = await addresses(2);
      await new Client().follow(used);
      const typed = await listenToTyping(here.context);
      const { cli, again } = await byCli(used, fresh);
      await using _ = cli;
      expect(await again()).toMatchObject({ username: org.admin.username });
      expect(await asked(cli)).toBe(2);
      expect(typed).toEqual([]);
    });
  }

  test('addresses that never open anything are given up', async () => {
    await start();
    const used = await addresses(2);
    for (const address of used) await new Client().follow(address);
    const { cli, again } = await byCli(...used);
    await using _ = cli;
    const refused = again();
    await expect(refused).rejects.toMatchObject({
      kind: 'preflight',
      message: expect.stringMatching(
        /^Salesforce refuses the sign-in: it does not take the session URL\. .*SALESFORCE_CLI_ORG/,
      ),
    });
    await expect(refused).rejects.not.toThrow(/otp/);
    expect(await asked(cli)).toBe(2);
  });

  test('a connection that breaks behind the door asks for another address', async () => {
    await start();
    const { cli, again } = await byCli(...(await addresses(2)));
    org.switch({ faults: ['drop-after@/secur/frontdoor.jsp*1'] });
    await using _ = cli;
    expect(await again()).toMatchObject({ username: org.admin.username });
  });

  test('a landing on a form, though the session was opened, is gone around', async () => {
    await start({ interruptions: ['lost-landing'] });
    const { cli, again } = await byCli(...(await addresses(2)));
    await using _ = cli;
    expect(await again()).toMatchObject({ username: org.admin.username });
    expect(await asked(cli)).toBe(1);
  });
});

test.describe('by a kept session', () => {
  /** Keeps what is written, as the file does. */
  function shelf(): SavedSession & { kept: Cookie[] } {
    const shelf = {
      kept: [] as Cookie[],
      preflight: async () => undefined,
      read: async () => shelf.kept,
      write: async (cookies: readonly Cookie[]) => {
        shelf.kept = [...cookies];
      },
    };
    return shelf;
  }

  test('no form is filled in, and what it holds is secret', async () => {
    await start();
    const savedSession = shelf();
    await enter({ savedSession });
    expect(
      savedSession.kept
        .filter(({ name }) => name === 'sid')
        .map(({ domain }) => domain)
        .toSorted(),
    ).toEqual([new URL(org.setupUrl).hostname, new URL(org.url).hostname].toSorted());
    await here.renew();
    const typed = await listenToTyping(here.context);
    const book = new SecretBook();
    const secret = (name: string, value: string) => book.keep(name, value);
    expect(await enter({ savedSession }, { secret })).toMatchObject({
      ...{ username: org.admin.username, signedInBy: 'by a kept session' },
    });
    expect(typed).toEqual([]);
    expect(formsSent()).toEqual(done());
    for (const { name, value } of savedSession.kept) {
      if (name === 'sid') expect(book.redact(`It is ${value}.`)).toMatch(/^It is \[SECRET [\w ]+\]\.$/);
    }
  });

  test('a username that it remembers stays to be read in the record', async () => {
    await start();
    const savedSession = shelf();
    const { username } = org.admin;
    const book = new SecretBook();
    await here.context.addCookies([{ name: 'login', value: username, url: org.url }]);
    await enter({ savedSession }, { secret: (name, value) => book.keep(name, value) });
    expect(savedSession.kept.map(({ name }) => name)).toContain('login');
    expect(book.redact(`Signed in as ${username}`)).toBe(`Signed in as ${username}`);
  });

  for (const form of FORMS) {
    test(`one that has ended falls back to the password, in the form "${form}", and is kept anew`, async () => {
      await start({ signIn: form });
      const savedSession = shelf();
      await enter({ savedSession });
      const before = savedSession.kept;
      org.endSessions();
      await here.renew();
      expect(await enter({ savedSession })).toMatchObject({
        ...{ username: org.admin.username, signedInBy: 'by password' },
      });
      expect(formsSent()).toEqual(done(2));
      await here.renew();
      await enter({ savedSession });
      expect(formsSent()).toEqual(done(2));
      expect(savedSession.kept).not.toEqual(before);
    });
  }

  test('what the org says of one that has ended does not count, where a page of Setup came before the form', async () => {
    await start();
    const savedSession = shelf();
    await enter({ savedSession });
    org.endSessions();
    await here.renew();
    // By a script that leads on, as a page may that was there before the org was asked.
    const leadsOn = `<script>setTimeout(() => location.assign(${JSON.stringify(org.url)}), 1500)</script>`;
    await here.context.route(
      `${org.setupUrl}/lightning/setup/SetupOneHome/home`,
      (route) => route.fulfill({ contentType: 'text/html', body: leadsOn }),
      { times: 1 },
    );
    expect(await enter({ savedSession })).toMatchObject({ signedInBy: 'by password', edition: 'Developer Edition' });
  });

  test('one that has ended falls back to a session URL', async () => {
    await start();
    const savedSession = shelf();
    await enter({ savedSession });
    org.endSessions();
    await here.renew();
    const next = async () => new SecretBook().keep('session URL', await sessionUrl(org));
    const typed = await listenToTyping(here.context);
    expect(await enter({ savedSession, signIn: { by: 'session URL', next } })).toMatchObject({
      username: org.admin.username,
    });
    expect(typed).toEqual([]);
  });

  test('one that has ended falls back to the person', async () => {
    await start();
    const savedSession = shelf();
    await enter({ savedSession });
    org.endSessions();
    await here.renew();
    const { said } = await byHand(org, here.context, (page) => fillIn(page, org), { target: { savedSession } });
    expect(said).toHaveLength(1);
    expect(formsSent()).toEqual(done(2));
  });

  test('a sign-in that is refused keeps nothing', async () => {
    await start();
    const savedSession = shelf();
    await expect(enter({ savedSession, orgId: '00DgL00000AbCdE' })).rejects.toMatchObject({ kind: 'preflight' });
    expect(savedSession.kept).toEqual([]);
  });
});
