import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import { type Ended, MAIN, type Practice } from '../support/practice.ts';
import type { Moment, Victim } from './moments.ts';
import { isBrowser, isRenderer, killAll, killAllOf, processesOf } from './processes.ts';

const LOOK_EVERY_MS = 3;
/** How long after its exit the last words of a program are waited for, in milliseconds. */
const HEARD_WITHIN_MS = 1_000;
/** Longest that a run may take, in milliseconds: it waits for a mail for minutes. One that takes longer hangs. */
const PATIENCE_MS = 420_000;

/** A run of a trial while it goes on. */
export interface UnderWay {
  readonly child: ChildProcess;
  readonly out: string;
  readonly from: number;
  /** What it has said so far. */
  said(): string;
  /** How it ended; `code` is null where it was killed. */
  readonly ended: Promise<Ended>;
}

/** One folder in which a run is begun and another goes on: nothing that they keep is anywhere else. */
export class Trial implements AsyncDisposable {
  readonly folder: string;
  readonly #place: Practice;
  readonly #said: Ended[] = [];

  private constructor(place: Practice, folder: string) {
    this.#place = place;
    this.folder = folder;
  }

  /** Makes the folder, and puts the org back to its start. */
  static async in(place: Practice): Promise<Trial> {
    place.org.reset();
    // Short: a browser makes a socket below it, whose path must not be long.
    const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
    for (const name of ['tmp', 'home', 'work', 'evidence']) await mkdir(join(folder, name), { mode: 0o700 });
    return new Trial(place, folder);
  }

  get org(): PracticeOrg {
    return this.#place.org;
  }

  get mailboxPassword(): string {
    return this.#place.mailbox.password;
  }

  /** Where evidence is, by the name of its run. */
  evidence(name: string): string {
    return join(this.folder, 'evidence', name);
  }

  get sink(): string {
    return join(this.folder, 'work', 'credentials.json');
  }

  /** What all runs have said so far. */
  get said(): string {
    return this.#said.map(({ out, err }) => `${out}${err}`).join('\n');
  }

  /** Starts `run external-client-app` with its evidence under a name. */
  run(name: string): UnderWay {
    const inputs = ['contactEmail=ops@acme.example', 'appName=Document AI'].flatMap((pair) => ['--set', pair]);
    return this.#start(['run', 'external-client-app', ...inputs], name);
  }

  /** Goes on where a run ended: by `resume`, or by `run` where its journal does not tell of its start yet. */
  async goOn(from: string, name: string): Promise<Ended> {
    const journal = join(this.evidence(from), 'journal.jsonl');
    const tells = existsSync(journal) && (await readFile(journal, 'utf8')).includes('\n');
    const under = tells ? this.#start(['resume', this.evidence(from)], name) : this.run(name);
    const ended = await this.endOf(under);
    return ended;
  }

  /** How a run ends. @throws Error where it hangs */
  async endOf(under: UnderWay): Promise<Ended> {
    const hangs = new AbortController();
    const patience = pause(PATIENCE_MS, undefined, { signal: hangs.signal }).then(
      () => undefined,
      () => undefined,
    );
    const ended = await Promise.race([under.ended, patience]);
    hangs.abort();
    if (ended) return ended;
    await killAllOf(this.folder);
    const { out, err } = await under.ended;
    throw new Error(`It hangs: ${out.slice(-300)}${err}`);
  }

  /**
   * Has something happen to a run at a moment, unless the run ends before, and waits for its end.
   * @returns how it ended, and what came of it; undefined where the moment did not come
   */
  async when<T>(moment: Moment, under: UnderWay, happens: () => Promise<T> | T): Promise<Ended & { came?: T }> {
    let came: { came?: T } = {};
    const ended = await this.whenEach([moment], under, async () => {
      came = { came: await happens() };
    });
    return { ...ended, ...came };
  }

  /** As {@link when}, at several moments, in the order in which they come. @param happens told which one it is, from 0 on */
  async whenEach(
    moments: readonly Moment[],
    under: UnderWay,
    happens: (n: number) => Promise<void> | void,
  ): Promise<Ended> {
    let hasEnded = false;
    void under.ended.then(() => {
      hasEnded = true;
    });
    const deadline = performance.now() + PATIENCE_MS;
    for (const [n, moment] of moments.entries()) {
      while (!hasEnded && !(await moment.hasCome({ org: this.org, ...under }))) {
        if (performance.now() > deadline) throw new Error(`The moment does not come: ${moment.called}`);
        await pause(LOOK_EVERY_MS);
      }
      if (!hasEnded) await happens(n);
    }
    return await this.endOf(under);
  }

  /**
   * Kills a run, or a part of it, at a moment.
   * @returns how it ended, whether there was somebody to kill, and whether it was over before
   */
  async killAt(
    moment: Moment,
    under: UnderWay,
    victim: Victim,
  ): Promise<Ended & { killed: boolean; wasOver: boolean }> {
    const { came, ...ended } = await this.when(moment, under, () => this.#kill(under.child, victim));
    return { ...ended, killed: came === true, wasOver: came === undefined };
  }

  /** @returns whether there was somebody to kill */
  async #kill(child: ChildProcess, victim: Victim): Promise<boolean> {
    switch (victim) {
      case 'everything':
        child.kill('SIGKILL');
        await killAllOf(this.folder);
        return true;
      case 'program':
        return child.kill('SIGKILL');
      case 'browser':
      case 'renderer': {
        const found = (await processesOf(this.folder)).filter(victim === 'browser' ? isBrowser : isRenderer);
        killAll(found);
        return found.length > 0;
      }
    }
  }

  #start(args: readonly string[], name: string): UnderWay {
    const { PATH, SETUPWRIGHT_BROWSER, PLAYWRIGHT_BROWSERS_PATH } = process.env;
    const child = spawn(process.execPath, ['--', MAIN, ...args, '--yes', '--no-input', '--out', this.evidence(name)], {
      cwd: join(this.folder, 'work'),
      env: {
        PATH,
        SETUPWRIGHT_BROWSER,
        // Without the home folder of the user Playwright's own browser is not found.
        PLAYWRIGHT_BROWSERS_PATH: PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), '.cache', 'ms-playwright'),
        HOME: join(this.folder, 'home'),
        TMPDIR: join(this.folder, 'tmp'),
        ...this.#place.settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stdout.on('data', (data) => {
      said.out += data;
    });
    child.stderr.on('data', (data) => {
      said.err += data;
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, ...said }));
      // A browser that outlives the program keeps its output open.
      child.once('exit', (code) => void pause(HEARD_WITHIN_MS).then(() => resolve({ code, ...said })));
    });
    void ended.then((all) => this.#said.push(all));
    return { child, out: this.evidence(name), from: performance.now(), said: () => `${said.out}${said.err}`, ended };
  }

  /** Names of what lies in one of its folders. */
  async names(folder: 'tmp' | 'work'): Promise<string[]> {
    return await readdir(join(this.folder, folder));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await killAllOf(this.folder);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
