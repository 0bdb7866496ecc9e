import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { practice } from '../support/practice.ts';

test('case 61: a leak ends the run with 5; nothing is sealed, the folder is marked, and the terminal says what to do', async () => {
  const org = await practice({ signIn: 'password' });
  try {
    // A name of the org in which no redaction knows the password again: the run tells it, and must not keep it.
    const disguised = Buffer.from(`:${org.org.admin.password}`).toString('base64').replace(/=+$/, '');
    org.org.change((state) => {
      state.orgName = disguised;
      // Other settings than the wanted ones end the run at its first section, which is all that it takes.
      const [first] = state.apps;
      if (first) first.settings.name = 'Document AI';
    });
    const { code, out, err } = await org.run(['--out', 'run']);
    expect(code).toBe(5);
    expect(existsSync(join(org.folder, 'run'))).toBe(false);
    const folder = join(org.folder, 'run.leaked');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await readdir(folder)).filter((name) => name.startsWith('SHA256SUMS'))).toEqual([]);
    const marked = await readFile(join(folder, 'LEAKED'), 'utf8');
    for (const told of [err, marked]) expect(told).toMatch(/run\.json: the Salesforce password \(Base64\)/);
    expect(err).toContain('run.leaked: do not pass it on');
    expect(err).toContain('journal.jsonl: the Salesforce password (Base64)');
    expect(`${out}${err}${marked}`).not.toContain(org.org.admin.password);
    expect(out).not.toMatch(/Sealed|Report /);
    // What would have held it was not even written.
    expect((await readdir(folder)).sort()).not.toContain('run.json');
  } finally {
    await org.close();
  }
});
