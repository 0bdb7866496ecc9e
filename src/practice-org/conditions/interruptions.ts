/** Something that stands between an admin and the page they asked for. */
export interface Interruption {
  /** For people. */
  readonly title: string;
  /** A page of its own after signing in, something that lies over a Setup page, or a dialog of the browser. */
  readonly kind: 'page' | 'overlay' | 'dialog';
  /** The facts it imitates. */
  readonly fact: string;
}

const table = {
  maintenance: { title: 'Scheduled maintenance page', kind: 'page', fact: '1.5 [C], 10.2 [C]' },
  'lightning-switcher': { title: 'Salesforce Classic with a link to Lightning', kind: 'page', fact: '1.5 [C]' },
  'change-password': { title: 'Change Your Password', kind: 'page', fact: '1.3 [I]' },
  'phone-registration': { title: 'Register Your Mobile Phone', kind: 'page', fact: '1.3 [C], 10.14 [C]' },
  'passkey-enrolment': { title: 'Create a passkey, without a way around it', kind: 'page', fact: 'I2' },
  'lost-landing': { title: 'Signing in ends at the sign-in form, though it worked', kind: 'page', fact: '10.1 [C]' },
  'security-contact': { title: 'Action Required: Security Contact Missing', kind: 'overlay', fact: '1.5 [P]' },
  welcome: { title: 'Welcome banner', kind: 'overlay', fact: '1.5 [P]' },
  walkthrough: { title: 'Walkthrough pop-up', kind: 'overlay', fact: '1.5 [I]' },
  'cookie-banner': { title: 'Cookie banner', kind: 'overlay', fact: '1.5 [I]' },
  'trial-banner': { title: 'Bar of a trial org', kind: 'overlay', fact: '1.5 [S]' },
  'mfa-banner': { title: 'Reminder of multi-factor authentication', kind: 'overlay', fact: '1.5 [D]' },
  'system-message': { title: 'System message bar', kind: 'overlay', fact: '1.5 [P]' },
  'sorry-to-interrupt': { title: 'Lightning error "Sorry to interrupt"', kind: 'overlay', fact: '1.5 [P]' },
  'before-unload': { title: 'The browser asks before a changed form is left', kind: 'dialog', fact: '10.7 [P]' },
  'native-confirm': { title: 'Confirmations as dialogs of the browser', kind: 'dialog', fact: '10.7 [C], 11.2' },
} as const satisfies Record<string, Interruption>;

export type InterruptionName = keyof typeof table;

/** All interruptions by name; each is switched on and off by that name. */
export const interruptions: Readonly<Record<InterruptionName, Interruption>> = table;

export function isInterruption(name: string): name is InterruptionName {
  return Object.hasOwn(table, name);
}
