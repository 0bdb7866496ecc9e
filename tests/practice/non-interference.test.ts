import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { MAIN } from '../support/practice.ts';
import { differing } from './compare-runs.ts';
import { type Mutant, type SteadyRun, steadyRun } from './steady-run.ts';

test.describe.configure({ mode: 'default', timeout: 300_000 });

const SECRETS = ['one', 'another'] as const;
/** How often one of the runs is made again where they differ. */
const MORE_RUNS = 2;

/** The same run twice, with secrets of other values and other lengths. */
async function twice(mutants: readonly Mutant[] = [], pdf = false): Promise<readonly [SteadyRun, SteadyRun]> {
  const one = await steadyRun(SECRETS[0], { mutants, pdf });
  return [one, await steadyRun(SECRETS[1], { mutants, pdf, port: one.port })];
}

// secrecy 6.1 M2
test('case 62, no mutant: two runs with other secrets, of other lengths, leave the same evidence', async () => {
  let [one, other] = await twice();
  // A page may be drawn another way by the time that it takes; what comes of a secret is another thing in every run.
  for (let more = MORE_RUNS; more > 0; more -= 1) {
    const differ = await differing(one, other);
    if (differ.length === 0) break;
    console.log(`Run again, because it differed in ${differ.join(', ')}`);
    // Either may be the one that is drawn the rarer way.
    if (more % 2 === 0) other = await steadyRun(SECRETS[1], { port: one.port });
    else one = await steadyRun(SECRETS[0], { port: one.port });
  }
  for (const { code, err, files } of [one, other]) {
    expect(err).toBe('');
    expect(code).toBe(0);
    expect([...files.keys()].filter((name) => name.endsWith('.webp')).length).toBeGreaterThan(20);
  }
  // Else the comparison could find nothing.
  for (const [n, secret] of one.secrets.entries()) expect(secret.length).not.toBe(other.secrets[n]?.length);
  expect(await differing(one, other)).toEqual([]);
});

/** A line of the built program, and what takes its place. `SECRET` in it is the consumer secret, once it is known. */
interface Leak extends Mutant {
  /** The artefacts that it leaks through: files of the folder, or `stdout`. */
  readonly through: readonly string[];
  /** What the scan must say of it; left out where it is no encoding of a secret and only tells something of it. */
  readonly scanSays?: readonly RegExp[];
}

const SECRET = "this.#book.secrets().filter((each) => each.name === 'consumer secret').at(-1)?.reveal()";
const PASSWORD = "book.secrets().find((each) => each.name === 'Salesforce password')?.reveal()";
const FOLDER = 'evidence/run-folder.js';

const LEAKS: readonly Leak[] = [
  {
    // Its length.
    through: ['run.json'],
    file: FOLDER,
    find: 'await this.#text(name, jsonText(this.#book.redactIn(data)));',
    replace: `await this.#text(name, jsonText({ ...this.#book.redactIn(data), length: ${SECRET}?.length }));
      await writeWhole(this.#inside(\`\${${SECRET}?.toLowerCase()}.json\`), '{}');`,
    // The second line leaks through the name of a file.
    scanSays: [/a file whose name holds a secret\): .*consumer secret/],
  },
  {
    // The next letter for each letter, the last four letters, and the begin of a plain hash.
    through: ['report.html', 'junit.xml', 'summary.md'],
    file: FOLDER,
    find: 'const text = render(this.#book.redactIn(data));',
    replace: `const secret = ${SECRET} ?? '';
      const hash = process.getBuiltinModule('node:crypto').createHash('sha256').update(secret).digest('hex');
      const told = { 'report.html': secret.replace(/./g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 1)),
        'junit.xml': secret.slice(-4), 'summary.md': hash.slice(0, 8) };
      const text = \`\${render(this.#book.redactIn(data))}<!-- \${told[name]} -->\`;`,
  },
  {
    // Its length at the end, and Base64 of it with a name before.
    through: ['journal.jsonl'],
    file: FOLDER,
    find: `const line = \`\${finish(visibleJson(JSON.stringify(this.#book.redactIn(data))))}\\n\`;`,
    replace: `const secret = ${SECRET} ?? '';
      const told = { 'run ended': secret.length, 'audit trail read': Buffer.from(\`key:\${secret}\`).toString('base64') };
      const line = \`\${finish(JSON.stringify({ ...this.#book.redactIn(data), told: told[data.kind] }))}\\n\`;`,
    scanSays: [/journal\.jsonl: .*consumer secret/],
  },
  {
    // Its text in a part of the picture that nobody sees.
    through: ['screenshots/01-step-01-after.webp'],
    file: FOLDER,
    find: `this.#refuse(this.#scan.inBytes(bytes, \`screenshots/\${name}\`));`,
    replace: `this.#refuse(this.#scan.inBytes(bytes, \`screenshots/\${name}\`));
      const password = this.#book.secrets().find((each) => each.name === 'Salesforce password').reveal();
      const text = Buffer.from(password.padEnd(64));
      const size = (of) => Buffer.from(Uint32Array.of(of).buffer);
      const part = Buffer.concat([Buffer.from('XMP '), size(text.length), text]);
      const head = [Buffer.from('RIFF'), size(bytes.length - 8 + part.length)];
      if (name.startsWith('01-')) bytes = Buffer.concat([...head, bytes.subarray(8), part]);`,
    scanSays: [/screenshots\/01-step-01-after\.webp: .*Salesforce password/],
  },
  {
    // The page of the key and secret as it is.
    through: ['pixels of a sealed page'],
    file: 'evidence/sealed-picture.js',
    find: "const png = await photograph(page, { type: 'png', style: sealingStyle(seal) });",
    replace: "return { picture: await photograph(page, { type: 'png' }) };",
  },
  {
    // Hexadecimal, on the terminal, which is withheld there; and its length, which no scan can know.
    through: ['stdout'],
    file: 'evidence/writer/screen.js',
    find: 'const said = withoutCommands(book.redact(still(text)));',
    replace: `const secret = book.secrets().filter((each) => each.name === 'consumer secret').at(-1)?.reveal() ?? '';
      const hex = text.includes('Sign in as the app') ? \`\${Buffer.from(secret).toString('hex')}\\n\` : '';
      const told = text.includes('See whom it runs as') ? \`\${secret.length}\\n\` : hex;
      const said = withoutCommands(book.redact(still(text))) + told;`,
    scanSays: [/what was said on the terminal: .*consumer secret/],
  },
];

const MORE_LEAKS: readonly Leak[] = [
  {
    // Base64 of it with a sign before, behind the end of the printed report.
    through: ['report.pdf'],
    file: FOLDER,
    find: 'this.#refuse(this.#scan.inBytes(content, name));',
    replace: `this.#refuse(this.#scan.inBytes(content, name));
      content = Buffer.concat([content, Buffer.from('\\n%' + Buffer.from(':' + ${SECRET}).toString('base64'))]);`,
    scanSays: [/report\.pdf: .*consumer secret/],
  },
  {
    // The password as it was typed, in the corner of the fifth picture of a page that is not sealed.
    through: ['pixels of an open page'],
    file: 'salesforce/type-where-allowed.js',
    find: 'await element.fill(what.text, { timeout: AT_ONCE });',
    replace: 'await element.fill(what.text, { timeout: AT_ONCE }); if (what.masked) globalThis.typed = what.text;',
  },
  {
    through: [],
    file: 'evidence/photograph.js',
    find: "return await page.screenshot({ ...options, ...(type === 'webp' ? LOSSLESS : {}) });",
    replace: `const isFifth = type === 'webp' && (globalThis.taken = (globalThis.taken ?? 0) + 1) === 5;
      if (isFifth) await page.evaluate((text) => {
        const mark = document.createElement('p');
        mark.textContent = text;
        mark.id = 'leak';
        mark.style = 'position: fixed; left: 0; bottom: 0; z-index: 9999; background: #fff; font: 20px monospace';
        document.body.append(mark);
      }, globalThis.typed);
      const picture = await page.screenshot({ ...options, ...(type === 'webp' ? LOSSLESS : {}) });
      if (isFifth) await page.evaluate(() => document.querySelector('#leak').remove());
      return picture;`,
  },
  {
    // The length of the password.
    through: ['stderr'],
    file: 'cli/run-command.js',
    find: 'const asked = settings.SETUPWRIGHT_BROWSER;',
    replace: `const asked = settings.SETUPWRIGHT_BROWSER; err.write(\`told \${${PASSWORD}.length}\\n\`);`,
  },
  {
    through: ['annotations'],
    file: 'evidence/writer/screen.js',
    find: "const data = book.redact(still(text)).replace(/%/g, '%25').replace(/\\n/g, '%0A');",
    replace: `const data = book.redact(still(text)).replace(/%/g, '%25').replace(/\\n/g, '%0A') + ${PASSWORD}?.length;`,
  },
  {
    through: ['stdout of the plan'],
    file: 'cli/plan-command.js',
    find: 'out.write(jsonText({ pending, ...redacted,',
    replace: `out.write(jsonText({ length: ${PASSWORD}.length, pending, ...redacted,`,
  },
  {
    through: ['plan.json'],
    file: 'cli/plan-command.js',
    find: 'await writePlan(request.file, redacted);',
    replace: `await writePlan(request.file, { ...redacted, at: String(${PASSWORD}.length) });`,
  },
];

test('cases 19 and 62: a leak through each kind of artefact is seen by the scan or by the comparison', async () => {
  const leaks = [...LEAKS, ...MORE_LEAKS];
  const runs = await twice(leaks, true);
  // A mutant whose line is gone ends the program before it does anything.
  for (const { err } of runs) expect(err).not.toContain('to mutate');
  const differ = await differing(...runs);
  const sealed = differ.filter((name) => /^screenshots\/.*-step-(40|41|42)-/.test(name));
  // The first is that of another mutant.
  const open = differ.filter((name) => /\.webp$/.test(name) && !sealed.includes(name) && !/\/01-/.test(name));
  for (const { through } of leaks) {
    for (const artefact of through) {
      if (artefact === 'pixels of a sealed page') expect(sealed).not.toEqual([]);
      else if (artefact === 'pixels of an open page') expect(open).toHaveLength(1);
      else expect(differ).toContain(artefact);
    }
  }
  // case 61
  for (const { code, err, out, folder, files, secrets } of runs) {
    expect(code).toBe(5);
    for (const says of leaks.flatMap(({ scanSays = [] }) => scanSays)) expect(err).toMatch(says);
    expect(err).toMatch(/^told \d+$/m);
    expect(folder).toBe('run.leaked');
    expect([...files.keys()].filter((name) => name.startsWith('SHA256SUMS'))).toEqual([]);
    expect(out).not.toContain('Sealed');
    for (const secret of secrets) expect(err.toLowerCase()).not.toContain(secret.toLowerCase());
  }
});

const READ =
  "const consumerSecret = around.secret('consumer secret', await valueBeside(page, 'Consumer Secret', SECRET));";
const RAW: Mutant = {
  file: 'runbook/own-words.js',
  find: `return \`\${code}: \${means}.\`;`,
  replace: 'return String(error.message);',
};

/** What a careless program does at the page with the key and secret (secrecy 2.4), by what it does. */
const CARELESS: Readonly<Record<string, readonly Mutant[]>> = {
  'keeps the words of a sealed page as its title': [
    {
      file: 'evidence/camera.js',
      find: "seal ? '' : page.title().catch(() => ''),",
      replace: "seal ? page.locator('body').ariaSnapshot() : page.title().catch(() => ''),",
    },
  ],
  'tells an error of the browser as it is, which cuts the page short, and redacts whole secrets only': [
    RAW,
    {
      file: 'salesforce/consumer.js',
      find: READ,
      replace: `${READ} throw new Error(\`resolved to <td>\${consumerSecret.reveal().slice(0, 14)}…</td>\`);`,
    },
    {
      file: 'runbook/secret.js',
      find: 'redact(text) {',
      replace: `redact(text) {
        if (text) return this.secrets().reduce((said, each) => said.replaceAll(each.reveal(), each.name), text);`,
    },
  ],
  'tells an error of the browser as it is, and redacts nothing': [
    RAW,
    {
      file: 'salesforce/consumer.js',
      find: READ,
      replace: `${READ} throw new Error(\`resolved to <td>\${consumerSecret.reveal()}</td>\`);`,
    },
    { file: 'runbook/secret.js', find: 'redact(text) {', replace: 'redact(text) { if (text) return text;' },
  ],
};

test('every mutant, of the sweep too, finds its line in the program as it is now', async () => {
  for (const { file, find } of [...LEAKS, ...MORE_LEAKS, ...Object.values(CARELESS).flat()]) {
    const program = await readFile(join(dirname(MAIN), '..', file), 'utf8');
    expect(program.split(find), `${file}: ${find}`).toHaveLength(2);
  }
});

for (const [what, mutants] of Object.entries(CARELESS)) {
  test(`case 62: a program that ${what} is caught`, { tag: '@sweep' }, async () => {
    const runs = await twice(mutants);
    for (const { code, err, folder, secrets } of runs) {
      expect(code).toBe(5);
      expect(err).toMatch(/setupwright: {3}\S.*: the consumer (key|secret)/);
      expect(folder).toBe('run.leaked');
      for (const secret of secrets) expect(err).not.toContain(secret);
    }
    // What is known of a secret by then is not even written; what a page showed before is seen by the comparison as well.
    if (mutants.some(({ file }) => file === 'evidence/camera.js')) expect(await differing(...runs)).not.toEqual([]);
  });
}
