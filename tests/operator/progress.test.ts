import { expect, test } from '@playwright/test';
import type { RunEvent, RunFacts } from '../../src/engine/events.ts';
import type { RunOutcome, SectionRecord, StepRecord } from '../../src/engine/record.ts';
import { screen, Transcript } from '../../src/evidence/writer/screen.ts';
import { progress } from '../../src/operator/progress.ts';
import type { ChallengeRecord } from '../../src/runbook/identity.ts';
import { SecretBook } from '../../src/runbook/secret.ts';

const ESC = '\u001b';
const AT = '2026-11-23T09:00:00.000Z';

/** The default of a test: a terminal that is not live, so that every line stands as it was printed. */
interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly environment?: Record<string, string>;
  readonly redact?: (text: string) => string;
}

/** What a terminal was sent for these events, piece by piece. */
async function sent(events: readonly RunEvent[], terminal: Terminal = {}): Promise<string[]> {
  const { isTTY, columns, environment = {}, redact = (text: string) => text } = terminal;
  const pieces: string[] = [];
  const reader = progress({ isTTY, columns, write: (text) => pieces.push(text) }, redact, environment);
  for (const event of events) await reader.hear(event);
  return pieces;
}

const printed = async (events: readonly RunEvent[], terminal?: Terminal) => (await sent(events, terminal)).join('');

const facts: RunFacts = {
  id: 'run-1',
  startedAt: AT,
  runbook: { id: 'a', title: 'Create an External Client App', version: '1', product: 'Salesforce' },
  guide: { title: 'A guide', source: 'nowhere', items: [] },
  target: {
    url: 'https://acme.my.salesforce.com',
    org: '00D000000000001',
    username: 'admin@acme.example',
    signedInBy: 'password',
  },
  inputs: {},
  sink: 'file a.json',
  answerers: ['the mailbox'],
  challenges: [],
  remarks: [],
  tool: { version: '0.1.0', node: '20', browser: 'Chromium 1, headless', host: 'here' },
};

function stepRecord(n: number, more: Partial<StepRecord> = {}): StepRecord {
  const outline = { n, section: 'Create the app', items: [n], says: `Do ${n}`, verb: 'set', what: 'Contact Email' };
  return { ...outline, outcome: 'changed', startedAt: AT, ms: 1234, askedMs: 5, deviations: [], captures: [], ...more };
}

const started: RunEvent = { kind: 'run started', at: AT, run: facts, steps: [stepRecord(1), stepRecord(2)] };
const begun = (step: StepRecord): RunEvent => ({ kind: 'step started', at: AT, step });
const ended = (step: StepRecord): RunEvent => ({ kind: 'step ended', at: AT, step });
const over = (outcome: RunOutcome = 'converged'): RunEvent => ({
  kind: 'run ended',
  at: '2026-11-23T09:00:12.500Z',
  outcome,
});

test('begins with who, where and by which browser', async () => {
  expect(await printed([started])).toBe(
    'Create an External Client App: admin@acme.example at acme.my.salesforce.com, org 00D000000000001\nChromium 1, headless\n',
  );
});

test('gives each section a heading, and its proof below', async () => {
  const text = await printed([
    { kind: 'section started', at: AT, title: 'Create the app' },
    {
      kind: 'section ended',
      at: AT,
      section: { title: 'Create the app', outcome: 'changed', proved: 'the app Billing', captures: [] },
    },
  ]);
  expect(text).toMatch(/^\nCreate the app\n +proved: the app Billing\n$/);
});

test('gives each step a line with its number, words, outcome and time', async () => {
  const text = await printed([started, ended(stepRecord(1, { says: 'Open Setup' }))]);
  expect(text.split('\n')[2]).toMatch(/^ {3}1\/2 {2}Open Setup +changed +1\.2 s$/);
});

test('sums up the steps that were not reached, and ends with the reason', async () => {
  const notReached = (n: number) => ended(stepRecord(n, { outcome: 'not reached', ms: 0 }));
  const failed = ended(stepRecord(1, { says: 'Open Setup', outcome: 'failed', error: 'no answer.' }));
  const record = { title: 'One', outcome: 'failed', captures: [], error: 'no answer.' } as const;
  const text = await printed([
    started,
    failed,
    notReached(2),
    notReached(3),
    { kind: 'section ended', at: AT, section: record },
    over('failed'),
  ]);
  expect(text.match(/not reached/g)).toHaveLength(2);
  expect(text).toContain('2 steps not reached');
  expect(text.trimEnd().split('\n').at(-1)?.trim()).toBe('Step 1, Open Setup: no answer.');
});

test('tells of a challenge below the line of its step, and of one at sign-in at the beginning', async () => {
  const challenge: ChallengeRecord = {
    ...{ at: AT, occasion: 'sign-in', kind: 'e-mailed code', page: 'https://acme.my.salesforce.com/' },
    ...{ outcome: 'answered', by: 'the mailbox', tries: 2, ms: 900 },
    mail: { folder: 'INBOX', uid: 7, written: '2026-11-23T09:00:02.000Z' },
  };
  const met = { ...challenge, occasion: 'reveal', outcome: 'not answered' } as const;
  const text = await printed([
    { ...started, run: { ...facts, challenges: [challenge] } },
    begun(stepRecord(1)),
    { kind: 'challenge met', at: AT, challenge: met },
    ended(stepRecord(1)),
  ]);
  expect(text.split('\n').slice(2, 5)).toEqual([
    'The challenge "e-mailed code" while signing in was answered by the mailbox (INBOX, mail 7, written 2026-11-23 09:00:02 UTC), at the second try.',
    expect.stringMatching(/^ +1\/2 {2}Do 1/),
    '         The challenge "e-mailed code" at the reveal was not answered (2 tries).',
  ]);
});

test('shows deviations and the error of a step below it', async () => {
  const step = stepRecord(1, { outcome: 'failed', deviations: ['Otherwise.'], error: 'wanted on, found off.' });
  const lines = (await printed([started, ended(step)])).split('\n').slice(2);
  expect(lines[0]).toContain('failed');
  expect(lines.slice(1).map((line) => line.trim())).toEqual(['deviation: Otherwise.', 'wanted on, found off.', '']);
  expect(lines[1]).toMatch(/^ {5}/);
});

test('shows the error of a section once', async () => {
  const failed = (error: string): RunEvent => ({
    kind: 'section ended',
    at: AT,
    section: { title: 'Create the app', outcome: 'failed', captures: [], error },
  });
  const step = stepRecord(1, { outcome: 'failed', error: 'The page says: taken' });
  const text = await printed([started, ended(step), failed('The page says: taken'), failed('The org forgot.')]);
  expect(text.match(/The page says: taken/g)).toHaveLength(1);
  expect(text).toContain('The org forgot.');
});

test('ends with a recap of the outcomes', async () => {
  const steps = [stepRecord(1), stepRecord(2, { outcome: 'already so' }), stepRecord(3)];
  const text = await printed([{ ...started, steps } as RunEvent, ...steps.map(ended), over()]);
  expect(text.split('\n').slice(-3)).toEqual(['', 'converged: 3 steps in 12.5 s, 2 changed, 1 already so', '']);
  expect(await printed([started, ended(stepRecord(1, { outcome: 'failed' })), over('interrupted')])).toContain(
    'interrupted: 2 steps in 12.5 s, 1 failed',
  );
});

test.describe('on a terminal', () => {
  const live = { isTTY: true, columns: 100 };

  test('shows the step that it is at, and replaces it by its outcome', async () => {
    const pieces = await sent([started, begun(stepRecord(1)), ended(stepRecord(1))], live);
    expect(pieces[2]).toMatch(/1\/2 {2}Do 1\S* ⠋$/);
    expect(pieces[2]).not.toContain('\n');
    expect(pieces[3]).toBe(`\r${ESC}[2K`);
    expect(pieces[4]).toMatch(/Do 1.*changed.*\n$/);
  });

  test('elsewhere every line is a whole one', async () => {
    const events = [started, begun(stepRecord(1)), ended(stepRecord(1)), over()];
    for (const terminal of [{}, { isTTY: false }, { ...live, environment: { CI: 'true' } }]) {
      const pieces = await sent(events, terminal);
      expect.soft(pieces.filter((piece) => !piece.endsWith('\n'))).toEqual([]);
      expect.soft(pieces.join('')).not.toMatch(/\r| \.\.\./);
    }
  });

  test('has colours, but not where they are not wanted', async () => {
    const asked = process.env['FORCE_COLOR'];
    process.env['FORCE_COLOR'] = '1';
    try {
      const events = [started, ended(stepRecord(1)), ended(stepRecord(2, { outcome: 'failed', error: 'no' })), over()];
      const coloured = await printed(events, live);
      expect(coloured).toContain(`${ESC}[32mchanged`);
      expect(coloured).toContain(`${ESC}[31mfailed`);
      for (const environment of [{ NO_COLOR: '1' }, { TERM: 'dumb' }] as Record<string, string>[]) {
        expect.soft(await printed(events, { ...live, environment })).not.toContain(`${ESC}[3`);
      }
      expect(await printed(events, { ...live, environment: { NO_COLOR: '' } })).toContain(`${ESC}[32m`);
      expect(await printed(events)).not.toContain(ESC);
    } finally {
      if (asked === undefined) delete process.env['FORCE_COLOR'];
      else process.env['FORCE_COLOR'] = asked;
    }
  });

  test('has colours though the output of the process is no terminal, as with --json', async () => {
    const asked = process.env['FORCE_COLOR'];
    process.env['FORCE_COLOR'] = '0';
    try {
      expect(await printed([started, ended(stepRecord(1))], live)).toContain(`${ESC}[32mchanged`);
    } finally {
      if (asked === undefined) delete process.env['FORCE_COLOR'];
      else process.env['FORCE_COLOR'] = asked;
    }
  });

  test('a narrow one keeps all words', async () => {
    const step = stepRecord(1, { says: 'Find External Client App Manager by Quick Find' });
    for (const columns of [1, 20, 40]) {
      expect
        .soft(await printed([started, ended(step)], { columns }))
        .toMatch(/Find External Client App Manager by Quick Find {2}changed +1\.2 s\n$/);
    }
  });

  test('a narrow one is not left with half of the line that is replaced', async () => {
    const says = 'Find External Client App Manager by Quick Find';
    const pieces = await sent([started, begun(stepRecord(1, { says }))], { isTTY: true, columns: 30 });
    expect(pieces.at(-1)?.replaceAll(new RegExp(`${ESC}\\[[0-9;]*m`, 'g'), '').length).toBeLessThan(30);
  });
});

test.describe('what a page says', () => {
  const hostile = `a${ESC}[2Jb${ESC}]0;title\u0007c\rd\u009b1me\u202ef\u2066g\u0000h\u007fi`;

  test('cannot steer the terminal', async () => {
    const step = stepRecord(1, { says: hostile, outcome: 'failed', error: hostile, deviations: [hostile] });
    const lines = (await printed([started, ended(step), over('failed')])).split('\n');
    for (const line of lines) expect.soft(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    expect(lines[2]).toContain('a[2Jb]0;titlecd1mefghi');
  });

  test('cannot steer the terminal from the line that is replaced', async () => {
    const pieces = await sent([started, begun(stepRecord(1, { says: hostile }))], { isTTY: true });
    expect(pieces.at(-1)).not.toMatch(/\p{Cc}(?!\[)/u);
  });

  test('cannot hide itself', async () => {
    expect(await printed([started, ended(stepRecord(1, { error: `${ESC}[8mnot to be seen` }))])).not.toContain(ESC);
  });
});

test.describe('a secret', () => {
  const book = new SecretBook();
  book.keep('code', '0A1B2C3D');
  const redact = (text: string) => book.redact(text);

  test('is in no line', async () => {
    const told = 'it is 0A1B2C3D';
    const step = stepRecord(1, { says: told, error: told, deviations: [told], outcome: 'failed' });
    const text = await printed(
      [started, { kind: 'section started', at: AT, title: told }, begun(step), ended(step), over('failed')],
      { isTTY: true, redact },
    );
    expect(text).not.toContain('0A1B2C3D');
    expect(text.match(/\[SECRET code\]/g)).toHaveLength(7);
  });

  test('is in no line though a page puts control characters between', async () => {
    const step = stepRecord(1, { error: 'it is 0A1B\u20662C3D' });
    expect(await printed([started, ended(step)], { redact })).not.toContain('0A1B2C3D');
  });

  test('is in no lines though it is wrapped', async () => {
    const passphrases = new SecretBook();
    passphrases.keep('password', 'open sesame');
    const step = stepRecord(1, { outcome: 'failed', error: 'it does not take open sesame' });
    const terminal = { isTTY: true, columns: 32, redact: (text: string) => passphrases.redact(text) };
    expect(await printed([started, ended(step)], terminal)).not.toContain('sesame');
  });
});

test('wraps what a terminal cannot show in a line, and leaves no word out', async () => {
  const error = 'wanted the users that an admin has approved, found all users of the org.';
  const step = stepRecord(1, { outcome: 'failed', error });
  const wrapped = (await printed([started, ended(step)], { isTTY: true, columns: 40 })).split('\n').slice(3, -1);
  expect(wrapped.length).toBeGreaterThan(1);
  expect(wrapped.filter((line) => line.length > 40 + 2 * `${ESC}[31m`.length)).toEqual([]);
  expect(
    wrapped
      .join('')
      .replaceAll(new RegExp(`${ESC}\\[[0-9;]*m`, 'g'), '')
      .replace(/ +/g, ' ')
      .trim(),
  ).toBe(error);
  expect((await printed([started, ended(step)])).split('\n')[3]?.trim()).toBe(error);
});

test('a step at which the page was lost is named, and that its section begins again', async () => {
  const again: RunEvent = { kind: 'section again', at: AT, title: 'Create the app', because: 'The connection broke.' };
  const events = [
    started,
    ended(stepRecord(1)),
    begun(stepRecord(2)),
    again,
    ended(stepRecord(1)),
    ended(stepRecord(2)),
  ];
  const lines = (await printed([...events, over()])).split('\n');
  expect(lines.filter((line) => line.includes('Do 2'))).toHaveLength(2);
  expect(lines).toContainEqual(expect.stringMatching(/^ +The connection broke\. The section begins again\.$/));
  expect(lines.at(-2)).toContain('2 changed');
});

test('what was passed while signing in is said at the beginning', async () => {
  const passed: RunEvent = {
    kind: 'run started',
    at: AT,
    run: { ...facts, remarks: ['A page was passed.'] },
    steps: [],
  };
  expect(await printed([passed])).toContain('\nA page was passed.\n');
});

test.describe('in CI', () => {
  const GITHUB = { CI: 'true', GITHUB_ACTIONS: 'true' };
  const open: RunEvent = { kind: 'section started', at: AT, title: 'Create the app' };
  const close = (section: Partial<SectionRecord> & Pick<SectionRecord, 'outcome'>): RunEvent => ({
    ...{ kind: 'section ended', at: AT, section: { title: 'Create the app', captures: [], ...section } },
  });
  const failed = ended(stepRecord(1, { says: 'Open Setup', outcome: 'failed', error: 'no answer.' }));

  /** The lines of a log that takes commands, as the one writer of a process writes them. */
  async function log(events: readonly RunEvent[], environment: Record<string, string> = GITHUB): Promise<string[]> {
    const pieces: string[] = [];
    const stream = { write: (piece: string) => pieces.push(piece) };
    const reader = progress(screen(stream, new SecretBook(), new Transcript()), (said) => said, environment);
    for (const event of events) await reader.hear(event);
    return pieces.join('').split('\n').slice(0, -1);
  }
  const commands = (lines: readonly string[]) => lines.filter((line) => line.startsWith('::'));

  test('a section is a group, and has no heading besides', async () => {
    const lines = await log([open, ended(stepRecord(1)), close({ outcome: 'changed', proved: 'the app Billing' })]);
    expect(lines).toEqual([
      '::group::Create the app',
      expect.stringContaining('Do 1'),
      '         proved: the app Billing',
      '::endgroup::',
    ]);
  });

  test('a failure is one annotation, which stands outside its group and says which step failed and why', async () => {
    const lines = await log([
      ...[started, open, failed, close({ outcome: 'failed', error: 'no answer.' })],
      ...[{ ...open, title: 'Policies' }, close({ title: 'Policies', outcome: 'not reached' }), over('failed')],
    ]);
    expect(commands(lines)).toEqual([
      '::group::Create the app',
      '::endgroup::',
      '::error title=setupwright::Step 1, Open Setup: no answer.',
      '::group::Policies',
      '::endgroup::',
    ]);
  });

  test('a section that fails by itself is told of by its name', async () => {
    const lines = await log([open, close({ outcome: 'failed', error: 'The org forgot.' })]);
    expect(commands(lines).at(-1)).toBe('::error title=setupwright::Create the app: The org forgot.');
  });

  test('a section that was left out, and an approval that is waited for, are warnings', async () => {
    const waits: RunEvent = { kind: 'approval awaited', at: AT, step: stepRecord(7, { says: 'Press Create' }) };
    const lines = await log([open, waits, close({ outcome: 'skipped', remarks: ['No such page.', 'Not today.'] })]);
    expect(commands(lines)).toEqual([
      '::group::Create the app',
      '::warning title=setupwright::Step 7, Press Create, waits for an approval.',
      '::endgroup::',
      '::warning title=setupwright::Create the app: No such page. Not today.',
    ]);
    expect(lines).toContain('         Step 7, Press Create, waits for an approval.');
  });

  test('what went well is no annotation', async () => {
    const events = [started, open, ended(stepRecord(1)), close({ outcome: 'changed' }), over()];
    expect(commands(await log(events))).toEqual(['::group::Create the app', '::endgroup::']);
  });

  test('elsewhere, and on a screen that takes no commands, there are plain lines', async () => {
    const events = [started, open, failed, close({ outcome: 'failed', error: 'no answer.' }), over('failed')];
    const plain = (await printed(events)).split('\n').slice(0, -1);
    expect(plain).toContain('Create the app');
    expect(await log(events, {})).toEqual(plain);
    expect(await log(events, { CI: 'true' })).toEqual(plain);
    expect((await printed(events, { environment: GITHUB })).split('\n').slice(0, -1)).toEqual(plain);
  });

  test('case 51: what a page says is no command of its own, and ends none', async () => {
    const evil = `::add-mask::a\n::stop-commands::b\r\n##[error]c${ESC}[8md\u202ee`;
    const lines = await log([
      { ...open, title: evil },
      ended(stepRecord(1, { says: evil, outcome: 'failed', error: evil, deviations: [evil] })),
      close({ title: evil, outcome: 'failed', error: evil }),
      over('failed'),
    ]);
    expect(commands(lines).map((line) => line.split('::')[1])).toEqual([
      'group',
      'endgroup',
      'error title=setupwright',
    ]);
    expect(lines.join('')).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
    expect(lines.join('\n')).not.toMatch(/^\s+::/m);
  });
});
