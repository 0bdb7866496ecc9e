import type { Field, Place, Source } from '../runbook/field.ts';
import type { Remembered } from '../runbook/move.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Want } from './compare.ts';
import { place } from './places.ts';
import type { SetupShell } from './setup.ts';
import { type ListedUser, type User, UserList } from './user-list.ts';

/** How many users' own pages are opened in search of an e-mail address. */
const MOST_LOOKED_AT = 50;

/** Setup > Users, in a tab of its own. */
export interface Users extends Place {
  /** The username of the user with this username or, where there is none, with this e-mail address. */
  usernameOf(usernameOrEmail: string): Source<string>;
  /** That a field names this user; `named` then holds the username. Users is asked only where the field may mean them. */
  named(field: Field<string>, usernameOrEmail: string, named: Remembered<string>): Want;
}

export function usersPage({ tab }: SetupShell, origin: string): Users {
  const list = new UserList(tab, origin);

  const find = async (wanted: string): Promise<User> => {
    const listed: ListedUser[] = [];
    for await (const user of list.all()) {
      if (user.username.toLowerCase() === wanted.toLowerCase()) return list.detail(ifActive(user));
      listed.push(user);
    }
    const likelyFirst = listed.sort((a, b) => likeness(b, wanted) - likeness(a, wanted)).slice(0, MOST_LOOKED_AT);
    const found: ListedUser[] = [];
    for (const candidate of likelyFirst) {
      const { email } = await list.detail(candidate);
      if (mailbox(email) === mailbox(wanted)) found.push(candidate);
    }
    const [user, ...others] = found;
    if (user && others.length === 0) return list.detail(ifActive(user));
    throw new Trouble(
      'step',
      user
        ? `The e-mail address ${wanted} belongs to several users: ${found.map(({ username }) => username).join(', ')}.`
        : `Of ${listed.length} users none has the username ${wanted}, and of ${likelyFirst.length} looked at none that e-mail address.`,
      'Give the username of an active user as runAs.',
    );
  };

  const known = new Map<string, string>();
  const look = async (wanted: string): Promise<string> => {
    const before = known.get(wanted);
    if (before !== undefined) return before;
    await list.open();
    const { username } = await find(wanted);
    known.set(wanted, username);
    return username;
  };

  return {
    ...place(tab, { name: 'Users', path: /^\/lightning\/setup\/ManageUsers\//, shows: () => list.anyPart() }),
    usernameOf: (wanted) => ({
      what: `${wanted} in Users`,
      tab,
      find: async () => (await find(wanted)).username,
      show: (username) => username,
      frames: () => list.detailValue('Username'),
    }),
    named: (field, wanted, named) => ({
      tells: { label: field.label, wanted: `the user ${wanted}` },
      look: async () => {
        const found = await field.read();
        const shown = found.offered ? found.value : '';
        const isThem = shown === wanted || (shown !== '' && shown === (await look(wanted)));
        if (isThem) named.set(shown);
        return { label: field.label, wanted: `the user ${wanted}`, found: shown || '(empty)', holds: isThem };
      },
      moved: field.moved,
      locate: () => field.locate(),
    }),
  };
}

/** Salesforce lets no app run as a user who may not sign in. @throws Trouble where the list says so */
function ifActive(user: ListedUser): ListedUser {
  if (user.active !== false) return user;
  throw new Trouble(
    'step',
    `The user ${user.username} is inactive, and an app cannot run as an inactive user.`,
    'Give the username of an active user as runAs, or activate this one.',
  );
}

/** A sandbox copy adds `.invalid` to every address (facts 5). */
function mailbox(email: string): string {
  return email.toLowerCase().replace(/\.invalid$/, '');
}

/** How much of a user's names stands in the e-mail address that is looked for. */
function likeness({ name, alias, username }: ListedUser, email: string): number {
  const parts = [...name.split(/[\s,]+/), alias, username.split('@')[0] ?? ''];
  return parts.filter((part) => part.length > 1 && email.toLowerCase().includes(part.toLowerCase())).length;
}
