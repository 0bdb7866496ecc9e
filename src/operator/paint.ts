import { styleText } from 'node:util';

export type Colour = 'green' | 'blue' | 'red' | 'yellow' | 'gray';

/** Where progress is shown: a terminal, a log, or a test. */
export interface Screen {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
  /** Says something to the CI system that reads the screen, such as the beginning of a group of lines. */
  command?(name: CiCommand, text: string): void;
}

/** What a CI system is told: GitHub's workflow commands. */
export type CiCommand = 'group' | 'endgroup' | 'error' | 'warning';

/** How a screen is written to. */
export interface Brush {
  /** In a colour where the screen has colours and they are wanted. */
  paint(colour: Colour | 'bold' | 'dim', text: string): string;
  /** Without a secret, and without what would steer the terminal: what a page says stands in many lines. */
  clean(text: string): string;
  print(line?: string): void;
  /** Columns, also where the screen does not tell. */
  readonly columns: number;
}

const USUAL_COLUMNS = 100;

/** @param redact cleans every text before it is written */
export function brushFor(screen: Screen, redact: (text: string) => string, environment = process.env): Brush {
  const coloured = screen.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  const clean = (text: string) => redact(text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, ''));
  return {
    clean,
    paint: (colour, text) => (coloured ? styleText(colour, clean(text), { validateStream: false }) : clean(text)),
    print: (line = '') => {
      screen.write(`${line}\n`);
    },
    columns: screen.columns || USUAL_COLUMNS,
  };
}
