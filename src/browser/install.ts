import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Trouble } from '../runbook/trouble.ts';
import { type FoundBrowser, findBrowser } from './find.ts';

const PLAYWRIGHT = join(dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js');

/** A way to get a headless browser, tried in this order. */
interface Way {
  readonly name: string;
  readonly possible: () => boolean;
  readonly commands: readonly (readonly [program: string, ...args: string[]])[];
}

const WAYS: readonly Way[] = [
  {
    name: "Playwright's installer",
    possible: () => true,
    commands: [[process.execPath, PLAYWRIGHT, 'install', '--only-shell', 'chromium']],
  },
  {
    name: 'the Debian package chromium-headless-shell',
    possible: () => process.platform === 'linux' && process.getuid?.() === 0,
    commands: [
      ['apt-get', 'update', '-qq'],
      ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium-headless-shell', 'fonts-liberation'],
    ],
  },
];

/**
 * The headless browser to use, installed first where there is none.
 * @param say is told what is being done, a line each
 * @throws Trouble of kind `preflight` where none can be had
 */
export async function provideBrowser(say: (line: string) => void): Promise<FoundBrowser> {
  const asked = process.env['SETUPWRIGHT_BROWSER'];
  const find = () => findBrowser({ headed: false, asked });
  const there = find();
  if (there) return there;
  for (const { name, possible, commands } of WAYS) {
    if (!possible()) continue;
    say(`No browser found: trying ${name} ...`);
    const done = await inTurn(commands);
    const found = find();
    if (done && found) return found;
    say(`${name} did not bring one.`);
  }
  throw new Trouble(
    'preflight',
    'There is no browser, and none could be installed.',
    'Install Chrome or Chromium, or give the path of one in SETUPWRIGHT_BROWSER.',
  );
}

async function inTurn(commands: Way['commands']): Promise<boolean> {
  for (const [program, ...args] of commands) {
    const worked = await new Promise<boolean>((resolve) => {
      const child = spawn(program, args, {
        stdio: 'ignore',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
      child.once('error', () => resolve(false));
      child.once('exit', (code) => resolve(code === 0));
    });
    if (!worked) return false;
  }
  return true;
}
