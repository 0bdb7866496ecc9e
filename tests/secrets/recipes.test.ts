import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { sink } from '../../src/secrets/sink.ts';
import { allOf, credentials, folder, KEY, keeping, SECRET } from './support.ts';

test.skip(process.platform === 'win32', 'the stand-ins are shell scripts');

const DOCS = join(import.meta.dirname, '..', '..', 'docs', 'sinks.md');
const VALUES = new RegExp(`${KEY}|${SECRET}`);

/** In place of a command-line tool: notes its arguments, keeps what it is given, gives it back. */
const STAND_IN = `#!/bin/sh
here='HERE'
called="$(basename "$0") $*"
echo "$called" >> "$here/called"
[ ! -e "$here/down" ] || exit 1
case "$called" in
  'gh secret list --repo '*) ;;
  'gh secret set '*) cat > "$here/$3";;
  'gh variable set SALESFORCE_RECEIPT --repo '*) cat > "$here/kept";;
  'gh variable get SALESFORCE_RECEIPT --repo '*) cat "$here/kept";;
  'vault token capabilities secret/data/'*) echo 'create, read, update';;
  'vault kv put -mount=secret '*' -') cat > "$here/kept";;
  'vault kv get -format=json -mount=secret '*) printf '{"data":{"data":%s}}' "$(cat "$here/kept")"; [ -e "$here/kept" ];;
  'op vault get '*) ;;
  'op item get '*' --format json') cat "$here/kept";;
  'op item create '*' -' | 'op item edit '*) cat > "$here/new"; mv "$here/new" "$here/kept";;
  'aws secretsmanager describe-secret --secret-id '*) ;;
  'aws secretsmanager put-secret-value --secret-id '*' --secret-string file:///dev/stdin') cat /dev/stdin > "$here/kept";;
  'aws secretsmanager get-secret-value --secret-id '*' --query SecretString --output text') cat "$here/kept";;
  'az keyvault secret list '*) ;;
  'az keyvault secret set '*' --file /dev/stdin --encoding utf-8') cat /dev/stdin > "$here/kept";;
  'az keyvault secret show '*' --query value --output tsv') cat "$here/kept";;
  'gcloud secrets describe '*) ;;
  'gcloud secrets versions add '*' --data-file=-') cat > "$here/kept";;
  'gcloud secrets versions access latest --secret='*) cat "$here/kept";;
  *) exit 2;;
esac`;

/** The programs of the docs, each by its name, and stand-ins for what they call. */
async function recipes(at: (name: string) => string): Promise<Record<string, string>> {
  const docs = await readFile(DOCS, 'utf8');
  const found = [...docs.matchAll(/```js\n\/\/ ([\w-]+\.mjs)\n(.*?)```/gs)];
  for (const [, name = '', text = ''] of found) await writeFile(at(name), text);
  await mkdir(at('bin'));
  for (const tool of ['gh', 'vault', 'op', 'aws', 'az', 'gcloud']) {
    await writeFile(at(`bin/${tool}`), STAND_IN.replace('HERE', at('.')));
    await chmod(at(`bin/${tool}`), 0o700);
  }
  return Object.fromEntries(found.map(([, name = '', text = '']) => [name, text]));
}

const withTools = (at: (name: string) => string) => ({
  secret: keeping(),
  environment: { PATH: `${at('bin')}${delimiter}${process.env['PATH']}` },
});

for (const [recipe, recalls] of [
  ['gh-secret.mjs', 'receipt'],
  ['vault.mjs', 'credentials'],
  ['op.mjs', 'credentials'],
  ['aws.mjs', 'credentials'],
  ['azure.mjs', 'credentials'],
  ['google.mjs', 'credentials'],
] as const) {
  test(`the recipe ${recipe} takes them over, tells them again, and shows them to nobody`, async () => {
    await using place = await folder();
    expect(Object.keys(await recipes(place.at))).toContain(recipe);
    const beside = recalls === 'receipt' ? [`file:${place.at('beside.json')}`] : [];
    const made = () =>
      sink({ sinks: [`command:${process.execPath} ${place.at(recipe)}`, ...beside] }, withTools(place.at), {
        pausesMs: [],
      });
    const first = made();
    await first.preflight();
    expect(await first.holds('00DgL00000AbCdE', 'Document AI')).toBeUndefined();
    const reference = await first.store(credentials({ secret: 'F'.repeat(64) }));
    expect(reference).toContain('acknowledged by digest');
    expect(await first.store(credentials()), 'a second time').toMatch(/program node, [\w ]+/);

    const later = made();
    await later.preflight();
    expect((await later.holds('00DgL00000AbCdE', 'Document AI'))?.consumerSecret.reveal()).toBe(SECRET);
    expect(await readFile(place.at('called'), 'utf8')).not.toMatch(VALUES);

    await writeFile(place.at('down'), '');
    expect(await allOf(made().preflight()), 'case 40').toMatch(/ended with 1 at "check"/);
    expect(await allOf(first.store(credentials())), 'case 39').not.toMatch(VALUES);
  });
}

test('the recipe for SSH keys encrypts to one, and its holder opens it', async () => {
  test.skip(
    ['age', 'ssh-keygen'].some((tool) => spawnSync(tool, ['--version']).error),
    'age or ssh-keygen is missing',
  );
  await using place = await folder();
  await recipes(place.at);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', place.at('key')]);
  await writeFile(place.at('recipients.txt'), await readFile(place.at('key.pub')));
  const stored = JSON.stringify({ version: 1, consumerKey: KEY, consumerSecret: SECRET });
  for (const verb of ['check', 'store']) {
    execFileSync(process.execPath, [place.at('age-ssh.mjs'), verb], { cwd: place.path, input: stored });
  }
  const opened = execFileSync('age', ['-d', '-i', place.at('key'), place.at('app.json.age')], { encoding: 'utf8' });
  expect(JSON.parse(opened)).toEqual({ consumerKey: KEY, consumerSecret: SECRET });
});
