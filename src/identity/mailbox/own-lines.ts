/** How the headers of a quoted mail are called in the languages of mail programs. */
const FROM = words(
  'from von de da van från fra od nadawca lähettäjä от від kimden feladó expéditeur mittente remitente 差出人 送信者 发件人 寄件者 보낸사람 จาก מאת من',
);
const SUBJECT = words(
  'subject betreff objet asunto assunto oggetto onderwerp ämne emne aihe тема konu tárgy předmět temat 件名 主题 主旨 제목 เรื่อง נושא الموضوع',
);

/** So many lines below From the Subject is found. */
const HEADER_BLOCK = 6;

/** Leaves out what is quoted from other mails. */
export function ownLines(lines: readonly string[]): string[] {
  const quoteStart = lines.findIndex((_, index) => opensQuote(lines, index));
  return (quoteStart < 0 ? lines : lines.slice(0, quoteStart)).filter((line) => !line.startsWith('>'));
}

/**
 * `On … Somebody <a@b.example> wrote:` in any language; a ruled line above `From: …`, or above `…: a@b.example`; or the
 * headers of a mail without a line above them: From, and soon after it Subject.
 */
function opensQuote(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? '';
  if (line.endsWith(':') && /<[^<>@\s]{1,64}@[^<>@\s]{1,255}>/.test(line.slice(-400))) return true;
  if (isRule(line)) {
    const next = lines[index + 1] || lines[index + 2] || '';
    return FROM.has(labelOf(next)) || (line.startsWith('--') && /^[^:]{1,30}:.{0,200}@/.test(next));
  }
  if (!FROM.has(labelOf(line))) return false;
  return lines.slice(index + 1, index + 1 + HEADER_BLOCK).some((below) => SUBJECT.has(labelOf(below)));
}

function isRule(line: string): boolean {
  return (line.startsWith('---') && line.endsWith('---')) || (line.startsWith('____') && line.endsWith('____'));
}

/** What stands before the first colon, without blanks and the stars of bold print. */
function labelOf(line: string): string {
  const [label = '', value] = line.slice(0, 30).split(':', 2);
  return value === undefined ? '' : label.replace(/[\s*]/g, '').toLowerCase();
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
