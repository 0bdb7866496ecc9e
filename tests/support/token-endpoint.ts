import { createServer, type ServerResponse } from 'node:http';

/** The client and the refresh token that the endpoint knows. */
export const CLIENT = { id: 'client 1', secret: 'client&secret/1' } as const;
export const REFRESH_TOKEN = 'refresh token 0';

/** A token endpoint on the loopback interface, for one client. */
export interface TokenEndpoint {
  readonly url: string;
  /** The forms that were sent, in order. */
  readonly requests: ReadonlyArray<Readonly<Record<string, string>>>;
  /** Gave it this token, and does the token still count? */
  isValid(token: string): boolean;
  /** All tokens given so far count no more. */
  withdraw(): void;
  /** Answers one coming request with this, instead of a token; several are used in order. */
  answerOnce(status: number, body: string | object): void;
  /** Answers requests from now on only when the returned function is called. */
  hold(): () => void;
  close(): Promise<void>;
}

/**
 * @param how.expiresIn in seconds, told with each token; `undefined` tells nothing
 * @param how.rotates gives a new refresh token with each answer, after which the old one counts no more
 * @param how.more goes into each answer besides
 */
export async function startTokenEndpoint(
  how: { expiresIn?: unknown; rotates?: boolean; more?: object } = {},
): Promise<TokenEndpoint> {
  const requests: Array<Record<string, string>> = [];
  const valid = new Set<string>();
  const once: Array<{ status: number; body: string | object }> = [];
  let held = Promise.resolve();
  let refreshToken = REFRESH_TOKEN;

  const answer = (form: Record<string, string>): { status: number; body: string | object } => {
    const odd = once.shift();
    if (odd) return odd;
    const isClient = form['client_id'] === CLIENT.id && (form['client_secret'] ?? CLIENT.secret) === CLIENT.secret;
    if (!isClient) return { status: 401, body: { error: 'invalid_client' } };
    const byRefreshToken = form['grant_type'] === 'refresh_token';
    if (byRefreshToken ? form['refresh_token'] !== refreshToken : form['client_secret'] === undefined)
      return { status: 400, body: { error: 'invalid_grant' } };
    const token = `access token ${requests.length}`;
    valid.add(token);
    if (how.rotates && byRefreshToken) refreshToken = `refresh token ${requests.length}`;
    return {
      status: 200,
      body: {
        access_token: token,
        token_type: 'Bearer',
        ...('expiresIn' in how ? { expires_in: how.expiresIn } : { expires_in: 3600 }),
        ...(how.rotates && byRefreshToken ? { refresh_token: refreshToken } : {}),
        ...how.more,
      },
    };
  };

  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const form = Object.fromEntries(new URLSearchParams(text));
    requests.push(form);
    await held;
    send(response, answer(form));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return {
    url: `http://127.0.0.1:${address.port}/token`,
    requests,
    isValid: (token) => valid.has(token),
    withdraw: () => valid.clear(),
    answerOnce: (status, body) => void once.push({ status, body }),
    hold() {
      let release = (): void => undefined;
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Errors come with a challenge, as providers send it with status 401. */
function send(response: ServerResponse, { status, body }: { status: number; body: string | object }): void {
  const isJson = typeof body !== 'string';
  response.writeHead(status, {
    'content-type': isJson ? 'application/json' : 'text/html',
    ...(status === 401 ? { 'www-authenticate': 'Basic realm="token"' } : {}),
  });
  response.end(isJson ? JSON.stringify(body) : body);
}
