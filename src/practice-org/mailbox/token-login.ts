import type { Client } from './command.ts';

/** Ways of signing in with an access token: Google's own form, and the standard one (RFC 7628). */
export const TOKEN_MECHANISMS = ['XOAUTH2', 'OAUTHBEARER'] as const;

export type TokenMechanism = (typeof TOKEN_MECHANISMS)[number];

/** What is told before the refusal; the client answers it with a line that says nothing. */
const REFUSALS: Readonly<Record<TokenMechanism, object>> = {
  XOAUTH2: { status: '401', schemes: 'bearer', scope: 'https://mail.practice.example/' },
  OAUTHBEARER: { status: 'invalid_token', schemes: 'bearer', scope: 'https://mail.practice.example/' },
};

/** Signs in by a token, or refuses as providers do: with a challenge in JSON first, and NO after the client's answer. */
export async function tokenLogin(client: Client, mechanism: TokenMechanism, response: string): Promise<string> {
  const said = Buffer.from(response, 'base64').toString('utf8');
  const [first = '', ...fields] = said.split('\x01');
  const user = mechanism === 'XOAUTH2' ? after('user=', first) : saslName(after('a=', first.split(',')[1] ?? ''));
  const token = fields.map((field) => after('auth=Bearer ', field)).find((found) => found !== undefined);
  if (user === undefined || token === undefined) return 'BAD Not the form of this mechanism';
  const reply = client.signInByToken(user, token);
  if (client.loggedIn) return reply;
  client.wire.send(`+ ${Buffer.from(JSON.stringify(REFUSALS[mechanism])).toString('base64')}`);
  await client.wire.line();
  return reply;
}

function after(start: string, text: string): string | undefined {
  return text.startsWith(start) ? text.slice(start.length) : undefined;
}

/** Commas and equals signs are written otherwise in the name (RFC 5801, 4). */
function saslName(text: string | undefined): string | undefined {
  return text?.replaceAll('=2C', ',').replaceAll('=3D', '=');
}
