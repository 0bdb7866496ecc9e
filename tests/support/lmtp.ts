import { connect } from 'node:net';

/** Hands a mail over for one user (RFC 2033). Resolves once the server has put it into the mailbox. */
export async function deliverByLmtp(port: number, user: string, source: Buffer): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  const replies = repliesOf(socket);
  const body = source.toString('latin1').replace(/^\./gm, '..');
  const dialog = [
    { say: undefined, hear: '220' },
    { say: 'LHLO sender.example', hear: '250' },
    { say: 'MAIL FROM:<>', hear: '250' },
    { say: `RCPT TO:<${user}>`, hear: '250' },
    { say: 'DATA', hear: '354' },
    { say: `${body}${body.endsWith('\r\n') ? '' : '\r\n'}.`, hear: '250' },
    { say: 'QUIT', hear: '221' },
  ];
  try {
    for (const { say, hear } of dialog) {
      if (say !== undefined) socket.write(`${say}\r\n`, 'latin1');
      const { value = 'nothing' } = await replies.next();
      if (!value.startsWith(hear)) throw new Error(`The LMTP server said ${value}`);
    }
  } finally {
    socket.destroy();
  }
}

/** The last line of each reply; the lines before it have a dash after the number. */
async function* repliesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk.toString('latin1')).split('\r\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => /^\d{3} /.test(line));
  }
}
