import { posix } from 'node:path';

/** Sources by their paths from the root of the repository, with forward slashes. */
export type Sources = Readonly<Record<string, string>>;

/** One import of a file. */
export interface Import {
  readonly file: string;
  /** As it is written. */
  readonly names: string;
  /** The path from the root of the repository where it names a file of ours. */
  readonly leadsTo: string | undefined;
  /** `type` is erased when the sources are built; `static` is loaded with the file; `late` when it is reached. */
  readonly how: 'type' | 'static' | 'late';
}

const FROM = /\b(?:import|export)\s+(type\s+)?(?:[\w$\s{},*]+?\s*from\s*)?(["'])([^"'\n]+)\2/g;
const CALLED = /\b(?:import|require)\s*\(\s*(?:(["'`])([^"'`\n]+)\1|([^)\s][^)]*))/g;

/** Every import of every source. An import whose target is worked out at run time has the name `(unknown)`. */
export function importsOf(sources: Sources): Import[] {
  return Object.entries(sources).flatMap(([file, source]) => {
    const code = withoutComments(source);
    const written = [...code.matchAll(FROM)].map(([, type, , names = '']) => ({
      names,
      how: type ? ('type' as const) : ('static' as const),
    }));
    const called = [...code.matchAll(CALLED)].map(([, , names = '(unknown)']) => ({ names, how: 'late' as const }));
    return [...written, ...called].map((each) => ({ file, ...each, leadsTo: resolved(file, each.names) }));
  });
}

/** The files of ours that are loaded together with a file, itself among them, and what they load from elsewhere. */
export function loadedWith(file: string, imports: readonly Import[]): { files: Set<string>; packages: Set<string> } {
  const files = new Set([file]);
  const packages = new Set<string>();
  for (const loaded of files) {
    for (const each of imports.filter((one) => one.file === loaded && one.how === 'static')) {
      if (each.leadsTo === undefined) packages.add(packageOf(each.names));
      else files.add(each.leadsTo);
    }
  }
  return { files, packages };
}

/** `@hono/node-server/x` is of the package `@hono/node-server`, and `hono/html` of `hono`. */
export function packageOf(names: string): string {
  return names.split('/', names.startsWith('@') ? 2 : 1).join('/');
}

function resolved(file: string, names: string): string | undefined {
  return names.startsWith('.') ? posix.join(posix.dirname(file), names) : undefined;
}

/** Comments become nothing; texts stay, so that two slashes in an address are no comment. */
function withoutComments(source: string): string {
  return source.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_, text: string | undefined) => text ?? ' ',
  );
}
