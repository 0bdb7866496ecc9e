const ESC = '\u001b';
/** What our own progress needs of a terminal: colours, and taking back the line at hand. All else steers it. */
const OURS = new RegExp(`${ESC}\\[[\\d;]{0,20}m|\\r?${ESC}\\[2K`, 'g');
/** Sequences that a terminal obeys, ended or cut short: commands with a text of their own, then all shorter ones. */
const SEQUENCES = new RegExp(
  [
    `(?:${ESC}[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0007${ESC}\\u009c\\n]*(?:\\u0007|${ESC}\\\\|\\u009c)?`,
    `(?:${ESC}\\[|\\u009b)[0-?]*[ -/]*[@-~]?`,
    `${ESC}[ -/]*[0-~]?`,
  ].join('|'),
  'g',
);
/** Single characters that steer, hide or turn around what stands beside them. What joins letters stays. */
const STEERING = /[^\P{Cc}\n\t]|[^\P{Cf}\u200c\u200d]|[\u2028\u2029]/gu;
/** Where a line begins, colours aside: CI takes such words at a line's beginning, and these signs anywhere, as commands. */
const COMMAND_LINE = new RegExp(`^((?:[^\\S\\n]|${ESC}\\[[\\d;]*[mK])*):(?=:)`, 'gm');
const COMMAND_SIGN = /##(?=[a-z]*\[)/gi;

/**
 * Text in which nothing steers a terminal or reorders a line, whatever a page has put into it. Colours and the taking
 * back of a line, as our own progress writes them, stay.
 */
export function still(text: string): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { 0: ours, index } of text.matchAll(OURS)) {
    pieces.push(stillWhole(text.slice(done, index)), ours);
    done = index + ours.length;
  }
  pieces.push(stillWhole(text.slice(done)));
  return pieces.join('');
}

/** Still text in which nothing is a command to a CI system (`::add-mask::`, `##[error]`, `##vso[...]`). */
export function withoutCommands(text: string): string {
  return text.replace(COMMAND_LINE, '$1: ').replace(COMMAND_SIGN, '# #');
}

function stillWhole(text: string): string {
  return text.replace(SEQUENCES, '').replace(STEERING, '');
}
