import type { Screen } from './paint.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const ERASE = '\r\u001b[2K';

/** The last line of a terminal, which is written again and again. Whoever prints something else erases it first. */
export interface LiveLine {
  /** Shows a text with a sign that turns. */
  show(text: string): void;
  erase(): void;
}

/** The live line of a screen. On what is no terminal nothing is shown at all. */
export function liveLine(screen: Screen, environment = process.env): LiveLine {
  if (screen.isTTY !== true || environment['CI'] !== undefined)
    return { show: () => undefined, erase: () => undefined };
  const turns = environment['TERM'] !== 'dumb';
  let timer: NodeJS.Timeout | undefined;
  let isShown = false;
  const erase = () => {
    clearInterval(timer);
    isShown = false;
    screen.write(ERASE);
  };
  return {
    erase,
    show: (text) => {
      clearInterval(timer);
      let frame = 0;
      const draw = (before = ERASE) => {
        screen.write(`${before}${text} ${turns ? FRAMES[frame % FRAMES.length] : '...'}`);
        frame += 1;
      };
      draw(isShown ? ERASE : '');
      isShown = true;
      if (turns) timer = setInterval(() => draw(), FRAME_MS).unref();
    },
  };
}
