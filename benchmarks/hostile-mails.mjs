// Mails made to be slow or large to read, by what they repeat. Shared by the benchmark of the rule and its tests.

const head = (type) =>
  `From: Cloud <noreply@cloud.example>\r\nTo: admin@corp.example\r\nDate: Mon, 23 Nov 2026 09:00:02 +0000\r\nContent-Type: ${type}\r\n`;
const fill = (piece, length) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** Bodies as a mail parser gives them; each takes a length in characters. */
export const hostileBodies = [
  ...Object.entries({
    digits: '1',
    'digits and blanks': '1 ',
    'six digits each': '123456 ',
    'groups of three': '123 456 ',
    'labels with codes': 'code: 123456\n',
    'labels without codes': 'code: ',
    colons: ':',
    'lines of nothing': '\n',
    'blanks before nothing': ' ',
    'at signs': '@',
    'addresses in a line': 'a@b.example ',
    'one long address': 'a.',
    'letters of one word': 'a',
    links: 'https://',
    'open angle brackets': '<a',
    'lines that end a quote': '<a@b>:x\n',
    rules: '---\n',
    'From lines': 'From: x\n',
    'marks on one letter': '\u0301\u0316',
    'one letter of eighteen': '\ufdfa',
    'unseen characters': '\u200b',
    'Hangul parts': '\u1100\u1161',
    'opening quotes': '«',
    'full stops': '.',
    'numbers in a list': '123456, ',
  }).map(([name, piece]) => ({ name: `text: ${name}`, make: (length) => ({ text: fill(piece, length) }) })),
  ...Object.entries({
    'open tags': '<div>',
    'hidden tags': '<p hidden>',
    'tiny tags': '<p style="font-size:0">',
    'closing tags': '</div>',
    'less-than signs': '<',
    'tags that never end': '<a ',
    'comments that never end': '<!--',
    'quotes that never end': '<a b="',
    apostrophes: '<a b=\'"',
    entities: '&#49;',
    'broken entities': '&#1',
    ampersands: '&',
    'style elements': '<style>.a{display:none}</style>',
    'style elements that never end': '<style>',
    'style rules': '<style>.a{color:red}.b{display:none}',
    'comments in styles': '<style>/*',
    'media rules': '<style>@media{',
    'one long style': '<p style="color:red;',
    attributes: '<p a a a a',
    'equals signs': '<p ===',
    'blanks in tags': '<p     ',
    classes: '<p class="a a a a">',
    cells: '<td>1</td>',
  }).map(([name, piece]) => ({ name: `html: ${name}`, make: (length) => ({ html: fill(piece, length) }) })),
  { name: 'html: one long tag', make: (length) => ({ html: `<p ${fill('a ', length)}>` }) },
  { name: 'html: one long style', make: (length) => ({ html: `<p style="${fill('color:', length)}">` }) },
  { name: 'html: one long sheet', make: (length) => ({ html: `<style>${fill('.a,', length)}{display:none}</style>` }) },
  { name: 'html: stars in a sheet', make: (length) => ({ html: `<style>/*${fill('*', length)}</style>` }) },
];

/** Whole mails; each takes a length in bytes. */
export const hostileMails = [
  ['plain text', (length) => `${head('text/plain')}\r\n${fill('Hello you.\r\n', length)}`],
  ['one line', (length) => `${head('text/plain')}\r\n${fill('a', length)}`],
  ['one header line', (length) => `X-Long: ${fill('a', length)}\r\n${head('text/plain')}\r\nx`],
  ['many headers', (length) => `${fill('A: b\r\n', length - (length % 6))}${head('text/plain')}\r\nx`],
  ['folded header', (length) => `X: ${fill('a\r\n ', length)}b\r\n${head('text/plain')}\r\nx`],
  ['encoded words in Subject', (length) => `Subject: ${fill('=?utf-8?Q?a?= ', length)}\r\n${head('text/plain')}\r\nx`],
  ['broken encoded words', (length) => `Subject: ${fill('=?utf-8?Q?', length)}\r\n${head('text/plain')}\r\nx`],
  ['addresses in To', (length) => `To: ${fill('a@b.example, ', length)}\r\n${head('text/plain')}\r\nx`],
  ['groups in To', (length) => `To: ${fill('a:', length)}\r\n${head('text/plain')}\r\nx`],
  ['parentheses in From', (length) => `From: ${fill('(', length)}\r\n${head('text/plain')}\r\nx`],
  ['quotes in From', (length) => `From: ${fill('"a" ', length)}\r\n${head('text/plain')}\r\nx`],
  ['angle brackets in From', (length) => `From: ${fill('<', length)}\r\n${head('text/plain')}\r\nx`],
  ['parameters', (length) => `Content-Type: text/plain; ${fill('a*0=b; ', length)}\r\n\r\nx`],
  [
    'results',
    (length) =>
      `Authentication-Results: mx.corp.example; ${fill('dmarc=pass; ', length)}\r\n${head('text/plain')}\r\nx`,
  ],
  ['comments in results', (length) => `Authentication-Results: ${fill('(', length)}\r\n${head('text/plain')}\r\nx`],
  ['nested parts', nested],
  ['parts side by side', (length) => `${head('multipart/mixed; boundary=a')}\r\n${fill('--a\r\n\r\nx\r\n', length)}`],
  ['attached mails', (length) => fill(`${head('message/rfc822')}Content-Disposition: inline\r\n\r\n`, length)],
  ['dashes', (length) => `${head('multipart/mixed; boundary=a')}\r\n${fill('--', length)}`],
  ['almost boundaries', (length) => `${head('multipart/mixed; boundary=a')}\r\n${fill('--b\r\n', length)}`],
  ['base64', (length) => `${head('text/plain')}Content-Transfer-Encoding: base64\r\n\r\n${fill('MTIzNDU2', length)}`],
  [
    'base64 of nothing',
    (length) => `${head('text/plain')}Content-Transfer-Encoding: base64\r\n\r\n${fill('=', length)}`,
  ],
  [
    'quoted printable',
    (length) => `${head('text/plain')}Content-Transfer-Encoding: quoted-printable\r\n\r\n${fill('=3', length)}`,
  ],
  [
    'soft line ends',
    (length) => `${head('text/plain')}Content-Transfer-Encoding: quoted-printable\r\n\r\n${fill('=\r\n', length)}`,
  ],
  ['flowed text', (length) => `${head('text/plain; format=flowed; delsp=yes')}\r\n${fill('> a \r\n', length)}`],
  ['Japanese escapes', (length) => `${head('text/plain; charset=iso-2022-jp')}\r\n${fill('\u001b$B', length)}`],
  ['UTF-7', (length) => `${head('text/plain; charset=utf-7')}\r\n${fill('+AGE-', length)}`],
  ['nothing at all', (length) => fill('\0', length)],
].map(([name, make]) => ({ name: `mail: ${name}`, make: (length) => Buffer.from(make(length)) }));

function nested(length) {
  const depth = Math.floor(length / 60);
  const level = (at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`;
  return `${head('text/plain').replace(/Content-Type.*\r\n$/, '')}${Array.from({ length: depth }, (_, at) => level(at)).join('')}\r\nx`;
}
