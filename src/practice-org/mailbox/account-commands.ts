import type { Commands } from './command.ts';
import { textOf } from './grammar.ts';
import { tokenLogin } from './token-login.ts';

/** Commands about the connection and who uses it. */
export const account: Commands = {
  CAPABILITY: {
    for: 'anyone',
    run({ wire, capabilities }) {
      wire.send(`* CAPABILITY ${capabilities}`);
      return 'OK Done';
    },
  },
  ID: {
    for: 'anyone',
    run({ wire }) {
      wire.send('* ID ("name" "setupwright practice mailbox")');
      return 'OK Done';
    },
  },
  NOOP: { for: 'anyone', run: () => 'OK Done' },
  LOGOUT: {
    for: 'anyone',
    run(client) {
      client.leave();
      client.wire.send('* BYE Good bye');
      return 'OK Done';
    },
  },
  LOGIN: {
    for: 'anyone',
    run: (client, [user, password]) =>
      client.loggedIn ? 'BAD Signed in already' : client.signIn(textOf(user), textOf(password)),
  },
  AUTHENTICATE: {
    for: 'anyone',
    async run(client, [mechanism, initial]) {
      if (client.loggedIn) return 'BAD Signed in already';
      const asked = textOf(mechanism).toUpperCase();
      const byToken = client.tokenMechanisms.find((offered) => offered === asked);
      if (asked !== 'PLAIN' && !byToken) return 'NO [CANNOT] This mechanism is not known here';
      if (!initial) client.wire.send('+ ');
      const response = initial ? textOf(initial) : ((await client.wire.line()) ?? '*');
      if (response === '*') return 'BAD Cancelled';
      if (byToken) return tokenLogin(client, byToken, response);
      const [, user = '', password = ''] = Buffer.from(response, 'base64').toString('utf8').split('\0');
      return client.signIn(user, password);
    },
  },
  STARTTLS: {
    for: 'anyone',
    run(client) {
      if (client.loggedIn) return 'BAD Signed in already';
      return client.startTls() ? 'OK Begin TLS now' : 'BAD Not offered here';
    },
  },
  NAMESPACE: {
    for: 'signed in',
    run({ wire }) {
      wire.send('* NAMESPACE (("" "/")) NIL NIL');
      return 'OK Done';
    },
  },
  IDLE: {
    for: 'signed in',
    async run(client) {
      client.wire.send('+ Idling');
      const stop = client.idle();
      const line = await client.wire.line();
      stop();
      return line?.toUpperCase() === 'DONE' ? 'OK Done' : 'BAD Expected DONE';
    },
  },
};
