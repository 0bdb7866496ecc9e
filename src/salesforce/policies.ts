import type { Control, Field, Place } from '../runbook/field.ts';
import type { Tab } from '../runbook/tab.ts';
import { checkbox } from './fields/checkbox.ts';
import { combobox } from './fields/combobox.ts';
import { type Choice, dualList, type TwoLists } from './fields/dual-list.ts';
import { labelled, openPanel } from './fields/scope.ts';
import { textField } from './fields/text.ts';
import { type Editable, editable, fold, place } from './places.ts';

/** The Policies tab of an app (facts 4.2). Where profiles are chosen, and by which widget, is not public (facts 11.3). */
export interface Policies extends Place, Editable {
  /** OAuth Policies, which is folded away at first (facts 4.2 [S]). */
  readonly oauth: { readonly header: Control; readonly unfolded: Place };
  readonly permittedUsers: Field<string>;
  readonly profiles: Field<Choice, TwoLists>;
  readonly permissionSets: Field<Choice, TwoLists>;
  readonly clientCredentialsFlow: Field<boolean>;
  readonly runAs: Field<string>;
}

export function policiesTab(tab: Tab): Policies {
  const scope = openPanel(tab);
  const isIt = () => scope.root().getByText(/^Configure policies to customize/);
  const permittedUsers = combobox(scope, 'Permitted Users', { option: permittedUsersOption, confirms: true });
  return {
    ...place(tab, { name: 'Policies', shows: isIt }),
    ...editable(scope, 'Policies', isIt),
    oauth: fold(scope, /^OAuth Policies/, 'OAuth Policies', permittedUsers.locate),
    permittedUsers,
    profiles: dualList(
      scope,
      // "Available Profiles" is a guess: only the label of the other list is public (facts 4.2 [D], 11.3).
      { label: 'Select Profiles', available: 'Available Profiles', selected: 'Selected Profiles' },
      isOption,
    ),
    permissionSets: dualList(
      scope,
      { label: 'Select Permission Sets', available: 'Available Permission Sets', selected: 'Selected Permission Sets' },
      isOption,
    ),
    clientCredentialsFlow: checkbox(scope, 'Enable Client Credentials Flow'),
    runAs: textField(scope, labelled('Run As (Username)', /Run As\b.*/)),
  };
}

/** What a new app has of Permitted Users, in the words of a real page (facts 4.2 [S]); others are taken for it as well. */
export const SELF_AUTHORIZE = 'All users can self-authorize';

/** Guides and releases word the options differently: "may self-authorize", "Admin-approved" (facts 4.2). */
const APPROVED = /admin[\s-]*approved/i;

function permittedUsersOption(wanted: string): RegExp {
  return APPROVED.test(wanted) ? APPROVED : /self-authorize/i;
}

/** Whether this option of Permitted Users asks for no approval: profiles are then not chosen (facts 4.2 [D]). */
export function letsEverybodyIn(permittedUsers: string): boolean {
  return !APPROVED.test(permittedUsers);
}

function isOption(option: string, wanted: string): boolean {
  return option.toLowerCase() === wanted.toLowerCase();
}
