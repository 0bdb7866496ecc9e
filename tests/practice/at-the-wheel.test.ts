import { spawn } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { changesIn } from '../../src/practice-org/index.ts';
import { createApp, settings, signedIn } from '../practice-org/support.ts';
import { launchBrowser } from '../support/browser.ts';
import { deeds } from '../support/ledger.ts';
import { MAIN, type Practice, practice } from '../support/practice.ts';

let place: Practice;
test.beforeEach(async () => {
  place = await practice();
});
test.afterEach(() => place.close());

/** Runs with a console, and opens it in a browser of the person's own, as soon as its address is said. */
async function withConsole(args: readonly string[], steer: (page: Page) => Promise<void>) {
  const browser: Browser = await launchBrowser();
  let steered: Promise<void> | undefined;
  let said = '';
  try {
    const ended = await place.run(['--out', 'run', '--console', ...args], {
      hears: (out) => {
        said += out;
        const [, address] = /Console +(\S+)/.exec(said) ?? [];
        if (!address || steered) return;
        steered = (async () => {
          const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
          await page.goto(address);
          await steer(page);
        })();
        // It is awaited below, where the run has ended.
        steered.catch(() => undefined);
      },
    });
    await steered;
    return ended;
  } finally {
    await browser.close();
  }
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const asked = (page: Page, title: string) => page.getByRole('heading', { name: title }).waitFor({ timeout: 60_000 });

test('beside a run: pause, take over and do it by hand, hand back, leave a step out; the evidence says who and why', async () => {
  await place.org.switch({ faults: ['error-503@create*always'] });
  const more = ['--step', '--control', 'control', '--set', 'permissionSets=Nobody has this one'];
  const { code, out, err } = await withConsole(more, async (page) => {
    await asked(page, 'Paused before the next step');
    await page.getByLabel('Run until before step').selectOption('4');
    await press(page, 'Run');
    await expect(page.getByRole('alert')).toContainText('Step 4 Give the app a name');
    await expect(page.getByRole('alert')).toContainText(/Wanted\s*Document AI/);
    await press(page, 'Go on');
    await asked(page, 'This step has failed');
    await expect(page.getByRole('alert')).toContainText('Step 14 Create the app');
    // The picture of what the org shows.
    const picture = page.getByRole('alert').getByRole('img');
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1280);
    await press(page, 'Show me');
    await press(page, 'Take over');
    await asked(page, 'The wheel is yours');
    place.org.switch({ faults: [] });
    await createApp(await signedIn(place.org), place.org, {}, settings());
    await page.getByLabel('What you did, and why').fill('the org refused it; created by hand');
    await press(page, 'Hand back');
    await asked(page, 'This step has failed');
    await expect(page.getByRole('alert')).toContainText('Approve the permission sets');
    // The same run is steered by another way, too.
    await appendFile(join(place.folder, 'control'), 'skip the set comes later\n', { mode: 0o600 });
    await asked(page, 'How it ended');
  });
  expect(err).toBe('');
  expect(out).toContain('incomplete');
  expect(code).toBe(6);
  // By the org's own word nobody made it twice.
  expect(deeds(place.org, 'create app')).toHaveLength(1);
  const { outcome, sections, steps, interventions, waitedMs } = await place.record('run');
  expect(outcome).toBe('incomplete');
  expect(steps.find(({ outcome: of }) => of === 'skipped')).toMatchObject({
    says: 'Approve the permission sets',
    remark: 'the set comes later',
  });
  expect(sections[0]?.outcome).toBe('done by hand');
  expect(interventions.map(({ who, what }) => `${who} ${what}`)).toEqual([
    expect.stringMatching(/^a person, by the console said "run until": paused before step 1, Open Setup/),
    expect.stringMatching(/^a person, by the console said "go on": paused before step 4/),
    expect.stringMatching(/^a person, by the console said "take over": step 14, Create the app, had failed: /),
    'a person, by the console did step 14, Create the app',
    expect.stringMatching(/^a person, by the console said "hand back": working in the org's pages/),
    expect.stringMatching(/^a person, by the control file left out step \d+, Approve the permission sets$/),
  ]);
  expect(interventions.slice(-4).map(({ why }) => why)).toEqual([
    ...Array(3).fill('the org refused it; created by hand'),
    'the set comes later',
  ]);
  expect(waitedMs).toBeGreaterThan(0);
});

test('in CI an approval that is missing ends the run with 3, and a later job goes on once it is given', async () => {
  const first = await place.run(['--out', 'first', '--approve', 'commits', '--no-input']);
  expect(first.code).toBe(3);
  expect(first.out).toContain('interrupted');
  expect(first.out).toContain('needs an approval, and nobody is there to give it');
  expect(changesIn(place.org.ledger())).toEqual([]);
  expect(await place.record('first')).toMatchObject({ awaitsApprovalOf: 14, outcome: 'interrupted' });

  const weaker = await place.setupwright(['resume', 'first', '--yes', '--no-input', '--approve', 'never']);
  expect(weaker.err).toMatch(/^setupwright: The run in first asks for approvals \(--approve commits\)\./);
  expect(weaker.code).toBe(64);

  const args = ['resume', 'first', '--yes', '--approved-by', 'Jane, ticket 12', '--out', 'second'];
  const second = await place.setupwright(args);
  // The next step that commits needs an approval of its own.
  expect(second.code).toBe(3);
  expect(changesIn(place.org.ledger()).map(({ deed }) => deed)).toEqual(['create app']);
  const { run, interventions, awaitsApprovalOf } = await place.record('second');
  expect(run.resumes).toEqual({ run: (await place.record('first')).run.id });
  expect(interventions).toContainEqual(
    expect.objectContaining({
      who: 'a person, by the command line',
      what: 'said "approve": may step 14, Create the app, be carried out?',
      why: 'Jane, ticket 12',
    }),
  );
  expect(awaitsApprovalOf).toBeGreaterThan(14);
});

test('step by step needs somebody who says when', async () => {
  const { code, err } = await place.run(['--step', '--no-input']);
  expect(err).toBe(
    'setupwright: --step waits for a person before each step, and nobody can answer. Use a terminal, or give --headed, --console or --control.\n',
  );
  expect(code).toBe(64);
});

test('on a terminal: one key pauses, one goes on, one stops with the evidence whole', async () => {
  test.skip(process.platform !== 'linux', 'the terminal is made by script of util-linux');
  const { PATH, HOME, SETUPWRIGHT_BROWSER } = process.env;
  const quoted = [process.execPath, '--', MAIN, 'run', 'external-client-app', '--yes', '--out', 'run']
    .concat(['--set', 'contactEmail=ops@acme.example', '--set', 'appName=Document AI'])
    .map((word) => `'${word}'`)
    .join(' ');
  const child = spawn('script', ['-qfec', quoted, '/dev/null'], {
    cwd: place.folder,
    env: { PATH, HOME, SETUPWRIGHT_BROWSER, TERM: 'xterm', ...place.settings },
  });
  let shown = '';
  /** Keys, each pressed once the terminal shows this after what was pressed before. */
  const script = [
    ['Keys: [p]ause', 'p'],
    ['sho[w] me', 's'],
    ['sho[w] me', 'u'],
    ['Until which step?', '6\r'],
    ['sho[w] me', 'q'],
  ] as const;
  let next = 0;
  let from = 0;
  child.stdout.on('data', (data) => {
    shown += data;
    const due = script[next];
    if (!due) return;
    const at = shown.indexOf(due[0], from);
    if (at < 0) return;
    from = at + due[0].length;
    next += 1;
    // A key that is pressed at once would be taken for one that is still held down.
    setTimeout(() => child.stdin.write(due[1]), 400);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const plain = stripVTControlCharacters(shown);
  expect(plain, plain).toContain('Paused before step 6');
  expect(plain).toContain('interrupted');
  expect(plain).toMatch(/⠋|⠙|⠹/);
  expect(code).toBe(130);
  const { outcome, interventions } = await place.record('run');
  expect(outcome).toBe('interrupted');
  expect(interventions.map(({ who, what }) => `${who}: ${what.split('"')[1]}`)).toEqual([
    'a person, by the terminal: pause',
    'a person, by the terminal: one step',
    'a person, by the terminal: run until',
    'a person, by the terminal: stop',
  ]);
});
