import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from 'hono';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** The built pages in `dist/practice-org`, seen from the sources as well as from the compiled files. */
export class Assets {
  readonly #folder: string;

  constructor() {
    this.#folder = path.join(packageRoot(), 'dist', 'practice-org');
    if (!existsSync(path.join(this.#folder, 'synthetic', 'setup.js'))) {
      throw new Error(`The pages of the practice org are not built (${this.#folder}). Remedy: npm run build`);
    }
  }

  serve(c: Context): Response {
    const name = c.req.path.replace(/^\/practice-org\//, '');
    const type = types[path.extname(name)];
    if (!type || !/^(?:[\w-]+\/)?[\w-]+\.(?:js|css)$/.test(name) || !existsSync(path.join(this.#folder, name)))
      return c.text('Not found', 404);
    const packed = c.req.header('accept-encoding')?.includes('br') ?? false;
    const body = readFileSync(path.join(this.#folder, packed ? `${name}.br` : name));
    // An hour is long enough for a rehearsal and short enough for whoever changes the pages.
    const headers: Record<string, string> = {
      'content-type': type,
      'cache-control': 'private, max-age=3600',
      vary: 'accept-encoding',
    };
    if (packed) headers['content-encoding'] = 'br';
    return new Response(new Uint8Array(body), { headers });
  }
}

function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('There is no package.json above the practice org.');
    folder = parent;
  }
  return folder;
}
