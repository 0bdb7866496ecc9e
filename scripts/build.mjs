// Builds what is not built yet: the program by the TypeScript compiler, and the pages of the practice org.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PARTS = [
  {
    name: 'program',
    made: 'dist/src/cli/main.js',
    runs: true,
    from: ['src', 'runbooks', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
    not: 'src/practice-org/client',
    clean: ['dist/src', 'dist/runbooks'],
    command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
  },
  {
    name: 'pages of the practice org',
    made: 'dist/practice-org',
    from: ['src/practice-org/client', 'scripts/build-practice-org.mjs', 'package-lock.json'],
    clean: [],
    command: ['scripts/build-practice-org.mjs'],
  },
];

/** Builds each part whose sources changed since it was built last. */
export function build() {
  for (const part of PARTS) {
    const stamp = `dist/.built-${part.name.replaceAll(' ', '-')}`;
    const sources = digest(part);
    if (existsSync(part.made) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) continue;
    console.log(`Building the ${part.name} ...`);
    for (const folder of part.clean) rmSync(folder, { recursive: true, force: true });
    const { status } = spawnSync(process.execPath, part.command, { stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) throw new Error(`The ${part.name} could not be built.`);
    // npm makes the command executable only once, when it links it; the compiler writes it anew.
    if (part.runs) chmodSync(part.made, 0o755);
    mkdirSync('dist', { recursive: true });
    writeFileSync(stamp, sources);
  }
}

function digest({ from, not }) {
  const hash = createHash('sha256');
  for (const file of from.flatMap(filesOf).sort()) {
    if (!not || !file.startsWith(not)) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true })
    .map((name) => join(path, String(name)))
    .filter((file) => statSync(file).isFile());
}

if (process.argv[1] === import.meta.filename) {
  try {
    build();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
