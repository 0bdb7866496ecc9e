const LOOPBACK = /^(localhost|[a-z0-9.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\]|::1)$/;

/** A label of a host name that is written in plain letters: not the `xn--` form, which stands for letters of any script. */
const LABEL = '(?!xn--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
/** The kinds of orgs that have a part of the host for themselves (facts 1.1 [C]). */
const KINDS = '(?:sandbox|scratch|develop|demo|trailblaze|patch|stage|free)';

/** Hosts where Salesforce itself asks for a password (facts 1.1 [C]). Sites and other customer content are not among them. */
const SALESFORCE_HOSTS: readonly RegExp[] = [
  /^(login|test)\.salesforce\.com$/,
  new RegExp(`^${LABEL}(?:\\.${KINDS})?\\.my\\.salesforce(?:-setup)?\\.com$`),
];

/**
 * The origin of Setup for a My Domain origin: `acme.my.salesforce.com` has `acme.my.salesforce-setup.com`
 * (facts 1.1 [C]).
 */
export function setupOrigin(myDomain: string): string {
  const url = new URL(myDomain);
  url.host = url.host.replace('.my.salesforce.', '.my.salesforce-setup.');
  return url.origin;
}

/** The origins where a session of an org may be, each with one of its own: My Domain, Setup and the apps (facts 1.1 [C]). */
export function orgOrigins(myDomain: string): readonly string[] {
  const lightning = new URL(myDomain);
  lightning.host = lightning.host.replace('.my.salesforce.', '.lightning.force.');
  return [new URL(myDomain).origin, setupOrigin(myDomain), lightning.origin];
}

/** Is this the shape of a My Domain host, from which the host of Setup can be told? */
export function isMyDomain(url: URL): boolean {
  return url.hostname.includes('.my.salesforce.');
}

/**
 * May a password, a code or a secret go to this origin? To Salesforce's own hosts by https, and to those that the
 * settings allow: by https anywhere, by http on loopback only.
 */
export function allowsOrigin(origin: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, port, username, password } = new URL(origin);
  if (username !== '' || password !== '') return false;
  if (allowed.includes(origin)) return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  return protocol === 'https:' && port === '' && SALESFORCE_HOSTS.some((host) => host.test(hostname));
}

/** Names under `localhost` mean this machine (RFC 6761, 6.3), whether or not the system's resolver knows. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
