import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { cleanEnvironment } from '../../src/cli/own-environment.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');
const CANARY = 'CANARY-k2Xw7TqLm4Rz8Bn5';

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setupwright-environment-'));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The built command line, with options of Node's own and more in its environment. */
function setupwright(
  args: readonly string[],
  { node = [], env = {} }: { node?: readonly string[]; env?: NodeJS.ProcessEnv },
) {
  const { PATH, HOME } = process.env;
  return new Promise<Ended>((resolve) => {
    const options = { cwd: folder, env: { PATH, HOME, ...env } };
    const child = execFile(process.execPath, [...node, '--', MAIN, ...args], options, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

/** A module that does this before the command line starts. */
async function before(source: string): Promise<string[]> {
  const path = join(folder, `before-${Math.abs(source.length)}-${process.hrtime.bigint()}.mjs`);
  await writeFile(path, source);
  return ['--import', pathToFileURL(path).href];
}

test.describe('case 7: what a user set for debugging', () => {
  test('is taken out of the environment', async () => {
    const told = "process.on('exit', () => console.log(Object.keys(process.env).sort().join()));";
    const { code, out } = await setupwright(['list'], {
      node: await before(told),
      env: {
        ...{
          DEBUG: 'pw:*',
          DEBUG_FILE: 'a.log',
          PWDEBUG: '1',
          PW_TEST_REPORTER: 'json',
          PLAYWRIGHT_HTML_OPEN: 'always',
        },
        ...{ PWTEST_VIDEO: '1', PLAYWRIGHT_JUNIT_OUTPUT_NAME: 'a.xml', NODE_OPTIONS: '--max-old-space-size=200' },
        ...{
          SELENIUM_REMOTE_URL: 'http://grid.example:4444',
          SELENIUM_REMOTE_HEADERS: '{}',
          npm_config_pwdebug: '1',
          npm_config_playwright_browsers_path: '/b',
        },
        ...{ SSLKEYLOGFILE: 'keys.log', PLAYWRIGHT_BROWSERS_PATH: '/browsers' },
      },
    });
    expect(code).toBe(0);
    expect(out.trim().split('\n').at(-1)).toBe(
      'HOME,PATH,PLAYWRIGHT_BROWSERS_PATH,npm_config_playwright_browsers_path',
    );
  });

  for (const [what, env, says] of [
    ['a report of Node', { NODE_OPTIONS: '--report-uncaught-exception' }, '--report-uncaught-exception'],
    ['a report, in quotes', { NODE_OPTIONS: '"--report-uncaught-exception"' }, '--report-uncaught-exception'],
    ['an inspector', { NODE_OPTIONS: '--inspect=127.0.0.1:0' }, '--inspect'],
    ['a snapshot of the memory', { NODE_OPTIONS: '--heapsnapshot-signal=SIGUSR2' }, '--heapsnapshot-signal'],
    ['the keys of connections', { NODE_OPTIONS: '--tls-keylog=keys.log' }, '--tls-keylog'],
    ['the log of Node', { NODE_DEBUG: 'http,tls' }, 'NODE_DEBUG'],
    ['certificates that nobody checks', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'NODE_TLS_REJECT_UNAUTHORIZED=0'],
  ] as const) {
    test(`is refused in one line where Node has acted on it already: ${what}`, async () => {
      const { code, out, err } = await setupwright(['list'], { env });
      expect(code).toBe(64);
      expect(out).toBe('');
      const own = err.split('\n').filter((line) => line.startsWith('setupwright: '));
      expect(own).toHaveLength(1);
      expect(own[0]).toContain(says);
      expect((await readdir(folder)).filter((name) => /\.(log|json|heapsnapshot)$/.test(name))).toEqual([]);
    });
  }

  test('is refused on the command line of Node as well', () => {
    expect(cleanEnvironment({ env: {}, execArgv: ['--report_on_signal'] })).toContain('--report-on-signal');
    expect(cleanEnvironment({ env: {}, execArgv: ['--enable-source-maps'] })).toBeUndefined();
  });
});

/** Does something once the program is there to see to it. */
const later = (deed: string) =>
  `const wait = setInterval(() => {
    if (process.listenerCount('uncaughtException') === 0) return;
    clearInterval(wait); ${deed}
  }, 10);`;

test.describe('case 8: an error that nobody caught', () => {
  for (const [what, source] of [
    ['is thrown', later(`throw new TypeError('the value is ${CANARY}');`)],
    ['is no error', later(`throw '${CANARY}';`)],
    ['has an odd name', later(`const e = new Error('a'); e.name = '${CANARY}'; e.code = '${CANARY}'; throw e;`)],
    ['is rejected', later(`Promise.reject(new Error('${CANARY}', { cause: '${CANARY}' }));`)],
    ['is a warning', later(`process.emitWarning('${CANARY}'); throw new Error('a');`)],
  ] as const) {
    test(`is told by a code of ours, never by its text: it ${what}`, async () => {
      const { code, out, err } = await setupwright(['list'], { node: await before(source) });
      expect(err).toMatch(/^setupwright: E_UNFORESEEN: [^\n]+ Please report this with what led to it\.\n$/);
      expect(`${out}${err}`).not.toContain(CANARY);
      expect(code).toBe(1);
    });
  }
});

test('a program that is started inherits no secret of the settings', async () => {
  const told = "process.on('exit', () => console.log(JSON.stringify(process.env)));";
  const { out } = await setupwright(['code', '--message', 'none.eml', '--user', 'a@b.example'], {
    node: await before(told),
    env: { SALESFORCE_PASSWORD: CANARY, IMAP_PASSWORD: `${CANARY}2`, SALESFORCE_USERNAME: 'a@b.example' },
  });
  expect(out).toContain('SALESFORCE_USERNAME');
  expect(out).not.toContain(CANARY);
});

test('case 26: a recording that secrets would be in cannot be asked for', async () => {
  for (const option of ['--trace', '--video', '--har', '--user-data-dir=a', '--insecure-permissions']) {
    const { code, err } = await setupwright(['run', 'external-client-app', option], {});
    expect.soft(code, option).toBe(64);
    expect.soft(err, option).toContain(`unknown option '${option}'`);
  }
});
