import type { SignedIn } from '../runbook/target.ts';

/** What kind of org it is, as far as it matters for what may be tried there. */
export type OrgKind = 'production org' | 'sandbox' | 'scratch org' | 'Developer Edition';

/** The edition that nobody runs a company on, as Organization.OrganizationType names it (facts 8.4 [D]). */
const FOR_DEVELOPERS = 'Developer Edition';

/** Kinds of orgs that have a part of the host for themselves (facts 1.1 [C]). */
const BY_HOST: readonly (readonly [host: RegExp, kind: OrgKind])[] = [
  [/\.sandbox\.my\./, 'sandbox'],
  [/\.scratch\.my\./, 'scratch org'],
  [/\.develop\.my\./, 'Developer Edition'],
];

/**
 * What kind of org it is: by its own word where it gives one, else by its host. What cannot be told apart from a
 * production org counts as one, such as a trial of another edition.
 * @param url origin of its My Domain
 */
export function kindOfOrg(url: string, { sandbox, edition }: Pick<SignedIn, 'sandbox' | 'edition'>): OrgKind {
  const { hostname } = new URL(url);
  const byHost = BY_HOST.find(([host]) => host.test(hostname))?.[1];
  // A scratch org says that it is a sandbox (facts 8.4 [P, C]).
  if (sandbox === true) return byHost === 'scratch org' ? byHost : 'sandbox';
  if (edition === undefined) return byHost ?? 'production org';
  return edition === FOR_DEVELOPERS ? 'Developer Edition' : 'production org';
}

/** Whether the host alone says that it is a sandbox or none; undefined for hosts of other kinds (facts 1.1 [C]). */
export function sandboxByHost(url: string): boolean | undefined {
  const { hostname } = new URL(url);
  if (/\.sandbox\.my\./.test(hostname)) return true;
  return /^(?!.*--)[^.]+\.my\./.test(hostname) ? false : undefined;
}

/** Ids of 15 characters tell upper from lower case; the three more of the long form only repeat it (facts 1.4 [C]). */
export function sameOrg(one: string, other: string): boolean {
  return one.slice(0, 15) === other.slice(0, 15);
}
