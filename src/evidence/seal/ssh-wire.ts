/** Reads what SSH writes (RFC 4251, section 5). Whatever ends too early throws a RangeError. */
export class SshReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  bytes(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new RangeError('The SSH data ends too early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  uint32(): number {
    return this.bytes(4).readUInt32BE();
  }

  /** A `string`, as bytes. */
  string(): Buffer {
    return this.bytes(this.uint32());
  }

  text(): string {
    return this.string().toString('latin1');
  }

  /** An `mpint` that is not negative, without leading zeros. */
  mpint(): Buffer {
    return withoutZeros(this.string());
  }
}

/** Bytes or text as an SSH `string`. */
export function sshString(value: Buffer | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A number that is not negative, given by its bytes, as an SSH `mpint`. */
export function sshMpint(bytes: Buffer): Buffer {
  const number = withoutZeros(bytes);
  const sign = (number[0] ?? 0) & 0x80 ? Buffer.alloc(1) : Buffer.alloc(0);
  return sshString(Buffer.concat([sign, number]));
}

/** A number as exactly so many bytes. */
export function padded(number: Buffer, length: number): Buffer {
  if (number.length > length) throw new RangeError('The number is too large');
  return Buffer.concat([Buffer.alloc(length - number.length), number]);
}

function withoutZeros(bytes: Buffer): Buffer {
  let zeros = 0;
  while (bytes[zeros] === 0) zeros += 1;
  return bytes.subarray(zeros);
}
