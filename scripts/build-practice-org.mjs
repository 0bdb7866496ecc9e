// Builds what the practice org serves: its own pages together with Salesforce's open-source Lightning base components.
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import lwc from '@lwc/rollup-plugin';
import replace from '@rollup/plugin-replace';
import { transform } from 'esbuild';
import { rollup } from 'rollup';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const client = path.join(root, 'src/practice-org/client');
const target = path.join(root, 'dist/practice-org');
const require = createRequire(import.meta.url);
const packageFolder = (name) => path.dirname(require.resolve(`${name}/package.json`));

/** The icons that the pages and the base components in use show. All of them together would weigh 1.3 MB. */
const utilityIcons = [
  'chevrondown',
  'chevronright',
  'close',
  'down',
  'error',
  'info',
  'left',
  'new_window',
  'right',
  'search',
  'success',
  'warning',
  'check',
  'clear',
  'switch',
  'add',
  'up',
  'upload',
];

/** Icon categories are modules of compiled templates; here all are empty but a handful of the utility ones. */
function iconSubset() {
  const folder = path.join(
    packageFolder('lightning-base-components'),
    'src/lightning/iconSvgTemplatesUtility/buildTemplates/utility',
  );
  const imports = utilityIcons.map(
    (name) => `import utility_${name} from ${JSON.stringify(path.join(folder, `${name}.html`))};`,
  );
  const library = `${imports.join('\n')}\nexport default { ${utilityIcons.map((name) => `utility_${name}`).join(', ')} };`;
  return {
    name: 'icon-subset',
    resolveId: (id) => (id.startsWith('lightning/iconSvgTemplates') ? `\0${id}` : null),
    load: (id) => {
      if (!id.startsWith('\0lightning/iconSvgTemplates')) return null;
      return id.endsWith('Utility') ? library : 'export default {};';
    },
  };
}

/** One module of ours stands for every feature gate, so that the document decides when it loads. */
const gates = {
  name: 'gates',
  resolveId: (id) => (id.startsWith('@salesforce/gate/') ? path.join(client, 'gate.ts') : null),
};

/** Styles that base components carry for native shadow only: 2 MB that synthetic shadow with the one SLDS sheet never uses. */
const dropNativeStyles = {
  name: 'drop-native-styles',
  transform: (_code, id) => (id.endsWith('.lbc.native.css') ? { code: oneRule, map: null } : null),
};

/** LWC compiles a sheet without any rule to nothing, and the sheets that import it then fail. */
const oneRule = '.native-shadow-only { display: none; }';

/** Takes the types away and leaves decorators to LWC's own compiler. */
const stripTypes = {
  name: 'strip-types',
  async transform(code, id) {
    if (!id.endsWith('.ts')) return null;
    const result = await transform(code, { loader: 'ts', target: 'esnext', sourcefile: id });
    return { code: result.code, map: null };
  },
};

/** esbuild breaks the block-level functions of synthetic shadow, so that chunk stays as it is. */
const minify = {
  name: 'minify',
  async renderChunk(code, chunk) {
    if (chunk.name === 'synthetic-shadow') return null;
    const result = await transform(code, { minify: true, format: 'esm', target: 'es2022' });
    return { code: result.code, map: null };
  },
};

/** What LWC made of a module: the same for both kinds of shadow, and most of the work. */
const compiled = new Map();

function compileOnce(plugin) {
  return {
    ...plugin,
    transform(code, id) {
      const key = `${id}\0${code}`;
      if (!compiled.has(key)) compiled.set(key, plugin.transform.call(this, code, id));
      return compiled.get(key);
    },
  };
}

/** The pages once for each kind of shadow; each has a folder of its own. */
const variants = {
  synthetic: { entry: 'main.ts', plugins: [dropNativeStyles] },
  native: { entry: 'main-native.ts', plugins: [] },
};

async function bundle(variant, folder) {
  const build = await rollup({
    input: { setup: path.join(client, variants[variant].entry) },
    plugins: [
      replace({
        preventAssignment: true,
        values: { 'import.meta.env.SSR': 'false', 'process.env.NODE_ENV': '"production"' },
      }),
      iconSubset(),
      gates,
      ...variants[variant].plugins,
      stripTypes,
      compileOnce(
        lwc({
          rootDir: path.join(client, 'modules'),
          enableSyntheticElementInternals: true,
          enableDynamicComponents: true,
          enableLwcOn: true,
          modules: [{ dir: path.join(client, 'modules') }, { npm: 'lightning-base-components' }],
        }),
      ),
      minify,
    ],
    onLog: (level, log) => {
      if (level === 'warn' && !log.id?.includes('node_modules') && log.code !== 'CIRCULAR_DEPENDENCY')
        console.warn(`  ${log.message}`);
    },
  });
  const { output } = await build.write({
    dir: path.join(folder, variant),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    manualChunks: (id) => (id.includes('@lwc/synthetic-shadow') ? 'synthetic-shadow' : undefined),
  });
  await build.close();
  for (const { type, code } of output) {
    if (type === 'chunk') await transform(code, { format: 'esm' }); // throws where the file is not a valid module
  }
  await pack(path.join(folder, variant));
}

/** Compresses each file of a folder once, for as often as it is served. */
async function pack(folder) {
  const files = readdirSync(folder).filter((name) => statSync(path.join(folder, name)).isFile());
  await Promise.all(
    files.map(async (file) => {
      const content = readFileSync(path.join(folder, file));
      const params = { [constants.BROTLI_PARAM_QUALITY]: 7 };
      writeFileSync(path.join(folder, `${file}.br`), await promisify(brotliCompress)(content, { params }));
    }),
  );
}

async function copyStaticFiles(folder) {
  for (const file of readdirSync(path.join(client, 'static')))
    cpSync(path.join(client, 'static', file), path.join(folder, file));
  // Their terms have to stay with every copy of the base components; see NOTICE.
  cpSync(
    path.join(packageFolder('lightning-base-components'), 'LICENSE.txt'),
    path.join(folder, 'LICENSE-lightning-base-components.txt'),
  );
  cpSync(
    path.join(
      packageFolder('@salesforce-ux/design-system'),
      'assets/styles/salesforce-lightning-design-system.min.css',
    ),
    path.join(folder, 'slds.css'),
  );
  await pack(folder);
}

const started = Date.now();
// Built aside and moved at once, so that a practice org that runs meanwhile never finds half of its pages.
const folder = `${target}.${process.pid}`;
mkdirSync(folder, { recursive: true });
try {
  await Promise.all([copyStaticFiles(folder), ...Object.keys(variants).map((variant) => bundle(variant, folder))]);
  rmSync(target, { recursive: true, force: true });
  renameSync(folder, target);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`Practice org built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
