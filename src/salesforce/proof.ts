import type { Exhibit, Move, Remembered, Verdict } from '../runbook/move.ts';
import type { Held, Surroundings } from '../runbook/ports.ts';
import type { Settled } from '../runbook/runbook.ts';
import { Trouble } from '../runbook/trouble.ts';
import { requestToken, type TokenAnswer, whoIs } from './api.ts';
import type { App } from './app.ts';

/** New credentials and policies may take minutes to be known everywhere in Salesforce (facts 3.4 [D, V]). */
const PROPAGATION = 300_000;
/** Every refused request stands in the org's login history, so there are few of them. */
const PACE = { first: 2_000, longest: 20_000 };

/** Refusals of an org that knows the key and secret and has another reason (facts 8.3 [C, V]). */
const KNOWN_BUT_REFUSED = ['invalid_app_access', 'unsupported_grant_type'];
const NO_USER = /no client credentials user|client credentials flow not enabled/;

/** While new credentials spread, an answer that does not come is a refusal like others: it is asked for again. */
function noAnswer(error: unknown): TokenAnswer {
  if (error instanceof Trouble) return { granted: false, status: 0, error: 'no answer', description: error.message };
  throw error;
}

/** Where this org gives tokens: on its own host, never on another (facts 8.3 [C]). */
export function tokenUrl({ target }: Surroundings): string {
  return `${target.url}/services/oauth2/token`;
}

/** The proofs of a revealed key and secret, made of the sink's own copy wherever it can be read back. */
export interface Proof {
  /** Does the sink hold credentials of this app that the org accepts? */
  readonly handedOver: Settled;
  /** A client-credentials token request on the org's own host. */
  readonly token: Move;
  /** A call with the token names the user that it runs as: the one whose username is given. */
  runsAs(username: Remembered<string>): Move;
}

export function proofOf(app: App, around: Surroundings): Proof {
  let isNoneSeen = true;
  const held = async (): Promise<Held | undefined> => {
    const credentials = await around.sink.holds(around.signedIn().org, app.appName);
    // Those of the same org under another address, such as a renamed My Domain, are handed over again.
    const isOfHere = credentials?.tokenUrl === tokenUrl(around);
    isNoneSeen = credentials === undefined ? around.sink.sawNone() : !isOfHere;
    return isOfHere ? credentials : undefined;
  };
  let answer: TokenAnswer | undefined;
  /** Every request stands in the org's login history: one that was granted when it was last asked is not made again, once. */
  let isJustGranted = false;
  let from = '';
  let tokenRows: Exhibit = [];
  let userRows: Exhibit = [];

  const askForToken = async (): Promise<TokenAnswer | undefined> => {
    const credentials = await held();
    if (!credentials) return undefined;
    ({ from } = credentials);
    answer = await requestToken(credentials, around.secret);
    tokenRows = [
      ['Request', `POST ${credentials.tokenUrl}, grant_type=client_credentials`],
      ['Key and secret', credentials.from],
      ...(answer.granted
        ? ([
            ['Answer', '200, an access token'],
            ['Token type', answer.tokenType],
            ['Scopes', answer.scope],
          ] as const)
        : ([['Answer', `${answer.status} ${answer.error}: ${answer.description}`]] as const)),
    ];
    return answer;
  };

  return {
    handedOver: {
      check: async (): Promise<Verdict> => {
        const wanted = `credentials of ${app.appName} that the org knows`;
        const given = await askForToken();
        isJustGranted = given?.granted === true;
        if (!given) {
          const found = `none that ${around.sink.name} can show`;
          return { holds: false, wanted, found, ...(isNoneSeen ? {} : { unseen: true }) };
        }
        const known = given.granted || KNOWN_BUT_REFUSED.includes(given.error) || NO_USER.test(given.description);
        return known
          ? { holds: true, found: `${wanted}, ${from}` }
          : { holds: false, wanted, found: `the org answers ${given.status} ${given.error} ${given.description}` };
      },
      patience: PROPAGATION,
      pace: PACE,
    },
    token: {
      tells: { verb: 'prove', what: 'Client-credentials token request', wanted: () => 'an access token' },
      check: async () => {
        const given = isJustGranted ? answer : await askForToken().catch(noAnswer);
        isJustGranted = false;
        if (given?.granted) return { holds: true, found: 'an access token' };
        const found = given ? `${given.error}: ${given.description}` : 'no credentials in the sink';
        return { holds: false, wanted: 'an access token', found };
      },
      exhibit: () => tokenRows,
      patience: PROPAGATION,
      pace: PACE,
    },
    runsAs: (username) => ({
      tells: { verb: 'prove', what: 'User that the token runs as', wanted: () => username.show((name) => name) },
      check: async () => {
        const wanted = username.get();
        if (!answer?.granted) return { holds: false, wanted, found: 'no token' };
        const { url } = around.target;
        // A token may be taken back a moment after it was given, as when all sessions end: another one is asked for, once.
        const user = await whoIs(url, answer.token).catch(async (error: unknown) => {
          const again = await askForToken();
          if (!again?.granted) throw error;
          return whoIs(url, again.token);
        });
        userRows = [
          ['Request', `GET ${around.target.url}/services/oauth2/userinfo`],
          ['Username', user.preferred_username],
          ['User id', user.user_id],
          ['Org id', user.organization_id],
        ];
        const found = user.preferred_username;
        return found === wanted
          ? { holds: true, found }
          : { holds: false, wanted, found, refused: `the token runs as ${found}.` };
      },
      exhibit: () => userRows,
    }),
  };
}
