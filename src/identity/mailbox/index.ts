export { mailboxCodes } from './code-source.ts';
export { type DryRun, dryRun, type LookedAt } from './dry-run.ts';
export { examine, LARGEST_MAIL } from './judge.ts';
export { mailboxToken } from './oauth.ts';
export type { MailboxSettings } from './settings.ts';
