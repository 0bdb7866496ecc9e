/** The titles of the sections that make the org keep something: what an undo finds them by in an earlier run. */
export const CREATE = 'Create the app';
export const SETTINGS = 'Bring its settings in line';
export const POLICIES = 'Set the policies';
