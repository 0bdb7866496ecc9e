export { mailboxCodes } from './code-source.ts';
export type { MailboxSettings } from './settings.ts';
