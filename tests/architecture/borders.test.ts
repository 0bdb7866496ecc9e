import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { BORDERS, crossings, manyProducts, unbordered } from './borders.ts';
import { importsOf, loadedWith, type Sources } from './imports.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Everything that is delivered: the sources and the runbooks. */
const ours: Sources = Object.fromEntries(
  ['src', 'runbooks'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [file, readFileSync(join(ROOT, file), 'utf8')] as const),
  ),
);

test.describe('our folders', () => {
  test('keep their borders', () => {
    expect(crossings(ours)).toEqual([]);
  });

  test('each have a border', () => {
    expect(unbordered(ours)).toEqual([]);
  });

  test('are all there: no border is left of a folder that is gone', () => {
    const folders = new Set(Object.keys(ours).map((file) => file.split('/').slice(0, 2).join('/')));
    expect(Object.keys(BORDERS).filter((folder) => !folders.has(folder))).toEqual([]);
  });

  test('hold runbooks of one product each', () => {
    expect(manyProducts(ours)).toEqual([]);
  });

  test('lead only to files that are there', () => {
    const lost = importsOf(ours).filter(({ leadsTo }) => leadsTo?.endsWith('.ts') && !Object.hasOwn(ours, leadsTo));
    expect(lost.map(({ file, leadsTo }) => `${file} -> ${leadsTo}`)).toEqual([]);
  });

  test('are read whole: the engine and the practice org are seen to import', () => {
    const imports = importsOf(ours).map(({ file, leadsTo }) => `${file} -> ${leadsTo}`);
    expect(imports).toContain('src/engine/run.ts -> src/engine/section.ts');
    expect(imports).toContain('src/cli/practice.ts -> src/practice-org/index.ts');
    expect(imports).toContain('src/cli/runbooks.ts -> runbooks/external-client-app/runbook.ts');
  });
});

test('setupwright --help loads neither a browser library nor a runbook', () => {
  const { files, packages } = loadedWith('src/cli/main.ts', importsOf(ours));
  expect([...packages].filter((name) => /playwright|undici|imapflow|hono|zod/.test(name))).toEqual([]);
  const light = ['src/cli/', 'src/runbook/', 'src/evidence/writer/'];
  expect([...files].filter((file) => !light.some((folder) => file.startsWith(folder)))).toEqual([]);
  expect(packages).toContain('commander');
});

test.describe('a border that is crossed', () => {
  const trees: readonly (readonly [name: string, tree: Sources, crossed: readonly string[]])[] = [
    [
      'the language leads to the engine',
      { 'src/runbook/a.ts': "import type { Outcome } from '../engine/record.ts';" },
      ['src/runbook/a.ts -> src/engine/record.ts'],
    ],
    [
      'the engine hands an evidence on',
      { 'src/engine/a.ts': "export { camera } from '../evidence/camera.ts';" },
      ['src/engine/a.ts -> src/evidence/camera.ts'],
    ],
    [
      'an operator loads a product late',
      { 'src/operator/a.ts': "const it = await import('../salesforce/app.ts');" },
      ['src/operator/a.ts -> src/salesforce/app.ts'],
    ],
    [
      'evidence leads to the workings of the engine',
      { 'src/evidence/report/a.ts': "import { run } from '../../engine/run.ts';" },
      ['src/evidence/report/a.ts -> src/engine/run.ts'],
    ],
    [
      'secrets lead to identity, on several lines',
      { 'src/secrets/a.ts': "import {\n  type A,\n  b,\n} from '../identity/b.ts';" },
      ['src/secrets/a.ts -> src/identity/b.ts'],
    ],
    [
      'a product knows the practice org',
      { 'src/salesforce/fields/a.ts': "import '../../practice-org/index.ts';" },
      ['src/salesforce/fields/a.ts -> src/practice-org/index.ts'],
    ],
    [
      'the practice org knows a product',
      { 'src/practice-org/web/a.ts': 'export * from "../../salesforce/hosts.ts";' },
      ['src/practice-org/web/a.ts -> src/salesforce/hosts.ts'],
    ],
    [
      'a runbook leads to the engine and to another runbook',
      { 'runbooks/a/runbook.ts': "import { run } from '../../src/engine/run.ts';\nimport '../b/guide.ts';" },
      ['runbooks/a/runbook.ts -> src/engine/run.ts', 'runbooks/a/runbook.ts -> runbooks/b/guide.ts'],
    ],
    [
      'a folder without a border leads anywhere',
      { 'src/fleet/a.ts': "import { run } from '../engine/run.ts';" },
      ['src/fleet/a.ts -> src/engine/run.ts'],
    ],
    [
      'an import is worked out at run time',
      { 'src/engine/a.ts': 'await import(`../$' + '{folder}/a.ts`); await import(named);' },
      ['src/engine/a.ts -> src/$' + '{folder}/a.ts', 'src/engine/a.ts -> (unknown)'],
    ],
    [
      'packages stand where they are not wanted',
      {
        'src/engine/a.ts': "import { html } from 'hono/html';\nimport { chromium } from 'playwright';",
        'src/evidence/b.ts': "import { html } from 'hono/html';",
        'runbooks/a/runbook.ts': "import type { Page } from '@playwright/test';",
      },
      [
        'src/engine/a.ts -> hono/html',
        'src/engine/a.ts -> playwright',
        'src/evidence/b.ts -> hono/html',
        'runbooks/a/runbook.ts -> @playwright/test',
      ],
    ],
  ];

  for (const [name, tree, crossed] of trees) {
    test(`is told: ${name}`, () => {
      expect(crossings(tree)).toEqual(crossed);
    });
  }

  test('is not told where nothing is crossed', () => {
    expect(
      crossings({
        'src/cli/a.ts': "import { startPracticeOrg } from '../practice-org/index.ts';",
        'src/engine/a.ts': "// import '../salesforce/app.ts';\nimport type { Page } from 'playwright';",
        'src/evidence/report/a.ts': "import { html } from 'hono/html';\nimport '../run-record.ts';",
        'src/operator/a.ts': "import { type Reader, unhandled } from '../engine/events.ts';",
        'src/practice-org/client/modules/a/a.ts': "import '../../../shape.ts';",
        'runbooks/a/runbook.ts': "import '../../src/salesforce/product.ts';\nimport './guide.ts';",
      }),
    ).toEqual([]);
  });

  test('is told of a folder that has none', () => {
    expect(
      unbordered({ 'src/fleet/a.ts': '', 'src/loose.ts': '', 'src/engine/a.ts': '', 'runbooks/a/b.ts': '' }),
    ).toEqual(['src/fleet', 'src/loose.ts']);
  });

  test('is told of a runbook of two products', () => {
    const tree = { 'runbooks/a/runbook.ts': "import '../../src/one/a.ts';\nimport '../../src/two/a.ts';" };
    expect(manyProducts(tree, ['src/one', 'src/two'])).toEqual(['runbooks/a: src/one, src/two']);
    expect(manyProducts(tree, ['src/one'])).toEqual([]);
  });

  test('is told of a browser library that is loaded through another file', () => {
    const tree = {
      'src/cli/main.ts': "import './a.ts';\nconst late = () => import('./late.ts');",
      'src/cli/a.ts': "import { type Browser, chromium } from 'playwright';\nimport type { z } from 'zod';",
      'src/cli/late.ts': "import 'undici';",
    };
    const { files, packages } = loadedWith('src/cli/main.ts', importsOf(tree));
    expect([...files]).toEqual(['src/cli/main.ts', 'src/cli/a.ts']);
    expect([...packages]).toEqual(['playwright']);
  });
});
