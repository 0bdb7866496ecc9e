import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Why no keyring can be started here; undefined where one can. */
export function noKeyringHere(): string | undefined {
  if (process.platform !== 'linux') return 'only the Secret Service of Linux can be started for a test';
  for (const [program, ...args] of [
    ['dbus-daemon', '--version'],
    ['gnome-keyring-daemon', '--version'],
  ] as const) {
    if (spawnSync(program, args).error) return `${program} is not installed`;
  }
  return undefined;
}

/** A D-Bus session with an unlocked keyring of its own; the environment leads there until it is disposed of. */
export async function keyring(): Promise<AsyncDisposable> {
  const home = await mkdtemp(join(tmpdir(), 'setupwright-keyring-'));
  const place = { HOME: home, XDG_DATA_HOME: home, XDG_RUNTIME_DIR: home, PATH: process.env['PATH'] };
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1', `--address=unix:path=${home}/bus`], {
    env: place,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = String((await once(bus.stdout, 'data'))[0]).trim();
  const env = { ...place, DBUS_SESSION_BUS_ADDRESS: address };
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin.end('a password of the test');
  while (!isThere(env)) await pause(50);
  const before = process.env['DBUS_SESSION_BUS_ADDRESS'];
  process.env['DBUS_SESSION_BUS_ADDRESS'] = address;
  return {
    [Symbol.asyncDispose]: async () => {
      if (before === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS'];
      else process.env['DBUS_SESSION_BUS_ADDRESS'] = before;
      await ended(daemon);
      await ended(bus);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** It says nothing once it can be asked. */
function isThere(env: NodeJS.ProcessEnv): boolean {
  const to = ['--session', '--dest=org.freedesktop.DBus', '--print-reply', '/', 'org.freedesktop.DBus.NameHasOwner'];
  const asked = spawnSync('dbus-send', [...to, 'string:org.freedesktop.secrets'], { env, encoding: 'utf8' });
  return asked.stdout.includes('boolean true');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
