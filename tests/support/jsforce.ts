import dns from 'node:dns';
import { Connection } from 'jsforce';

/**
 * Signs in with credentials by a Salesforce client that knows nothing of us, and asks by it.
 * Node asks the system for names under `localhost`, which often does not know them, and jsforce offers no way around.
 */
export async function asStranger<T>(
  url: string,
  { consumerKey = '', consumerSecret = '' }: Readonly<Record<string, string>>,
  ask: (connection: Connection) => Promise<T>,
): Promise<T> {
  const lookup = dns.lookup;
  dns.lookup = ((hostname: string, ...rest: [never, never]) =>
    lookup(hostname.endsWith('.localhost') ? '127.0.0.1' : hostname, ...rest)) as typeof dns.lookup;
  try {
    const connection = new Connection({
      instanceUrl: url,
      version: '67.0',
      oauth2: { loginUrl: url, clientId: consumerKey, clientSecret: consumerSecret },
    });
    await connection.authorize({ grant_type: 'client_credentials' });
    return await ask(connection);
  } finally {
    dns.lookup = lookup;
  }
}

/** Who the credentials run as, and the users that they may see. */
export function signInAsStranger(url: string, credentials: Readonly<Record<string, string>>) {
  return asStranger(url, credentials, async (connection) => {
    const { username } = await connection.identity();
    const { records } = await connection.query<{ Username: string }>('SELECT Id, Username FROM User');
    return { username, queried: records.map((user) => user.Username) };
  });
}
