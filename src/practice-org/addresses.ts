/** Origins of the org's hosts, of the shape that Salesforce has: facts 1.1 [C]. */
export interface Addresses {
  readonly myDomain: string;
  readonly setup: string;
  readonly lightning: string;
  /** Where somebody signs in who does not know the org's name: of production orgs, or of sandboxes. */
  readonly login: string;
  /** Where sandboxes sign in if this is a production org, and the other way round: nobody of this org gets in there. */
  readonly otherLogin: string;
  /** Where the org is looked at and switched, the usual one first; all of them are this machine. */
  readonly controls: readonly [usual: string, ...string[]];
}

/** @param name the first word of the host names: `acme`, or `acme--dev` of a sandbox */
export function addressesOf(name: string, sandbox: boolean, port: number): Addresses {
  const infix = sandbox ? '.sandbox' : '';
  // Without the port where it is the usual one, as browsers write it.
  const origin = (host: string) => new URL(`http://${host}:${port}`).origin;
  const at = (host: string) => origin(`${host}.localhost`);
  const logins = [at('login.salesforce'), at('test.salesforce')] as const;
  return {
    myDomain: at(`${name}${infix}.my.salesforce`),
    setup: at(`${name}${infix}.my.salesforce-setup`),
    lightning: at(`${name}${infix}.lightning.force`),
    login: logins[sandbox ? 1 : 0],
    otherLogin: logins[sandbox ? 0 : 1],
    controls: [origin('127.0.0.1'), origin('localhost'), at('control')],
  };
}
