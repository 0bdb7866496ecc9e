import { SshPublicKey } from './ssh-public-key.ts';

/** Who may sign, as a line of an allowed signers file of OpenSSH says it. */
export interface AllowedSigner {
  /** The number of its line, counted from 1. */
  readonly line: number;
  /** Patterns of identities, parted by commas. */
  readonly principals: string;
  /** Undefined where it is of a kind that is not known here. */
  readonly key: SshPublicKey | undefined;
  /** Whether the line allows certificates of this key, not the key itself. */
  readonly isAuthority: boolean;
  /** Patterns of namespaces; any where it is left out. */
  readonly namespaces?: string;
  readonly validAfter?: Date;
  readonly validBefore?: Date;
}

const KEY_TYPE = /^(ssh-|ecdsa-|sk-)[\w@.-]+$/;
/** One option and what parts it from the next. */
const OPTION = /([A-Za-z-]+)(?:="([^"]*)")?(,|$)/y;
const TIME = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(Z?)$/;

/** Reads an allowed signers file (ssh-keygen(1)). @throws an error that names the first line that is not understood */
export function readAllowedSigners(text: string): readonly AllowedSigner[] {
  return text.split(/\r?\n/).flatMap((written, index) => {
    const line = written.trim();
    if (line === '' || line.startsWith('#')) return [];
    try {
      return [readLine(line, index + 1)];
    } catch {
      throw new SyntaxError(`line ${index + 1} is not understood`);
    }
  });
}

function readLine(text: string, line: number): AllowedSigner {
  const [, quoted, plain, rest = ''] = /^(?:"([^"]+)"|([^\s"]+))\s+(.+)$/.exec(text) ?? [];
  const principals = quoted ?? plain;
  if (principals === undefined) throw new SyntaxError('No principals');
  // A blank within quotes parts nothing.
  const [first = ''] = /^(?:[^\s"]|"[^"]*")+/.exec(rest) ?? [];
  const hasOptions = !KEY_TYPE.test(first);
  const options = hasOptions ? optionsIn(first) : new Map<string, string>();
  const keyText = hasOptions ? rest.slice(first.length).trim() : rest;
  if (!KEY_TYPE.test(keyText.split(/\s/)[0] ?? '')) throw new SyntaxError('No key');
  const [namespaces, after, before] = ['namespaces', 'valid-after', 'valid-before'].map((name) => options.get(name));
  return {
    ...{ line, principals, key: keyOn(keyText), isAuthority: options.has('cert-authority') },
    ...(namespaces === undefined ? {} : { namespaces }),
    ...(after === undefined ? {} : { validAfter: timeIn(after) }),
    ...(before === undefined ? {} : { validBefore: timeIn(before) }),
  };
}

function keyOn(text: string): SshPublicKey | undefined {
  try {
    return SshPublicKey.onLine(text);
  } catch {
    // A key that is not understood allows nobody, and the other lines still count.
    return undefined;
  }
}

function optionsIn(text: string): Map<string, string> {
  const options = new Map<string, string>();
  OPTION.lastIndex = 0;
  while (OPTION.lastIndex < text.length) {
    const [, name = '', value, sign] = OPTION.exec(text) ?? [];
    const option = name.toLowerCase();
    const isFlag = option === 'cert-authority';
    const isKnown = isFlag || ['namespaces', 'valid-after', 'valid-before'].includes(option);
    if (!isKnown || isFlag !== (value === undefined) || options.has(option)) throw new SyntaxError('Not an option');
    if (sign === ',' && OPTION.lastIndex === text.length) throw new SyntaxError('An option is missing');
    options.set(option, value ?? '');
  }
  return options;
}

/** A time as ssh-keygen(1) writes it: without a Z it is that of this machine's zone. */
function timeIn(text: string): Date {
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] = TIME.exec(text) ?? [];
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone ?? ''}`);
  if (Number.isNaN(time.getTime())) throw new SyntaxError('Not a time');
  return time;
}

/** Whether a list of patterns with `*`, `?` and `!`, parted by commas, takes a name, as ssh_config(5) says. */
export function takes(patterns: string, name: string): boolean {
  let isTaken = false;
  for (const pattern of patterns.split(',')) {
    const isNot = pattern.startsWith('!');
    if (!fits(isNot ? pattern.slice(1) : pattern, name)) continue;
    if (isNot) return false;
    isTaken = true;
  }
  return isTaken;
}

/** Without a regular expression: a pattern of many stars must not cost for ever. */
function fits(pattern: string, name: string): boolean {
  let [at, from, star, retry] = [0, 0, -1, 0];
  while (at < name.length) {
    if (pattern[from] === '*') {
      [star, retry] = [from, at];
      from += 1;
    } else if (from < pattern.length && (pattern[from] === '?' || pattern[from] === name[at])) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      retry += 1;
      [at, from] = [retry, star + 1];
    } else return false;
  }
  while (pattern[from] === '*') from += 1;
  return from === pattern.length;
}
