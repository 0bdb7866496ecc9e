// Measures that reading a mail takes time in proportion to its size, whatever is in it: each hostile mail at a size, at
// twice and at four times that size. A ratio near 2 is proportion, 4 would be its square. Build first.
import { codeInMail } from '../dist/src/identity/mailbox/code-in-mail.js';
import { judge, LARGEST_MAIL } from '../dist/src/identity/mailbox/judge.js';
import { hostileBodies, hostileMails } from './hostile-mails.mjs';

const turns = 3;
// The largest that is read, less the headers that a mail needs, and its half and quarter.
const largest = LARGEST_MAIL - 1_024;
const largestHeader = 62 * 1024;
const expected = {
  senderDomain: 'cloud.example',
  username: 'admin@corp.example',
  authservId: undefined,
  notBefore: new Date(0),
};

async function best(read) {
  let shortest = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < turns; turn++) {
    const from = performance.now();
    await read();
    shortest = Math.min(shortest, performance.now() - from);
  }
  return shortest;
}

/** Milliseconds at a quarter, a half and the whole of a size. */
async function doubling(size, make, read) {
  const times = [];
  for (const part of [4, 2, 1]) {
    const made = make(Math.floor(size / part));
    times.push(await best(() => read(made)));
  }
  return times;
}

const ratio = (a, b) => (b < 0.5 ? '-' : (a / b).toFixed(1));
let slowest = 0;
function say(name, [quarter, half, whole]) {
  slowest = Math.max(slowest, whole);
  const times = [quarter, half, whole].map((ms) => ms.toFixed(1).padStart(8)).join('');
  console.log(`${name.padEnd(38)}${times} ms   x${ratio(half, quarter)}  x${ratio(whole, half)}`);
}

await judge(hostileMails[0].make(10_000), 10_000, expected);
console.log(`${' '.repeat(38)} quarter    half   whole      ratios (- below 0.5 ms)`);
for (const { name, make } of hostileBodies) say(name, await doubling(largest, make, codeInMail));
for (const { name, make } of hostileMails) {
  say(name, await doubling(largest, make, (mail) => judge(mail, mail.length, expected)));
  // What is refused at once for its long header is measured once more where it is not.
  const short = make(largestHeader);
  const header = short.subarray(0, short.indexOf('\r\n\r\n')).length;
  if (header > largestHeader - 1_024) {
    say(`${name}, short`, await doubling(largestHeader - 1_024, make, (mail) => judge(mail, mail.length, expected)));
  }
}
const huge = Buffer.alloc(20 * 2 ** 20, 'a');
say(
  'mail: 20 MB',
  await doubling(
    huge.length,
    (size) => huge.subarray(0, size),
    (mail) => judge(mail, mail.length, expected),
  ),
);
console.log(
  `\nslowest ${slowest.toFixed(0)} ms, memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB at most`,
);
