// Measures how long a run takes to confirm an org in which everything is so already, and `verify` to say it, beside the
// run that made it so: all as commands of their own, ratios of the same round; signing in each time, and with a session
// that the first run kept.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPractice } from '../dist/src/cli/practice.js';

const MAIN = join(import.meta.dirname, '..', 'dist/src/cli/main.js');
const rounds = Number(process.argv[2] ?? 5);
const promised = 0.25;

const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const round = (number) => Number(number.toFixed(3));

/** Seconds of a command that must end well. */
async function seconds(args, options) {
  const from = performance.now();
  const child = spawn(process.execPath, ['--', MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`It ended with ${code}: ${Buffer.concat(said)}`);
  return (performance.now() - from) / 1000;
}

/** Seconds from the first to the last event of a run: without its start, its sign-in and its report. */
async function secondsBetweenEvents(out) {
  const lines = (await readFile(join(out, 'journal.jsonl'), 'utf8')).trim().split('\n');
  const times = [lines.at(0), lines.at(-1)].map((line) => Date.parse(JSON.parse(line).at));
  return (times[1] - times[0]) / 1000;
}

async function measure(latency, keepsSession) {
  const folder = await mkdtemp(join(tmpdir(), 'setupwright-bench-'));
  const place = await startPractice({ sink: 'file:app.json', faults: [`latency=${latency}`] });
  const kept = keepsSession ? { SALESFORCE_SESSION_FILE: 'session.json' } : {};
  const options = { cwd: folder, env: { ...process.env, ...place.settings, ...kept } };
  const inputs = ['external-client-app', '--set', 'contactEmail=ops@acme.example', '--set', 'appName=Document AI'];
  const run = ['run', ...inputs, '--yes', '--no-input', '--out'];
  const taken = { fresh: [], again: [], verify: [] };
  const ofSections = [];
  try {
    for (let n = 0; n < rounds; n++) {
      place.org.reset();
      for (const file of ['app.json', 'session.json']) await rm(join(folder, file), { force: true });
      taken.fresh.push(await seconds([...run, `fresh-${n}`], options));
      taken.again.push(await seconds([...run, `again-${n}`], options));
      const [fresh, again] = await Promise.all(
        ['fresh', 'again'].map((name) => secondsBetweenEvents(join(folder, `${name}-${n}`))),
      );
      ofSections.push(again / fresh);
      taken.verify.push(await seconds(['verify', ...inputs, '--no-input'], options));
    }
  } finally {
    await place.close();
    await rm(folder, { recursive: true, force: true });
  }
  const ratios = (of) => taken[of].map((each, n) => each / taken.fresh[n]);
  return {
    latency: `${latency} ms`,
    session: keepsSession ? 'kept' : 'new',
    'fresh s': round(middle(taken.fresh)),
    'again s': round(middle(taken.again)),
    'verify s': round(middle(taken.verify)),
    'again / fresh': round(middle(ratios('again'))),
    'their sections': round(middle(ofSections)),
    'verify / fresh': round(middle(ratios('verify'))),
    promised,
  };
}

const results = [];
for (const latency of [50, 300]) {
  for (const keepsSession of [false, true]) results.push(await measure(latency, keepsSession));
}
console.table(results);
const missed = ['verify', 'again'].flatMap((command) =>
  results
    .filter((each) => each[`${command} / fresh`] > promised)
    .map(({ latency, session }) => `by ${command} at ${latency} with a ${session} session`),
);
if (missed.length > 0) {
  console.error(`Missed ${missed.join(', ')}.`);
  process.exitCode = 1;
}
