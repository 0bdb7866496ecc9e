import { createHash, X509Certificate } from 'node:crypto';
import type { Certificate, SignedData, SignerInfo, TSTInfo } from 'pkijs';

const OID = {
  sha256: '2.16.840.1.101.3.4.2.1',
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  extendedKeyUsage: '2.5.29.37',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;
const GRANTED: readonly number[] = [0, 1];

/** What a time stamp says, once it was found whole. */
export interface Stamped {
  readonly at: Date;
  /** Who says so, by the name in the certificate. */
  readonly by: string;
  /** Whether the certificate leads to one of the given roots. */
  readonly isTrusted: boolean;
}

export interface TimeStampChecks {
  /** The number that the request held; any where it is left out. */
  readonly nonce?: Buffer;
  /** Root certificates that are believed. */
  readonly roots?: readonly X509Certificate[];
}

/** A request for a time stamp over bytes (RFC 3161), by their SHA-256. @param nonce its first bit must not be set */
export async function timeStampRequest(bytes: Buffer, nonce: Buffer): Promise<Buffer> {
  const [pkijs, asn1] = await libraries();
  const request = new pkijs.TimeStampReq({
    version: 1,
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: OID.sha256, algorithmParams: new asn1.Null() }),
      hashedMessage: new asn1.OctetString({ valueHex: createHash('sha256').update(bytes).digest() }),
    }),
    nonce: new asn1.Integer({ valueHex: nonce }),
    certReq: true,
  });
  return Buffer.from(request.toSchema().toBER());
}

/**
 * Checks an answer of a time stamp authority as far as it can be without knowing the authority: that it was given, is
 * over these bytes, and is signed by the certificate that it names, which is one for time stamps.
 * @throws an error that says in a few words what does not hold
 */
export async function checkTimeStamp(answer: Buffer, bytes: Buffer, checks: TimeStampChecks = {}): Promise<Stamped> {
  const [pkijs] = await libraries();
  const { signed, info } = await readAnswer(answer);
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  const digest = createHash('sha256').update(bytes).digest();
  if (hashAlgorithm.algorithmId !== OID.sha256 || !digest.equals(view(hashedMessage.valueBlock.valueHexView))) {
    throw new TypeError('the time stamp is over something else');
  }
  if (checks.nonce && !checks.nonce.equals(view(info.nonce?.valueBlock.valueHexView))) {
    throw new TypeError('the time stamp answers another request');
  }
  const certificate = await signerOf(signed, bytes, info.genTime);
  const [root, ...others] = checks.roots ?? [];
  const believed = root ? [root, ...others].map(({ raw }) => pkijs.Certificate.fromBER(new Uint8Array(raw))) : [];
  const isTrusted = root !== undefined && (await leadsTo(signed, bytes, info.genTime, believed));
  return { at: info.genTime, by: nameOf(certificate), isTrusted };
}

async function readAnswer(answer: Buffer): Promise<{ signed: SignedData; info: TSTInfo }> {
  const [pkijs, asn1] = await libraries();
  let response: InstanceType<typeof pkijs.TimeStampResp>;
  try {
    if (asn1.fromBER(new Uint8Array(answer)).offset !== answer.length) throw new TypeError('more than an answer');
    response = pkijs.TimeStampResp.fromBER(new Uint8Array(answer));
  } catch {
    throw new TypeError('the answer is no time stamp');
  }
  if (!GRANTED.includes(response.status.status)) throw new TypeError('it was refused');
  const token = response.timeStampToken;
  if (token?.contentType !== OID.signedData) throw new TypeError('the answer holds no time stamp');
  try {
    const signed = new pkijs.SignedData({ schema: token.content });
    const { eContentType, eContent } = signed.encapContentInfo;
    if (eContentType !== OID.tstInfo || !eContent || signed.signerInfos.length !== 1)
      throw new TypeError('of another kind');
    return { signed, info: pkijs.TSTInfo.fromBER(new Uint8Array(eContent.getValue())) };
  } catch {
    throw new TypeError('the answer holds no time stamp');
  }
}

/** The certificate that signed. @throws an error where none did, or one that is not for time stamps */
async function signerOf(signed: SignedData, bytes: Buffer, at: Date): Promise<Certificate> {
  const verdict = await signed
    .verify({ signer: 0, data: exactly(bytes), checkDate: at, extendedMode: true })
    .catch(() => undefined);
  const certificate = verdict?.signerCertificate;
  if (!verdict?.signatureVerified || !certificate)
    throw new TypeError('the signature of the time stamp does not verify');
  const usage = certificate.extensions?.find(({ extnID }) => extnID === OID.extendedKeyUsage);
  const purposes = (usage?.parsedValue as { keyPurposes?: readonly string[] } | undefined)?.keyPurposes ?? [];
  if (!usage?.critical || purposes.length !== 1 || purposes[0] !== OID.timeStamping) {
    throw new TypeError('the certificate of the time stamp is not one for time stamps');
  }
  const [info] = signed.signerInfos;
  if (!info || !namesCertificate(info, certificate)) throw new TypeError('the time stamp names another certificate');
  if (at < certificate.notBefore.value || at > certificate.notAfter.value) {
    throw new TypeError('the certificate of the time stamp was not valid at that time');
  }
  return certificate;
}

/** Whether the signed attributes hold the certificate's hash (RFC 5816): else another of the same key would do. */
function namesCertificate({ signedAttrs }: SignerInfo, certificate: Certificate): boolean {
  const der = Buffer.from(certificate.toSchema(true).toBER());
  const attribute = signedAttrs?.attributes.find(({ type }) =>
    ([OID.signingCertificate, OID.signingCertificateV2] as string[]).includes(type),
  );
  const [written] = attribute?.values ?? [];
  if (!written) return false;
  const named = Buffer.from((written as { toBER(): ArrayBuffer }).toBER());
  // The first hash in it is that of the signer's own certificate; its algorithm is told by its length.
  const hashes = ['sha1', 'sha256', 'sha384', 'sha512'].map((name) => createHash(name).update(der).digest());
  return hashes.some((hash) => named.includes(Buffer.concat([Buffer.from([4, hash.length]), hash])));
}

async function leadsTo(signed: SignedData, bytes: Buffer, at: Date, roots: Certificate[]): Promise<boolean> {
  const options = { signer: 0, data: exactly(bytes), checkDate: at, checkChain: true, trustedCerts: roots };
  return await signed.verify({ ...options, extendedMode: true }).then(
    ({ signerCertificateVerified }) => signerCertificateVerified === true,
    () => false,
  );
}

function nameOf(certificate: Certificate): string {
  const COMMON_NAME = '2.5.4.3';
  const values = certificate.subject.typesAndValues;
  const { value } = values.find(({ type }) => type === COMMON_NAME) ?? values[0] ?? {};
  return value ? String(value.valueBlock.value) : 'a certificate without a name';
}

/** The certificates in a text of PEM. @throws an error where there is none or one is damaged */
export function certificatesIn(pem: string): X509Certificate[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw new TypeError('No certificate');
  return found.map((one) => new X509Certificate(one));
}

/** They take a moment to load, and most runs need neither. */
function libraries(): Promise<[typeof import('pkijs'), typeof import('asn1js')]> {
  return Promise.all([import('pkijs'), import('asn1js')]);
}

function exactly(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function view(bytes: Uint8Array | undefined): Buffer {
  return Buffer.from(bytes ?? []);
}
