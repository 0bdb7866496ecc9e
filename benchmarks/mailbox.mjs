// Measures how long a code takes from its mail's delivery to our hand, beside programs that look every second or every
// five, and prints the table of the fault tests with their times. Build first; needs Dovecot for more than the practice
// mailbox. What a provider needs for its own part is not known from this: it pushes when it likes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ImapFlow } from 'imapflow';
import { mailboxCodes } from '../dist/src/identity/mailbox/index.js';
import { startMailbox } from '../dist/src/practice-org/mailbox/index.js';
import { buildMessage } from '../dist/src/practice-org/mailbox/mail.js';
import { Secret, SecretBook } from '../dist/src/runbook/secret.js';

const root = join(import.meta.dirname, '..');
const samples = 30;
const promised = { ours: 30 };
const { dovecotMissing, startDovecot, startFaultProxy } = await testSupport();

/** The launchers of the tests, which are TypeScript. */
async function testSupport() {
  const outdir = mkdtempSync(join(root, 'dist', 'bench-'));
  try {
    const entryPoints = ['dovecot', 'fault-proxy'].map((name) => join(root, 'tests', 'support', `${name}.ts`));
    await build({ entryPoints, outdir, bundle: true, packages: 'external', platform: 'node', format: 'esm' });
    const load = (name) => import(pathToFileURL(join(outdir, name)).href);
    return { ...(await load('dovecot.js')), ...(await load('fault-proxy.js')) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const newCode = () => String(Math.floor(100_000 + Math.random() * 900_000));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function mailWith(code, to) {
  const text = `Username: ${to}\n\nVerification Code: ${code}\n`;
  return { from: 'noreply@cloud.example', to, subject: 'Verify your identity', text, date: new Date() };
}

/** Mailboxes on Dovecot: reached over TLS, or in clear text through a proxy that reads along. */
async function onDovecot() {
  const dovecot = await startDovecot();
  const { host, port, tlsPort, ca, password } = dovecot;
  let sent = 0;
  return {
    name: 'Dovecot over TLS',
    async open() {
      const user = dovecot.newUser();
      return {
        account: { host, port: tlsPort, security: 'tls', user, password, ca },
        clear: { host, port, security: 'none', user, password },
        deliver: (code) => dovecot.deliver(user, buildMessage(mailWith(code, user), `${sent++}@cloud.example`)),
        close: async () => undefined,
      };
    },
    close: () => dovecot.stop(),
  };
}

const onPractice = {
  name: 'practice mailbox',
  async open() {
    const user = 'robot@corp.example';
    const password = 'open sesame';
    const mailbox = await startMailbox({ user, password });
    const account = { host: mailbox.host, port: mailbox.port, security: 'none', user, password };
    const deliver = async (code) => mailbox.deliver(mailWith(code, user));
    return { account, clear: account, deliver, close: () => mailbox.close() };
  },
  close: async () => undefined,
};

/** Ours, as a run uses it. */
async function ours({ password, ...account }) {
  const auth = { password: new Secret('IMAP_PASSWORD', password) };
  const settings = { ...account, auth, senderDomain: 'cloud.example', username: account.user };
  const wait = await mailboxCodes(settings, { book: new SecretBook() }).arm();
  return { next: async () => (await wait.next()).code.reveal(), end: () => wait[Symbol.asyncDispose]() };
}

/** The usual way: looks again and again, and takes the newest mail's first number that follows the label. */
function polling(everyMs) {
  return async ({ host, port, security, user, password, ca }) => {
    const auth = { user, pass: password };
    const safety = { secure: security === 'tls', doSTARTTLS: false, tls: { ca } };
    const client = new ImapFlow({ host, port, auth, ...safety, disableAutoIdle: true, logger: false });
    await client.connect();
    let { uidNext } = await client.mailboxOpen('INBOX');
    return {
      async next() {
        for (;;) {
          await client.noop();
          const mail = await client.fetchOne('*', { uid: true, source: true });
          if (mail && mail.uid >= uidNext) {
            uidNext = mail.uid + 1;
            return /Verification Code: (\d+)/.exec(mail.source.toString())[1];
          }
          await pause(everyMs);
        }
      },
      end: () => client.logout(),
    };
  };
}

/** Milliseconds from the start of the delivery to the code. Spaced by chance, so that no poll meets a lucky moment. */
async function fromDelivery(server, way, { lanes, spacedMs }) {
  const times = [];
  const lane = async () => {
    const mailbox = await server.open();
    const waiter = await way(mailbox.account);
    for (let sample = 0; sample < samples / lanes; sample++) {
      const code = newCode();
      const received = waiter.next();
      await pause(spacedMs * Math.random());
      const from = performance.now();
      const [got] = await Promise.all([received, mailbox.deliver(code)]);
      times.push(performance.now() - from);
      if (got !== code) throw new Error('Not the code that was sent');
    }
    await waiter.end();
    await mailbox.close();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return times;
}

/** Milliseconds from the moment at which the server tells of the mail, as seen on the wire, to the code: our part. */
async function fromPush(server) {
  const mailbox = await server.open();
  const proxy = await startFaultProxy(mailbox.clear.port);
  let told = 0;
  proxy.filter({
    fromServer(line) {
      if (told === 0 && /^\* \d+ EXISTS/.test(line)) told = performance.now();
      return [line];
    },
  });
  const waiter = await ours({ ...mailbox.clear, port: proxy.port });
  const times = [];
  for (let sample = 0; sample < samples; sample++) {
    const received = waiter.next();
    await pause(300 * Math.random());
    told = 0;
    await mailbox.deliver(newCode());
    await received;
    times.push(performance.now() - told);
  }
  await waiter.end();
  await proxy.close();
  await mailbox.close();
  return times;
}

const part = (times, share) => times.toSorted((a, b) => a - b)[Math.ceil(times.length * share) - 1];
const cell = (number) => number.toFixed(0).padStart(8);

function say(what, times) {
  console.log(`${what.padEnd(62)}${cell(part(times, 0.5))}${cell(part(times, 0.95))}${cell(Math.max(...times))}`);
  return part(times, 0.5);
}

/** Each fault test, whether it held, and how long after the mail the code was there. */
function faults() {
  const args = ['playwright', 'test', 'tests/identity/servers/faults.test.ts', '--workers=1', '--reporter=json'];
  let out;
  try {
    out = execFileSync('npx', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  } catch (error) {
    out = error.stdout;
  }
  const rows = (suite, server) => [
    ...(suite.specs ?? []).map(({ title, ok, tests }) => ({ server, title, ok, test: tests[0] })),
    ...(suite.suites ?? []).flatMap((inner) => rows(inner, inner.title)),
  ];
  return JSON.parse(out).suites.flatMap((suite) => rows(suite, ''));
}

const missing = dovecotMissing();
if (missing) console.log(`${missing}: only the practice mailbox is measured.\n`);
console.log(`${`${samples} samples each`.padEnd(62)}  median     p95     max  (ms)`);
const parts = [];
for (const server of [...(missing ? [] : [await onDovecot()]), onPractice]) {
  const of = (what) => `${server.name}: ${what}`;
  say(of('delivery to code, setupwright'), await fromDelivery(server, ours, { lanes: 3, spacedMs: 1000 }));
  say(
    of('delivery to code, a poll each second'),
    await fromDelivery(server, polling(1000), { lanes: 6, spacedMs: 1000 }),
  );
  say(
    of('delivery to code, a poll each 5 s'),
    await fromDelivery(server, polling(5000), { lanes: 10, spacedMs: 5000 }),
  );
  parts.push(say(of("the server's push on the wire to code, setupwright"), await fromPush(server)));
  await server.close();
}

console.log(`\n${'fault, and when the code was there after its mail was sent'.padEnd(88)}`);
const outcomes = faults();
for (const { server, title, ok, test } of outcomes) {
  const took = test.annotations.find(({ type }) => type === 'took')?.description ?? '';
  const outcome = test.status === 'skipped' ? 'skipped' : ok ? 'held' : 'FAILED';
  console.log(`${`${server}: ${title}`.padEnd(100)}${outcome.padEnd(9)}${took.padStart(9)}`);
}

const broken = [
  parts.some((median) => median > promised.ours) && `our part takes more than ${promised.ours} ms`,
  outcomes.some(({ ok }) => !ok) && 'a fault was not survived',
].filter(Boolean);
if (broken.length > 0) console.error(`\nNot as promised: ${broken.join('; ')}.`);
process.exitCode = broken.length > 0 ? 1 : 0;
