import type { Dice } from './dice.ts';
import { type Methods, noMethods } from './identity/methods.ts';
import { newId, newToken } from './ids.ts';

export interface PracticeUser {
  id: string;
  firstName: string;
  lastName: string;
  alias: string;
  username: string;
  email: string;
  role: string;
  profile: string;
  active: boolean;
  permissionSets: string[];
  lastLogin: string;
  /** Of their pages, such as `en_US`. The pages themselves are English whatever it is. */
  language: string;
  /** What they have registered to prove who they are. */
  methods: Methods;
  /** Set once they have switched from Salesforce Classic: guess [I], facts 1.5, that it stays so. */
  prefersLightning?: true;
}

/** A user whom the org knows from a sandbox, or in one: the end of the address keeps mails from arriving: guess [I], facts 5. */
const unreachable = '.invalid';
const adminProfile = 'System Administrator';
const apiProfile = 'Minimum Access - API Only Integrations';

type Row = readonly [
  firstName: string,
  lastName: string,
  profile: string,
  role?: string,
  more?: Partial<PracticeUser>,
  emailEnd?: string,
];

const standard = 'Standard User';

/** The admin is on the second page of the list, and other rows resemble hers on purpose. */
const rows: readonly Row[] = [
  ['Marta', 'Almeida', standard, 'Account Executive'],
  ['Tunde', 'Bakare', standard, 'Account Executive'],
  ['Integration', 'Billing', apiProfile, '', { permissionSets: ['Billing Sync'] }],
  ['Wei', 'Chen', standard, 'Support Engineer'],
  ['Wei', 'Chen', 'Read Only', 'Auditor'],
  ['Sofia', 'Costa', 'Contract Manager', 'Legal'],
  ['Élodie', 'Dupont', 'Marketing User', 'Marketing'],
  ['Kofi', 'Essien', standard, 'Support Engineer'],
  ['Lena', 'Fischer', 'Solution Manager', 'Support Lead'],
  ['Hugo', 'Grant', adminProfile, 'Operations', { active: false }],
  ['Noor', 'Haddad', standard, 'Account Executive'],
  ['Ines', 'Ibarra', standard, 'Account Executive'],
  ['Akira', 'Ito', 'Read Only', 'Auditor'],
  ['Pooja', 'Joshi', standard, 'Support Engineer'],
  ['Mikael', 'Karlsson', 'Marketing User', 'Marketing'],
  ['Olga', 'Kovalenko', standard, 'Account Executive'],
  ['Diego', 'Luna', standard, 'Account Executive'],
  ['Amara', 'Mensah', 'Contract Manager', 'Legal'],
  ['Anna', 'Müller', standard, 'Support Engineer'],
  ['Linh', 'Nguyen', standard, 'Account Executive'],
  ['Sean', "O'Brien", standard, 'Support Engineer'],
  ['Automated', 'Process', 'Standard Platform User', ''],
  ['Rosa', 'Quintero', 'Read Only', 'Auditor'],
  ['Isak', 'Rönn', standard, 'Account Executive', {}, unreachable],
  ['Fatima', 'Saleh', 'Solution Manager', 'Support Lead'],
  ['Jonas', 'Thorsen', standard, 'Account Executive', { active: false }],
  ['Emi', 'Ueda', 'Marketing User', 'Marketing'],
  ['Integration', 'User', 'Analytics Cloud Integration User', ''],
  ['Security', 'User', 'Analytics Cloud Security User', ''],
  ['Grace', 'Whitfield', adminProfile, 'Operations'],
  ['Zainab', 'Yusuf', standard, 'Support Engineer'],
];

/**
 * About thirty users: two of one name, two inactive, one without a working address, and an admin whose username is not
 * her e-mail address. In a sandbox all usernames end in its name and only the admin has a working address: facts 5.
 */
export function practiceUsers(domain: string, sandbox: boolean, dice: Dice): PracticeUser[] {
  const usernames = new Set<string>();
  return rows.map(([firstName, lastName, profile, role = '', more, emailEnd = '']) => {
    const plain = `${firstName}.${lastName}`
      .normalize('NFD')
      .replace(/[^A-Za-z.]/g, '')
      .toLowerCase();
    const name = usernames.has(plain) ? `${plain}2` : plain;
    const works = profile === adminProfile && more?.active !== false;
    usernames.add(plain);
    return {
      id: newId(dice, '005'),
      firstName,
      lastName,
      alias: `${plain.charAt(0)}${plain.split('.')[1] ?? ''}`.slice(0, 8),
      username: `${name}@${domain}.practice${sandbox ? '.dev' : ''}`,
      email: `${name}@${domain}.example${sandbox && !works ? unreachable : emailEnd}`,
      role,
      profile,
      active: true,
      permissionSets: [],
      lastLogin: '',
      language: 'en_US',
      methods: noMethods(),
      ...more,
    };
  });
}

/** Whether somebody has the permissions of an administrator: Manage Users, View Setup, View Client Secret and the like. */
export function isAdmin({ profile }: PracticeUser): boolean {
  return profile === adminProfile;
}

/** Whom no token leads into the pages since Spring '26: facts 1.4 [D]. guess [I]: facts do not say that it goes by profile. */
export function isApiOnly({ profile }: PracticeUser): boolean {
  return profile === apiProfile;
}

export interface PracticeAdmin {
  username: string;
  password: string;
  email: string;
  name: string;
}

/** The one active System Administrator, who signs in; nobody else has a password. */
export function practiceAdmin(users: readonly PracticeUser[], dice: Dice): PracticeAdmin {
  const admin = users.find((user) => isAdmin(user) && user.active);
  if (!admin) throw new Error('The practice org has no active System Administrator.');
  const { username, email, firstName, lastName } = admin;
  return {
    username,
    email,
    name: `${firstName} ${lastName}`,
    password: newToken(dice, 'password').slice(0, 16 + dice.surplus('password')),
  };
}
