import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';

const ROOT = join(import.meta.dirname, '..', '..');

/** Ways around the one writer, and by which rule each is caught. */
const CAUGHT: readonly (readonly [source: string, by: RegExp])[] = [
  ["import { writeFileSync } from 'node:fs'; export const a = writeFileSync;", /noRestrictedImports/],
  ["import { writeFile as w } from 'node:fs/promises'; export const a = w;", /noRestrictedImports/],
  ["import { open } from 'node:fs/promises'; export const a = open;", /noRestrictedImports/],
  ["import * as fs from 'node:fs'; export const a = fs;", /noRestrictedImports/],
  ["import fs from 'node:fs/promises'; export const a = fs;", /noRestrictedImports/],
  ["import { promises } from 'node:fs'; export const a = promises;", /noRestrictedImports/],
  ["export const a = await import('node:fs');", /noRestrictedImports/],
  ["export const a = require('node:fs');", /noRestrictedImports/],
  ["export { writeFile } from 'node:fs/promises';", /noRestrictedImports/],
  [
    "import { appendFile } from 'fs/promises'; export const a = appendFile;",
    /noRestrictedImports|useNodejsImportProtocol/,
  ],
  ["import write from 'write-file-atomic'; export const a = write;", /noRestrictedImports/],
  ["import process from 'node:process'; export const a = process;", /noRestrictedImports/],
  ["console.log('a');", /noConsole/],
  ["console.error('a');", /noConsole/],
  ["process.stdout.write('a');", /plugin/],
  ["process['stderr'].write('a');", /plugin/],
  ["process?.stdout.write('a');", /plugin/],
  ['const { stderr } = process; export const a = stderr;', /plugin/],
  ['const own = process; export const a = own.stdout;', /plugin/],
  ["globalThis.process.stdout.write('a');", /plugin/],
  ["process.emitWarning('a');", /plugin/],
  ["globalThis['process'].stdout.write('a');", /plugin/],
  ["export const a = process.getBuiltinModule('node:fs');", /plugin/],
  [
    "import { createRequire } from 'node:module'; export const a = createRequire(import.meta.url)('node:fs');",
    /plugin/,
  ],
  ["export const a = (spawn) => spawn('a', [], { stdio: 'inherit' });", /plugin/],
  ['export const a = (context) => context.tracing.start({ snapshots: true });', /plugin/],
  ["export const a = (browser) => browser.newContext({ recordVideo: { dir: 'a' } });", /plugin/],
  ["export const a = (browser) => browser.newContext({ locale: 'en', recordHar: { path: 'a' } });", /plugin/],
  ["export const a = (type) => type.launchPersistentContext('a');", /plugin/],
  ["export const a = (page) => page.screenshot({ path: 'a' });", /plugin/],
  ["export const a = (page) => page.pdf({ format: 'a4', path: 'a' });", /plugin/],
  ["export const a = (file) => file.saveAs('a');", /plugin/],
  ["export const a = (spawn) => spawn('a', [], { stdio: ['ignore', 'inherit', 'pipe'] });", /plugin/],
  ["export const a = (spawn) => spawn('a', [], { stdio: [0, 1, 2] });", /plugin/],
  ['let { stderr } = process; export const a = stderr;', /useConst/],
  [
    "import { createRequire } from 'node:module'; const load = createRequire(import.meta.url); export const a = load('node:fs');",
    /plugin/,
  ],
  ['export const a = () => process.report.writeReport();', /plugin/],
  ["export const a = (page) => page.screencast.start({ path: 'a' });", /plugin/],
  ["export const a = (browser, page) => browser.startTracing(page, { path: 'a' });", /plugin/],
  ["export const a = (page) => page.routeFromHAR('a', { update: true });", /plugin/],
  ["import { WriteStream } from 'node:tty'; export const a = new WriteStream(1);", /noRestrictedImports/],
  ["import { writeHeapSnapshot } from 'node:v8'; export const a = writeHeapSnapshot;", /noRestrictedImports/],
  ["import { log } from 'node:console'; export const a = log;", /noRestrictedImports/],
];

/** Beside the writer of the evidence those who keep files of their own: locks, sessions, passkeys, sinks. */
const WRITERS = [
  ...['file-place', 'ignored-folder', 'left-behind', 'owned-file', 'room', 'scratch'].map(
    (name) => `src/machine/${name}.ts`,
  ),
  ...['file-sink', 'sink-file'].map((name) => `src/secrets/${name}.ts`),
];

/** What they must not be taken for. */
const FINE = [
  "import { existsSync, type Stats } from 'node:fs'; export const a = (stats: Stats) => [existsSync, stats];",
  "import { readFile, stat } from 'node:fs/promises'; export const a = [readFile, stat];",
  'export const a = (page, child) => [page.screenshot({ animations: 1 }), child.stdout, process.env];',
];

interface Told {
  readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: unknown } }[];
}

/** The rules that are broken in each of these sources, as the project's own configuration tells them. */
async function lint(sources: Readonly<Record<string, string>>): Promise<Map<string, string[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'setupwright-lint-'));
  try {
    const { vcs: _, $schema: __, ...config } = JSON.parse(await readFile(join(ROOT, 'biome.json'), 'utf8'));
    await writeFile(join(folder, 'biome.json'), JSON.stringify(config));
    await cp(join(ROOT, 'lint'), join(folder, 'lint'), { recursive: true });
    for (const [path, source] of Object.entries(sources)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), `${source}\n`);
    }
    const biome = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
    const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    );
    const told = new Map<string, string[]>(Object.keys(sources).map((path) => [path, []]));
    for (const { category, location } of (JSON.parse(stdout) as Told).diagnostics) {
      const path = JSON.stringify(location.path).replaceAll('\\\\', '/');
      for (const [source, rules] of told) if (path.includes(source)) rules.push(category);
    }
    return told;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const named = (folder: string, sources: readonly string[]) =>
  Object.fromEntries(sources.map((source, n) => [`${folder}/fixture-${n}-.ts`, source]));

test('what goes around the one writer breaks a rule, in every folder but the writers’ own', async () => {
  const sources = CAUGHT.map(([source]) => source);
  const told = await lint({
    ...named('src/engine', sources),
    ...named('runbooks/a', sources),
    ...named('src/practice-org', sources),
  });
  for (const [n, [source, by]] of CAUGHT.entries()) {
    for (const folder of ['src/engine', 'runbooks/a']) {
      expect.soft(told.get(`${folder}/fixture-${n}-.ts`)?.join(' '), `${folder}: ${source}`).toMatch(by);
    }
    expect
      .soft(told.get(`src/practice-org/fixture-${n}-.ts`)?.join(' '), source)
      .not.toMatch(/plugin|noConsole|noRestricted/);
  }
});

test('reading files and other streams breaks no rule, nor does writing where files are written', async () => {
  const writing = CAUGHT.slice(0, 3).map(([source]) => source);
  const [aWrite = ''] = writing;
  const speaking = [
    "import { stdout } from 'node:process'; export const a = stdout;",
    "import { log } from 'node:console'; export const a = log;",
  ];
  const told = await lint({
    ...named('src/engine', FINE),
    ...named('src/evidence/writer', writing),
    ...Object.fromEntries(WRITERS.map((path) => [path, aWrite])),
    'src/cli/speech.ts': 'const { stdout } = process; export const a = stdout;',
  });
  for (const [path, rules] of told) expect.soft(rules, path).toEqual([]);
  for (const folder of ['src/machine', 'src/secrets']) {
    for (const [path, rules] of await lint(named(folder, writing)))
      expect.soft(rules.join(), path).toContain('noRestrictedImports');
  }
  for (const folder of ['src/machine', 'src/secrets', 'src/evidence/writer']) {
    const spoken = await lint(named(folder, speaking));
    for (const [path, rules] of spoken) expect.soft(rules.join(), path).toContain('noRestrictedImports');
  }
});

test('JSON that a command says or writes is made in the one place that shows what is not seen', async () => {
  const json = [
    'export const a = (b) => JSON.stringify(b, null, 2);',
    "export const a = (b) => JSON.stringify(b, [], '  ');",
  ];
  for (const [path, rules] of await lint(named('src/cli', json))) expect.soft(rules.join(), path).toContain('plugin');
  const fine = await lint(named('src/cli', ['export const a = (b) => JSON.stringify(b);']));
  expect([...fine.values()].flat()).toEqual([]);
});
