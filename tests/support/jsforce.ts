import dns from 'node:dns';
import { Connection } from 'jsforce';

/**
 * Signs in with credentials by a Salesforce client that knows nothing of us, and asks who it is and for the users.
 * Node asks the system for names under `localhost`, which often does not know them.
 */
export async function signInAsStranger(url: string, credentials: Readonly<Record<string, string>>) {
  const lookup = dns.lookup;
  dns.lookup = ((hostname: string, ...rest: [never, never]) =>
    lookup(hostname.endsWith('.localhost') ? '127.0.0.1' : hostname, ...rest)) as typeof dns.lookup;
  try {
    const { consumerKey, consumerSecret } = credentials;
    const connection = new Connection({
      instanceUrl: url,
      oauth2: { loginUrl: url, clientId: consumerKey ?? '', clientSecret: consumerSecret ?? '' },
    });
    await connection.authorize({ grant_type: 'client_credentials' });
    const { username } = await connection.identity();
    const { records } = await connection.query<{ Username: string }>('SELECT Id, Username FROM User');
    return { username, queried: records.map((user) => user.Username) };
  } finally {
    dns.lookup = lookup;
  }
}
