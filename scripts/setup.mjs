// Makes a fresh clone ready: packages, build, browser. Does only what is not done yet. Needs nothing but Node and npm.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = [20, 19];
const STAMP = 'node_modules/.setupwright-lock';

try {
  checkNode();
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  installPackages();
  const { build } = await import('./build.mjs');
  build();
  if (!process.argv.includes('--no-browser')) {
    const { provideBrowser } = await import('../dist/src/browser/install.js');
    await provideBrowser((line) => console.log(line));
  }
} catch (error) {
  console.error(`setupwright: ${error.message}`);
  process.exitCode = 4;
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Error(`Node ${process.versions.node} is too old. Install Node ${OLDEST_NODE.join('.')} or newer.`);
}

function installPackages() {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  console.log('Installing the packages of the lockfile ...');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('The packages could not be installed. Check the network and run it again.');
  writeFileSync(STAMP, lock);
}
