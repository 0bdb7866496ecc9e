// Loaded before the program, so that two runs can differ in nothing but their secrets: the time stands still, and the
// run's own id is the same. Deadlines never come, so a test that uses it needs one of its own.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const AT = Date.parse(process.env.FROZEN_AT ?? '2026-11-23T09:00:00Z');
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [AT] : given));
  }

  static now() {
    return AT;
  }
};

const { randomBytes } = crypto;
// Four bytes are the run's id; Playwright's own names are longer, and must differ.
crypto.randomBytes = (size, ...rest) => (size === 4 ? Buffer.from('0badcafe', 'hex') : randomBytes(size, ...rest));
syncBuiltinESMExports();
