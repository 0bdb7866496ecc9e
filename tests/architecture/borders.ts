import { type Import, importsOf, packageOf, type Sources } from './imports.ts';

/** What the engine declares for those who read it or work for it; all else of the engine is its own business. */
const ENGINE_PORTS = ['src/engine/events.ts', 'src/engine/record.ts', 'src/engine/camera.ts', 'src/engine/operator.ts'];

/** Where the files of a folder may lead to, besides their own folder. `everything` is for the one who knows everyone. */
export const BORDERS: Readonly<Record<string, readonly string[] | 'everything'>> = {
  'src/runbook': [],
  'src/engine': ['src/runbook'],
  'src/machine': ['src/runbook'],
  'src/operator': ['src/runbook', ...ENGINE_PORTS],
  'src/identity': ['src/runbook', 'src/machine', ...ENGINE_PORTS],
  'src/secrets': ['src/runbook', 'src/machine', ...ENGINE_PORTS],
  'src/evidence': ['src/runbook', 'src/machine', ...ENGINE_PORTS],
  'src/salesforce': ['src/runbook', 'src/browser/playwright.ts'],
  'src/browser': ['src/runbook', 'src/machine'],
  'src/practice-org': [],
  'src/cli': 'everything',
};

/** What a runbook may lead to besides its own folder: the language, and one of these products. */
const PRODUCTS = ['src/salesforce'];

/** Who may load a package; one that is not named may be loaded by all. Types cost nothing and are not counted. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  hono: ['src/practice-org', 'src/evidence/report', 'src/operator/console'],
  '@hono/node-server': ['src/practice-org', 'src/operator/console'],
  '@simplewebauthn/server': ['src/practice-org'],
  playwright: ['src/browser/playwright.ts'],
  imapflow: ['src/identity/mailbox'],
  oauth4webapi: ['src/identity/mailbox'],
  otpauth: ['src/identity', 'src/practice-org'],
  'age-encryption': ['src/machine', 'src/secrets'],
  mailparser: ['src/identity/mailbox'],
  asn1js: ['src/evidence/seal'],
  pkijs: ['src/evidence/seal'],
  commander: ['src/cli'],
  lwc: ['src/practice-org/client'],
};

/** Every import that crosses a border, as `file -> import`. */
export function crossings(sources: Sources): string[] {
  return importsOf(sources)
    .filter((each) => !isAllowed(each))
    .map(({ file, names, leadsTo }) => `${file} -> ${leadsTo ?? names}`);
}

/** Every folder of sources that has no border, and every runbook that leans on several products. */
export function unbordered(sources: Sources): string[] {
  const folders = new Set(Object.keys(sources).map(folderOf));
  return [...folders].filter((folder) => !isRunbook(folder) && !Object.hasOwn(BORDERS, folder)).sort();
}

/** The runbooks that lean on more than one product, with those. */
export function manyProducts(sources: Sources, products: readonly string[] = PRODUCTS): string[] {
  const leans = new Map<string, Set<string>>();
  for (const { file, leadsTo } of importsOf(sources)) {
    const product = products.find((one) => leadsTo !== undefined && isWithin(leadsTo, one));
    const runbook = folderOf(file);
    if (product && isRunbook(runbook)) leans.set(runbook, (leans.get(runbook) ?? new Set()).add(product));
  }
  return [...leans].filter(([, of]) => of.size > 1).map(([runbook, of]) => `${runbook}: ${[...of].sort().join(', ')}`);
}

function isAllowed({ file, names, leadsTo, how }: Import): boolean {
  if (leadsTo === undefined) return isPackageAllowed(file, names, how);
  const own = folderOf(file);
  if (isWithin(leadsTo, own)) return true;
  if (isRunbook(own)) return ['src/runbook', ...PRODUCTS].some((folder) => isWithin(leadsTo, folder));
  const allowed = Object.hasOwn(BORDERS, own) ? BORDERS[own] : [];
  return allowed === 'everything' || (allowed ?? []).some((folder) => isWithin(leadsTo, folder));
}

function isPackageAllowed(file: string, names: string, how: Import['how']): boolean {
  if (names === '(unknown)' || names === '@playwright/test') return false;
  if (how === 'type') return true;
  const name = packageOf(names);
  const allowed = Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : undefined;
  return allowed === undefined || allowed.some((folder) => isWithin(file, folder));
}

/** `src/evidence/report/parts.ts` is of `src/evidence`. A file right below `src` is its own folder. */
function folderOf(file: string): string {
  return file.split('/').slice(0, 2).join('/');
}

function isRunbook(folder: string): boolean {
  return folder.startsWith('runbooks/');
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
