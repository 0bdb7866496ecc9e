import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { command } from '../support/practice.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const STACK = /\n\s+at |node:internal|file:\/\//;

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-help-'));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

const setupwright = (...args: string[]) => command(args, folder);

test('--help names every command and exit code', async () => {
  const { code, out, err } = await setupwright('--help');
  expect(code).toBe(0);
  expect(err).toBe('');
  for (const word of ['rehearse', 'run', 'undo', 'doctor', 'list', 'show'])
    expect(out).toMatch(new RegExp(`^  ${word} `, 'm'));
  for (const exit of [0, 1, 3, 4, 5, 64, 130]) expect(out).toMatch(new RegExp(`\\s${exit} [a-z]`));
});

for (const [name, options] of [
  [
    'run',
    [
      '--env-file',
      '--inputs',
      '--set',
      '--sink',
      '--sink-fallback',
      '--out',
      '--headed',
      '--json',
      '--yes',
      '--no-input',
      '--allow-production',
      '--confirm-org',
    ],
  ],
  ['rehearse', ['--env-file', '--inputs', '--set', '--sink', '--out', '--headed', '--json']],
  [
    'doctor',
    ['--env-file', '--inputs', '--set', '--sink', '--sink-fallback', '--out', '--headed', '--no-input', '--json'],
  ],
  ['show', ['--manual', '--inputs', '--set', '--env-file', '--json']],
  ['list', ['--json']],
  [
    'undo',
    [
      '--env-file',
      '--out',
      '--headed',
      '--json',
      '--pdf',
      '--yes',
      '--no-input',
      '--allow-production',
      '--confirm-org',
    ],
  ],
] as const) {
  test(`${name} --help explains each of its options`, async () => {
    const { code, out } = await setupwright(name, '--help');
    expect(code).toBe(0);
    for (const option of options) expect(out).toMatch(new RegExp(`^\\s+${option}( <[^>]+>)?\\s{2,}\\w`, 'm'));
  });
}

test('--help is read in lines of at most 100 characters', async () => {
  for (const args of [['--help'], ['run', '--help'], ['doctor', '--help'], ['show', '--help']]) {
    const { out } = await setupwright(...args);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  }
});

test('--version is that of the package', async () => {
  const { version } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };
  expect(await setupwright('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test('no command at all prints the usage and is a mistake', async () => {
  const { code, out, err } = await setupwright();
  expect(code).toBe(64);
  expect(out).toBe('');
  expect(err).toContain('Usage: setupwright');
});

const mistakes: ReadonlyArray<readonly [what: string, args: string[], says: string]> = [
  ['an unknown command', ['frobnicate'], "unknown command 'frobnicate'"],
  ['an unknown option', ['run', 'external-client-app', '--hedaed'], "unknown option '--hedaed'"],
  ['an option of another command', ['list', '--headed'], "unknown option '--headed'"],
  ['an option without its value', ['run', 'external-client-app', '--out'], "option '--out <dir>' argument missing"],
  ['a runbook left out', ['run'], "missing required argument 'runbook'"],
  ['a runbook too many', ['show', 'external-client-app', 'other'], 'too many arguments'],
];
for (const [what, args, says] of mistakes) {
  test(`${what} is refused in one line, and help is offered`, async () => {
    const { code, out, err } = await setupwright(...args);
    expect(code).toBe(64);
    expect(out).toBe('');
    // The mistake, perhaps what was meant, and where help is.
    expect(err).toMatch(/^setupwright: [^\n]+[^.]\. "setupwright --help" says what there is\.\n$/);
    expect(err).toContain(says);
  });
}

const refusals: ReadonlyArray<readonly [what: string, args: string[], says: RegExp]> = [
  ['an unknown runbook', ['run', 'external-client'], /There is no runbook "external-client"\. "setupwright list"/],
  ['a name that every object has', ['show', 'constructor'], /There is no runbook "constructor"/],
  ['an input left out', ['run', 'external-client-app'], /The input contactEmail .*--set contactEmail=/],
  ['no settings', ['run', 'external-client-app', '--set', 'contactEmail=a@b.example'], /SALESFORCE_URL is not set\./],
  ['an absent inputs file', ['run', 'external-client-app', '--inputs', 'no.json'], /no\.json/],
];
for (const [what, args, says] of refusals) {
  test(`${what}: exit code 64 and one line that says what to do`, async () => {
    const { code, out, err } = await setupwright(...args);
    expect(code).toBe(64);
    expect(out).toBe('');
    expect(err).toMatch(says);
    expect(err).toMatch(/^setupwright: [^\n]+\n$/);
    expect(err).not.toMatch(STACK);
  });
}

// Node itself takes `--env-file` behind the script for its own option (nodejs/node issue 54232).
test('an absent settings file: exit code 64 and one line that says what to do', async () => {
  const { code, err } = await setupwright('run', 'external-client-app', '--env-file', 'no.env');
  expect(err).toMatch(/^setupwright: The settings file no\.env does not exist\./);
  expect(code).toBe(64);
});

test('a settings file cannot give Node itself options', async () => {
  await writeFile(join(folder, 'intruder.mjs'), "console.log('the settings file ran a program')");
  const options = `NODE_OPTIONS='--import ${pathToFileURL(join(folder, 'intruder.mjs')).href}'\n`;
  await writeFile(join(folder, 'node-options.env'), options, { mode: 0o600 });
  const { out } = await setupwright('run', 'external-client-app', '--env-file', 'node-options.env');
  expect(out).toBe('');
});

test('--help loads no library but the one that reads the command line', async () => {
  const hooks = join(folder, 'hooks.mjs');
  const log = join(folder, 'loaded.txt');
  await writeFile(
    hooks,
    `import { appendFileSync } from 'node:fs';
export async function load(url, context, next) {
  appendFileSync(${JSON.stringify(log)}, url + '\\n');
  return next(url, context);
}`,
  );
  const register = join(folder, 'register.mjs');
  await writeFile(
    register,
    `import { register } from 'node:module';\nregister(${JSON.stringify(pathToFileURL(hooks).href)});`,
  );
  const main = join(REPOSITORY, 'dist/src/cli/main.js');
  await promisify(execFile)(process.execPath, ['--import', pathToFileURL(register).href, main, 'run', '--help']);
  const loaded = (await readFile(log, 'utf8')).split('\n');
  const packages = loaded.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
  expect(loaded.some((url) => url.endsWith('/src/cli/main.js'))).toBe(true);
  expect([...new Set(packages)]).toEqual(['commander']);
});

test('--help works where the browser library is not even installed', async () => {
  const copy = join(folder, 'copy');
  await cp(join(REPOSITORY, 'dist', 'src'), join(copy, 'dist', 'src'), { recursive: true });
  await cp(join(REPOSITORY, 'package.json'), join(copy, 'package.json'));
  await cp(join(REPOSITORY, 'node_modules', 'commander'), join(copy, 'node_modules', 'commander'), { recursive: true });
  // Called by a link, as npm installs it.
  await symlink(join(copy, 'dist/src/cli/main.js'), join(folder, 'setupwright'));
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'setupwright'), '--help']);
  expect(stdout).toContain('Usage: setupwright');
});
