/**
 * Words that stand in every report, manual and message, and the passwords that everybody tries first. A secret that is
 * one of them could not be kept out of the evidence without spoiling it.
 */
export const ORDINARY_WORDS: ReadonlySet<string> = new Set(
  `admin administrator already answered billing browser callback changed changeme chromium client consumer contact
  create credentials customer default details development document enable enabled evidence external failed guest
  headless letmein login mailbox manager monkey password passwort policies practice production profile qwerty refresh
  report required runbook salesforce sandbox screenshot secret section settings setupwright standard system testing
  token trustno1 undefined username verify welcome window`.split(/\s+/),
);
