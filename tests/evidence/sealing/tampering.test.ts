import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { decodeHTML } from 'entities';
import { howToVerify } from '../../../src/evidence/report/facts.ts';
import type { RunRecord } from '../../../src/evidence/run-record.ts';
import { readAllowedSigners } from '../../../src/evidence/seal/allowed-signers.ts';
import { sealHolds, verifyFolder } from '../../../src/evidence/seal/verify.ts';
import { inReadme } from './readme-lines.ts';
import { folder, missing, NAMESPACE, seal, sealed, sshKey, WHO } from './support.ts';

const absent = missing('ssh-keygen', 'bash', 'mkfifo');
test.skip(absent !== undefined, absent ?? '');

const { three: LINES } = inReadme();

/** What stands beside the folders that are spoilt: two keys, and a sealed folder of another run. */
interface Stage {
  readonly dir: string;
  readonly key: string;
  readonly other: string;
  readonly otherRun: string;
}

let place: Awaited<ReturnType<typeof folder>>;
let good: string;
let stage: Omit<Stage, 'dir'>;

test.beforeAll(async () => {
  place = await folder();
  const [key, other] = [place.at('key'), place.at('other')];
  await writeFile(place.at('allowed_signers'), `${WHO} namespaces="${NAMESPACE}" ${await sshKey(key)}\n`);
  await sshKey(other);
  good = place.at('good');
  await sealed(good, key);
  const otherRun = place.at('other-run');
  await sealed(otherRun, key, undefined, 'two');
  stage = { key, other, otherRun };
});
test.afterAll(() => place[Symbol.asyncDispose]());

const changeText = async (path: string, change: (text: string) => string) =>
  writeFile(path, change(await readFile(path, 'latin1')), 'latin1');

/** Signs whatever list is there, as somebody would who has the key. */
async function signAgain(dir: string, key: string, namespace = NAMESPACE): Promise<void> {
  const input = await readFile(join(dir, 'SHA256SUMS'));
  const signature = execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', key, '-n', namespace], { input });
  await writeFile(join(dir, 'SHA256SUMS.sig'), signature);
}

const FIRST = 'screenshots/01-step-01-after.png';
const SECOND = 'screenshots/02-step-02-after.png';

const TAMPERINGS: Readonly<Record<string, (stage: Stage) => Promise<unknown>>> = {
  'a byte of a picture is flipped': ({ dir }) => changeText(join(dir, FIRST), (text) => text.replace('f', 'g')),
  'a byte is appended': ({ dir }) => appendFile(join(dir, 'journal.jsonl'), '\n'),
  'bytes are added behind the signature': ({ dir }) =>
    changeText(join(dir, 'SHA256SUMS.sig'), (text) => `${text}more\n`),
  'a second end is added to the signature': ({ dir }) =>
    changeText(join(dir, 'SHA256SUMS.sig'), (text) => `${text}more\n-----END SSH SIGNATURE-----\n`),
  'a file is deleted': ({ dir }) => rm(join(dir, SECOND)),
  'a file is added': ({ dir }) => writeFile(join(dir, 'notes.md'), 'all is well'),
  'a picture is added': ({ dir }) => writeFile(join(dir, 'screenshots/03-step-03-after.png'), 'third'),
  'sub/SHA256SUMS is added': async ({ dir }) => {
    await mkdir(join(dir, 'sub'));
    await writeFile(join(dir, 'sub/SHA256SUMS'), '');
  },
  'screenshots/SHA256SUMS is added': ({ dir }) => writeFile(join(dir, 'screenshots/SHA256SUMS'), ''),
  '.h/SHA256SUMS.sig is added': async ({ dir }) => {
    await mkdir(join(dir, '.h'));
    await writeFile(join(dir, '.h/SHA256SUMS.sig'), '');
  },
  'SHA256SUMS.bak is added': ({ dir }) => writeFile(join(dir, 'SHA256SUMS.bak'), ''),
  'SHA256SUMS.sig.tsr.sig is added': ({ dir }) => writeFile(join(dir, 'SHA256SUMS.sig.tsr.sig'), ''),
  'a hidden file is added': ({ dir }) => writeFile(join(dir, '.hidden'), ''),
  'an empty folder is added': ({ dir }) => mkdir(join(dir, 'approved')),
  'a folder takes the place of the time stamp': ({ dir }) => mkdir(join(dir, 'SHA256SUMS.sig.tsr')),
  'a link is added': ({ dir }) => symlink('run.json', join(dir, 'link.json')),
  'a link takes the place of a file and leads to the same': async ({ dir }) => {
    await cp(join(dir, 'run.json'), join(dir, '..', 'elsewhere.json'));
    await rm(join(dir, 'run.json'));
    await symlink('../elsewhere.json', join(dir, 'run.json'));
  },
  'a link takes the place of the pictures and leads to the same': async ({ dir }) => {
    const elsewhere = `${dir}-pictures`;
    await rename(join(dir, 'screenshots'), elsewhere);
    await symlink(elsewhere, join(dir, 'screenshots'));
  },
  'a link takes the place of the list and leads to the same': async ({ dir }) => {
    await rename(join(dir, 'SHA256SUMS'), `${dir}-list`);
    await symlink(`${dir}-list`, join(dir, 'SHA256SUMS'));
  },
  'a link takes the place of the signature and leads to the same': async ({ dir }) => {
    await rename(join(dir, 'SHA256SUMS.sig'), `${dir}-sig`);
    await symlink(`${dir}-sig`, join(dir, 'SHA256SUMS.sig'));
  },
  'a pipe is added': async ({ dir }) => execFileSync('mkfifo', [join(dir, 'pipe.json')]),
  'a pipe takes the place of a file': async ({ dir }) => {
    await rm(join(dir, 'run.json'));
    execFileSync('mkfifo', [join(dir, 'run.json')]);
  },
  'a file is renamed': ({ dir }) => rename(join(dir, FIRST), join(dir, 'screenshots/09-step-09-after.png')),
  'two pictures are swapped': async ({ dir }) => {
    await rename(join(dir, FIRST), join(dir, 'kept'));
    await rename(join(dir, SECOND), join(dir, FIRST));
    await rename(join(dir, 'kept'), join(dir, SECOND));
  },
  'it is signed again by another key': ({ dir, other }) => signAgain(dir, other),
  'it is sealed again after a change by another key': async ({ dir, other }) => {
    await writeFile(join(dir, 'run.json'), '{}');
    await signAgain(await listAgain(dir), other);
  },
  'it is signed for another namespace': ({ dir, key }) => signAgain(dir, key, 'file'),
  'the list is edited': ({ dir }) => changeText(join(dir, 'SHA256SUMS'), (text) => text.replace('junit', 'tinuj')),
  'the list is written anew after a change': async ({ dir }) => {
    await writeFile(join(dir, 'run.json'), '{}');
    await listAgain(dir);
  },
  'the signature is gone': ({ dir }) => rm(join(dir, 'SHA256SUMS.sig')),
  'the signature is empty': ({ dir }) => writeFile(join(dir, 'SHA256SUMS.sig'), ''),
  'the list is gone': ({ dir }) => rm(join(dir, 'SHA256SUMS')),
  'the list is empty': ({ dir }) => writeFile(join(dir, 'SHA256SUMS'), ''),
  'everything is gone but the list and the signature': async ({ dir }) => {
    for (const name of ['screenshots', 'run.json', 'journal.jsonl', 'report.html', 'junit.xml'])
      await rm(join(dir, name), { recursive: true });
  },
  'the list has CRLF': ({ dir }) => changeText(join(dir, 'SHA256SUMS'), (text) => text.replaceAll('\n', '\r\n')),
  'a line of the list is doubled': ({ dir }) => changeText(join(dir, 'SHA256SUMS'), doubled),
  'a name with a line break is added': ({ dir }) => writeFile(join(dir, 'a\nf run.json'), ''),
  'a name with a blank is added': ({ dir }) => writeFile(join(dir, 'a file'), ''),
  'a name in capitals is added': ({ dir }) => writeFile(join(dir, 'RUN.JSON'), ''),
  'a name like an option is added': ({ dir }) => writeFile(join(dir, '-n'), ''),
  'a name that steers terminals is added': ({ dir }) => writeFile(join(dir, '\u001b[2Ka\u202e.png'), ''),
  'the signature is that of another run': ({ dir, otherRun }) =>
    cp(join(otherRun, 'SHA256SUMS.sig'), join(dir, 'SHA256SUMS.sig')),
  'list and signature are those of another run': async ({ dir, otherRun }) => {
    for (const name of ['SHA256SUMS', 'SHA256SUMS.sig']) await cp(join(otherRun, name), join(dir, name));
  },
  'a picture is that of another run': ({ dir, otherRun }) => cp(join(otherRun, FIRST), join(dir, FIRST)),
};

/** Lists that whoever has the key might sign, and that are to be refused all the same. */
const ODD_LISTS: Readonly<Record<string, (text: string) => string>> = {
  'nothing at all': () => '',
  'a line less': (text) => text.replace(/.*\n/, ''),
  'a line twice': doubled,
  'ends of lines with CR': (text) => text.replaceAll('\n', '\r\n'),
  'a file outside': (text) => `${createHash('sha256').update('').digest('hex')}  ../empty\n${text}`,
  'another order': (text) => `${text.trimEnd().split('\n').reverse().join('\n')}\n`,
  'names as sha256sum --tag writes them': (text) => text.replace(/^(\S+) {2}(.+)$/gm, 'SHA256 ($2) = $1'),
};

function doubled(text: string): string {
  return text.replace(/.*\n/, '$&$&');
}

async function listAgain(dir: string): Promise<string> {
  for (const name of ['SHA256SUMS', 'SHA256SUMS.sig']) await rm(join(dir, name), { force: true });
  await seal(dir);
  return dir;
}

async function tampered(name: string, change: (stage: Stage) => Promise<unknown>): Promise<string> {
  const dir = join(place.path, `tampered-${name.replaceAll(/\W/g, '-')}`);
  await cp(good, dir, { recursive: true });
  await change({ dir, ...stage });
  return dir;
}

/** What the README's lines say to a folder; they end at once, or not at all well. */
function byPublicTools(dir: string, lines = LINES): { holds: boolean; says: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', lines], { cwd: dir, encoding: 'utf8', timeout: 10_000 });
  return { holds: status === 0, says: `${stdout}${stderr}` };
}

async function byUs(dir: string) {
  const allowedSigners = readAllowedSigners(await readFile(place.at('allowed_signers'), 'utf8'));
  const findings = await verifyFolder(dir, { allowedSigners, identity: WHO });
  return { holds: sealHolds(findings), findings };
}

test('case 56: the three lines of the README take a sealed folder, and so does verify', async () => {
  expect(LINES.trimEnd().split('\n')).toHaveLength(3);
  expect(byPublicTools(good)).toEqual({ holds: true, says: expect.stringContaining(`signature for ${WHO}`) });
  const { holds, findings } = await byUs(good);
  expect(findings.filter(({ result }) => result !== 'holds')).toEqual([]);
  expect(holds).toBe(true);
});

test('the report of a run gives the same three lines', () => {
  const section = decodeHTML(String(howToVerify({ seal: undefined } as RunRecord)));
  expect(section).toContain(LINES.trimEnd());
});

test('case 56: they take one without pictures too, whose folder for them was lost on the way', async () => {
  const dir = place.at('without-pictures');
  await cp(good, dir, { recursive: true });
  await rm(join(dir, 'screenshots'), { recursive: true });
  await seal(dir, stage.key);
  expect(byPublicTools(dir).holds).toBe(true);
  expect((await byUs(dir)).holds).toBe(true);
});

test.describe("case 55: the README's lines and verify both refuse a folder where", () => {
  for (const [name, change] of Object.entries(TAMPERINGS)) {
    test(name, async () => {
      const dir = await tampered(name, change);
      expect.soft(byPublicTools(dir).holds, 'by public tools').toBe(false);
      const { holds, findings } = await byUs(dir);
      expect.soft(holds, JSON.stringify(findings)).toBe(false);
      // What is said of a hostile name can steer no terminal.
      for (const { says } of findings) expect(says).toMatch(/^[ -~]+$/);
    });
  }
});

test.describe('case 55: both refuse a list that the right key has signed and that has', () => {
  for (const [name, change] of Object.entries(ODD_LISTS)) {
    test(name, async () => {
      const dir = await tampered(name, async ({ dir: spoilt, key }) => {
        await writeFile(join(spoilt, '..', 'empty'), '');
        await changeText(join(spoilt, 'SHA256SUMS'), change);
        await signAgain(spoilt, key);
      });
      expect.soft(byPublicTools(dir).holds, 'by public tools').toBe(false);
      const { holds, findings } = await byUs(dir);
      expect.soft(holds, JSON.stringify(findings)).toBe(false);
    });
  }
});

test('each of the three lines is needed: without it some tampering passes', async () => {
  const lines = LINES.trimEnd().split('\n');
  const passes: string[][] = [];
  for (const left of lines.keys()) {
    const others = lines
      .filter((_, index) => index !== left)
      .join('\n')
      .replace(/ &&$/, '');
    const unseen: string[] = [];
    for (const name of ['a byte of a picture is flipped', 'a file is added', 'it is signed again by another key']) {
      const dir = await tampered(`${name} ${left}`, TAMPERINGS[name] ?? (async () => undefined));
      if (byPublicTools(dir, others).holds) unseen.push(name);
    }
    passes.push(unseen);
  }
  expect(passes).toEqual([
    ['it is signed again by another key'],
    ['a file is added'],
    ['a byte of a picture is flipped'],
  ]);
});
