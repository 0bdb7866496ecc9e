// Loaded before the program: changes lines of its modules as they are loaded, as MUTANTS says in JSON. A change whose
// line is not there ends the program, so that no test passes for want of its mutant.
import { register } from 'node:module';

const loader = `
  let mutants = [];
  export function initialize(given) { mutants = given; }
  export async function load(url, context, next) {
    const loaded = await next(url, context);
    const own = mutants.filter(({ file }) => url.endsWith('/dist/src/' + file));
    if (own.length === 0) return loaded;
    let source = String(loaded.source);
    for (const { file, find, replace } of own) {
      if (source.split(find).length !== 2) throw new Error('No single line of ' + file + ' to mutate: ' + find);
      source = source.replace(find, () => replace);
    }
    return { ...loaded, source };
  }`;

register(`data:text/javascript,${encodeURIComponent(loader)}`, { data: JSON.parse(process.env.MUTANTS ?? '[]') });
