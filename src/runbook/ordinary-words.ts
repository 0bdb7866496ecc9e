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

/** Words that stand in every report and in the record of a run, beside the ones above; shorter ones are not counted. */
const REPORT_WORDS: ReadonlySet<string> = new Set(
  `accepted access action activation add address admin administrator after afterwards again agent ahead all allowed
alone alt amp and another answer answered answerers any api app appname approved apps april are aria article
asked askedms askedof asking asks assertion audit audittrail august authorization autumn available back bad
badge banner base bash basic bearer before begun billing body browser callback came can caption captures carried
cases challenge challenges changed charset chatter check chromium class classname client clock clockoffsetms
closed cloud code codes col color colspan com comes commits company compare compared confirm consumer contact
content contents converged copy could counts create created creates credentials custom dark data datetime days
december default details developer deviation deviations device did diff display div docs doctype document does
dot each edit einstein else email emailverificationfinishui empty enable enablement encoding end ended endedat
enhancements enter equiv errors every everything evidence example exchange exhibit explained external facts
failures false february field figcaption figure file find first flow flows folder footer for form found frame
fresh friday from get give gnu good guide had hands happened has hash hashes have head header height here hidden
holds honest host hostname hours how href html http https hub identifier identity img inbox information ingest
initial inline inputs integration integrity interruption interruptions intervened intervention interventions
into item items its itself january journal json july june keep kept key keygen kind label labelledby lang left
light lightning list listed lists local locked long look looked machine made mail mailbox mailed main make
manage manager march matched matches may meta method min mindepth minutes mode monday months move must name
names nav never new nobody node none not nothing nov november now number oauth occasion october offered offers
offline one ones only open openid opens openssh ops ordinal org otherwise outcome over own page pardot part
password paste path perform permission permissions permitted person phone picture pixels pkce place png policies
policy portal pre prerequisite press printf product profile profiles proof prove proved proves pstmn public push
query quick quiet quot read readback recap record refresh refused regex remarks report requests required result
reveal row rowgroup rows rowsalone run runbook safe said salesforce saturday save say says scale schema scheme
scope scopes screenshots seal sealed second seconds secret section sections security sed selected send sent
september server services session set setting settings setup setupwright sha shot show shown shows sig sign
signed signedinby signers signing since sink skip skipped small somebody something sort source span spring src
ssh stacked start started startedat step steps stepsalone stood strict style succeed sum summary summer sums
sunday support sure system tab tabindex table take target tbody tells testcase tests testsuite testsuites than
that the thead them this three thursday tick ticked tile tiles time times timestamp title token told took tool
tools top trail tries true trust tsa tsr tuesday type uid under unique unless unsafe unsigned uri url use user
username users utc utf values verb verdict verification verify version viewport visualforce wait waiting wanted
wants warn was way web wednesday what when where which while who whoever whole whom why wide width winter with
without words work written xml yes you`.split(/\s+/),
);
/** What may stand between words, and is taken out where a text is looked through with nothing between its letters. */
const BETWEEN = /[\s\-"'`,|._:]+/;
const MOST_WORDS = 3;
const MOST_DIGITS = 4;
const SHORTEST_WORD = 3;

/**
 * Whether a value is made of nothing but a few words of every report and a short number, such as `Scopes10`. Its
 * letters are met in reports that it has nothing to do with, written another way; it tells itself only as it is.
 */
export function isOfReportWords(value: string): boolean {
  const pieces = value.split(BETWEEN).flatMap((piece) => piece.match(/\d+|\D+/g) ?? []);
  const numbers = pieces.filter((piece) => /^\d/.test(piece));
  const words = pieces.filter((piece) => !/^\d/.test(piece)).map((piece) => wordsIn(piece.toLowerCase()));
  const isShort = numbers.length <= 1 && numbers.join('').length <= MOST_DIGITS;
  return isShort && words.length > 0 && words.reduce((sum, count) => sum + count, 0) <= MOST_WORDS;
}

/** Whether a value is a word of every report, or a name in it such as `step-10`: it stands there as it is. */
export function isInReports(value: string): boolean {
  return REPORT_WORDS.has(value.toLowerCase()) || (/^\p{Ll}+-\d+$/u.test(value) && isOfReportWords(value));
}

/** Of how many words of every report a run of letters is made, at the least; infinite where it is not. */
function wordsIn(letters: string): number {
  const counts = [0];
  for (let end = 1; end <= letters.length; end += 1) {
    let least = Number.POSITIVE_INFINITY;
    for (let start = 0; start <= end - SHORTEST_WORD; start += 1) {
      const before = counts[start] ?? Number.POSITIVE_INFINITY;
      const word = letters.slice(start, end);
      if (before + 1 < least && (REPORT_WORDS.has(word) || ORDINARY_WORDS.has(word))) least = before + 1;
    }
    counts.push(least);
  }
  return counts[letters.length] ?? Number.POSITIVE_INFINITY;
}
