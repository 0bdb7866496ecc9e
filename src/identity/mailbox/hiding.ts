/** What a style makes of the text in an element: size can be given anew further inside, which layouts of mails do. */
export type Visibility = 'hidden' | 'tiny' | 'legible';

const HIDING =
  /display:none|visibility:(?:hidden|collapse)|mso-hide:all|(?:^|;)color:transparent|(?:^|;)(?:opacity|max-height|max-width):0(?:\.0+)?(?:px|pt|em|rem|%)?(?:[;!]|$)|(?:text-indent|left|top):-\d{3}/;
const NO_ROOM = /(?:^|;)(?:height|width):0(?:px)?(?:[;!]|$)/;

/** Below this many pixels or points nobody reads. */
const LEGIBLE_SIZE = 3;

/** No honest style is longer; a limit keeps the searches below in proportion. */
const LONGEST_STYLE = 2_000;
const LONGEST_SHEET = 64 * 1024;

const COLOUR_NAMES: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000' };

/** What these declarations make of an element's text, or nothing. Text in the colour of its background is hidden. */
export function visibilityOf(declarations: string): Visibility | undefined {
  const style = withoutComments(declarations.slice(0, LONGEST_STYLE)).toLowerCase().replace(/\s/g, '');
  if (HIDING.test(style) || (NO_ROOM.test(style) && style.includes('overflow:hidden'))) return 'hidden';
  const ink = declared('color', style);
  const paper = declared('background(?:-color)?', style);
  if (ink !== undefined && paper !== undefined && colour(ink) === colour(paper)) return 'hidden';
  const size = declared('font-size', style);
  if (size === undefined) return /(?:^|;)font:/.test(style) ? 'legible' : undefined;
  const [, number, unit = ''] = /^([\d.]+)(.*)$/.exec(size) ?? [];
  const isTiny = Number(number) === 0 || (/^p[xt]$/.test(unit) && Number(number) < LEGIBLE_SIZE);
  return isTiny ? 'tiny' : 'legible';
}

/** What a style sheet makes of classes and ids, as `.pre` and `#pre`. What it says for some screens only is not read. */
export function visibilitiesIn(sheet: string): Array<[name: string, Visibility]> {
  const plain = withoutMedia(withoutComments(sheet.slice(0, LONGEST_SHEET)));
  return plain.split('}').flatMap((rule) => {
    const [selectors = '', declarations] = rule.split('{', 2);
    const visibility = declarations === undefined ? undefined : visibilityOf(declarations);
    if (!visibility) return [];
    return selectors.split(',').flatMap((one): Array<[string, Visibility]> => {
      const name = /^[a-z]{0,10}([.#][\w-]{1,100})$/i.exec(one.trim())?.[1];
      return name === undefined ? [] : [[name, visibility]];
    });
  });
}

/** A comment that does not end reaches to the end. */
function withoutComments(css: string): string {
  let kept = '';
  let at = 0;
  for (let start = css.indexOf('/*'); start >= 0; start = css.indexOf('/*', at)) {
    kept += css.slice(at, start);
    const end = css.indexOf('*/', start + 2);
    if (end < 0) return kept;
    at = end + 2;
  }
  return kept + css.slice(at);
}

/** Leaves out `@media … { … { … } … }` and the like. */
function withoutMedia(sheet: string): string {
  let kept = '';
  let depth = 0;
  let inside = false;
  for (const piece of sheet.split(/([@{};])/)) {
    if (piece === '@' && depth === 0) inside = true;
    if (!inside) kept += piece;
    if (piece === '{') depth++;
    if (piece === '}') depth = Math.max(0, depth - 1);
    if (depth === 0 && (piece === '}' || piece === ';')) inside = false;
  }
  return kept;
}

/** The last one counts, as in a browser. */
function declared(property: string, style: string): string | undefined {
  return [...style.matchAll(new RegExp(`(?:^|;)${property}:([^;!]+)`, 'g'))].at(-1)?.[1];
}

function colour(value: string): string {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(value);
  return short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join('')}`
    : (COLOUR_NAMES[value] ?? value);
}
