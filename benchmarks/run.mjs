// Measures what a run with its full evidence costs: the whole runbook against a bare Playwright script that makes the
// same clicks in the same practice org, as commands of their own, in turns. Ratios are of the same round. `least` is the
// ratio of that bare script with nothing but pictures and fresh read-backs: no evidence of these clicks can cost less.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPractice } from '../dist/src/cli/practice.js';
import { sealFolder } from '../dist/src/evidence/seal/seal.js';
import { signerFrom } from '../dist/src/evidence/seal/signer.js';
import { writeWhole } from '../dist/src/evidence/writer/files.js';

const root = join(import.meta.dirname, '..');
const rounds = Number(process.argv[2] ?? 10);
const promised = { 50: 1.35, 300: 1.1 };
const promisedMegabytes = 6;
const promisedClose = 0.02;

const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const round = (number) => Number(number.toFixed(3));

/** Milliseconds of a command that must end well. */
async function timed(args, options) {
  const from = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`It ended with ${code}: ${Buffer.concat(said)}`);
  return performance.now() - from;
}

async function megabytesOf(folder) {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
}

/**
 * Seconds from the last event of a run to its signature, on the clock of the disk, for which nothing is promised: the last
 * look for leaks lies in it. And of these what went into report, hashes and seal: the time until its last file, and, in
 * place of the seal, what it takes to seal a copy here.
 */
async function closeOf(folder, signer) {
  const journal = await readFile(join(folder, 'journal.jsonl'), 'utf8');
  const ended = Date.parse(JSON.parse(journal.trim().split('\n').at(-1)).at);
  const sinceThen = async (name) => ((await stat(join(folder, name))).mtimeMs - ended) / 1000;
  const copy = `${folder}-copy`;
  await cp(folder, copy, { recursive: true });
  for (const name of ['SHA256SUMS', 'SHA256SUMS.sig']) await rm(join(copy, name));
  const from = performance.now();
  await sealFolder(copy, { signer, write: (name, content) => writeWhole(join(copy, name), content) });
  const sealing = (performance.now() - from) / 1000;
  await rm(copy, { recursive: true });
  return { untilSealed: await sinceThen('SHA256SUMS.sig'), reportAndSeal: (await sinceThen('summary.md')) + sealing };
}

/** Seconds of a run by what they went into, as its record tells. */
async function partsOf(folder, signer) {
  const { ms, askedMs, steps } = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
  const inSteps = steps.reduce((sum, step) => sum + step.ms, 0);
  return {
    ...(await closeOf(folder, signer)),
    whole: ms / 1000,
    steps: inSteps / 1000,
    asked: askedMs / 1000,
    betweenSteps: (ms - inSteps) / 1000,
  };
}

async function measure(latency) {
  const folder = await mkdtemp(join(tmpdir(), 'setupwright-bench-'));
  const place = await startPractice({ sink: `file:${join(folder, 'app.json')}`, faults: [`latency=${latency}`] });
  const { org, settings } = place;
  const key = join(folder, 'seal-key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const signer = await signerFrom(key);
  const env = { ...process.env, ...settings, SETUPWRIGHT_SEAL_KEY_FILE: key };
  const bare = { setupUrl: org.setupUrl, controlUrl: org.controlUrl, ...org.admin };
  const script = (evidence) => [join(import.meta.dirname, 'bare-script.mjs'), JSON.stringify({ ...bare, evidence })];
  const ratios = { run: [], evidence: [] };
  const closes = [];
  const ran = [];
  const seconds = { bare: [], evidence: [], run: [] };
  const sizes = [];
  const parts = [];
  try {
    for (let n = 0; n < rounds; n++) {
      const times = {};
      const turns = ['bare', 'evidence', 'run'];
      for (const who of n % 2 === 0 ? turns : turns.reverse()) {
        org.reset();
        await rm(join(folder, 'app.json'), { force: true });
        const out = join(folder, `run-${n}`);
        const command = ['run', 'external-client-app', '--yes', '--set', 'contactEmail=ops@acme.example'];
        const args = {
          bare: script(false),
          evidence: script(true),
          run: ['--', join(root, 'dist/src/cli/main.js'), ...command, '--set', 'appName=Document AI', '--out', out],
        };
        times[who] = await timed(args[who], { cwd: folder, env });
        if (who === 'run') ran.push({ out, ms: times.run });
      }
      for (const who of ['run', 'evidence']) ratios[who].push(times[who] / times.bare);
      for (const who of turns) seconds[who].push(times[who] / 1000);
    }
    // Afterwards, so that no copy is written to the disk while another takes its turn.
    for (const { out, ms } of ran) {
      sizes.push(await megabytesOf(out));
      const parted = await partsOf(out, signer);
      parts.push(parted);
      closes.push((parted.reportAndSeal * 1000) / ms);
    }
  } finally {
    await place.close();
    await rm(folder, { recursive: true, force: true });
  }
  const part = (name) => round(middle(parts.map((each) => each[name])));
  return {
    latency: `${latency} ms`,
    ratio: round(middle(ratios.run)),
    from: round(Math.min(...ratios.run)),
    to: round(Math.max(...ratios.run)),
    promised: promised[latency],
    least: round(middle(ratios.evidence)),
    'bare s': round(middle(seconds.bare)),
    'evidence s': round(middle(seconds.evidence)),
    'run s': round(middle(seconds.run)),
    MB: round(middle(sizes)),
    'report and seal s': part('reportAndSeal'),
    'of run': round(middle(closes)),
    'sealed after s': part('untilSealed'),
    'record s': part('whole'),
    'steps s': part('steps'),
    'asked s': part('asked'),
    'between s': part('betweenSteps'),
  };
}

const results = [];
for (const latency of [50, 300]) results.push(await measure(latency));
console.table(results);
const missed = results.filter(
  ({ ratio, promised, MB, 'of run': close }) => ratio > promised || MB > promisedMegabytes || close > promisedClose,
);
if (missed.length > 0) {
  console.error(`Missed at a latency of ${missed.map(({ latency }) => latency).join(' and ')}.`);
  process.exitCode = 1;
}
