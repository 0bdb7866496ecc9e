import { html } from 'hono/html';
import type { RunRecord } from '../run-record.ts';
import { badge, factTable, type Html, inWords, list, localTime, longText, type Piece } from './parts.ts';
import { orgInWords } from './picture.ts';

/** Every item of the guide with the steps that carried it and their outcomes. */
export function guideTable({ run, steps }: RunRecord): Html {
  return html`<section class="facts guide"><h2 id="guide">The guide, item by item</h2>
<p>${run.guide.title}. <small>${run.guide.source}</small></p>
<table class="items"><thead><tr><th scope="col">Item</th><th scope="col">What the guide asks</th><th scope="col">Carried by</th></tr></thead><tbody>${list(
    run.guide.items,
    ({ item, under, says }, index) =>
      html`${
        run.guide.items[index - 1]?.under === under
          ? ''
          : html`<tr class="under"><th scope="rowgroup" colspan="3">${under}</th></tr>`
      }<tr id="item-${item}"><td>${item}</td><td>${says}</td><td>${carriers(steps, item)}</td></tr>`,
  )}</tbody></table></section>`;
}

function carriers(steps: RunRecord['steps'], item: number): Piece[] | string {
  const carrying = steps.filter(({ items }) => items.includes(item));
  if (carrying.length === 0) return 'no step';
  return list(carrying, ({ n, outcome }) => html`<div><a href="#step-${n}">Step ${n}</a> ${badge(outcome)}</div>`);
}

/** Which org, which user, which runbook, with what, when. */
export function runFacts({ run, endedAt, askedMs }: RunRecord): Html {
  const { target, tool } = run;
  return html`<section class="facts"><h2 id="run">The run and its inputs</h2>
${factTable([
  ['Run', run.id],
  ['Takes back the run', run.undoes?.run],
  ['Goes on with the run', run.resumes?.run],
  ['Org', `${orgInWords(target)}, ${target.url}`],
  ['Instance of Salesforce', target.instance],
  ['Signed in with the username', `${target.username}${target.userId ? ` (${target.userId})` : ''}`],
  ['By which way', target.signedInBy],
  ['Language of the user', target.language],
  ['Runbook', `${run.runbook.id} ${run.runbook.version}`],
  ['SHA-256 of its compiled files', run.runbook.sha256],
  ['Guide', `${run.guide.title} (${run.guide.source})`],
  ['Started', `${run.startedAt} (local ${localTime(run.startedAt)})`],
  ['Ended', endedAt],
  ["The org's clock", clockInWords(run.clockOffsetMs)],
  ['Asking before acting took', `${askedMs} ms in all`],
  ['Sink', run.sink],
  ['Who could answer challenges', run.answerers.join('; ') || 'nobody'],
  ['setupwright', `${tool.version}${tool.commit ? `, commit ${tool.commit}` : ''}, on Node ${tool.node}`],
  ['Machine', `${tool.host}${tool.user ? `, user ${tool.user}` : ''}`],
  ['Browser', tool.browser],
])}
<h3>Inputs</h3>
${factTable(Object.entries(run.inputs).map(([name, value]) => [name, longText(inWords(value))]))}</section>`;
}

function clockInWords(offset: number | undefined): string {
  if (offset === undefined) return 'it did not tell its time';
  if (Math.abs(offset) < 1000) return "within a second of this machine's";
  return `${(Math.abs(offset) / 1000).toFixed(0)} s ${offset > 0 ? 'ahead of' : 'behind'} this machine's`;
}

/** By what an auditor checks a seal without setupwright: the lines of the README, where a test compares them. */
const PUBLIC_TOOLS = String.raw`cmp -s <(sed -n '/^-----END/,$p' SHA256SUMS.sig) <(echo '-----END SSH SIGNATURE-----') && ssh-keygen -Y verify -f ../allowed_signers -I ci@acme.example -n runbook-evidence@v1 -s SHA256SUMS.sig < SHA256SUMS &&
diff <(sed 's/^.\{66\}/f /' SHA256SUMS) <(find . -mindepth 1 ! \( -type d -path ./screenshots -o -type f -regex '\./SHA256SUMS\(\.sig\(\.tsr\)?\)?' \) -printf '%y %P\n' | LC_ALL=C sort) &&
sha256sum --strict --quiet -c SHA256SUMS`;

/** The same of a time stamp, which the lines above do not look at. */
const OF_THE_TIME_STAMP = `if grep -q '^  "timeStamp": {' run.json || [ -e SHA256SUMS.sig.tsr ]; then openssl ts -verify -data SHA256SUMS.sig -in SHA256SUMS.sig.tsr -CAfile ../tsa-ca.pem && cmp -s SHA256SUMS.sig.tsr <(openssl ts -reply -in SHA256SUMS.sig.tsr); fi`;

/** How a reader checks that nothing was changed since, and what that does not prove. */
export function howToVerify({ seal, timeStamp }: RunRecord): Html {
  return html`<section class="facts"><h2 id="verify">How to verify</h2>
<p>${seal ?? 'Whether this folder is sealed stands in the folder, not in this file: the seal is made last, over all files.'}</p>
<ol class="verify">
<li>Take the whole folder that this file came in. <code>SHA256SUMS</code> lists every file in it with its hash; with <code>SHA256SUMS.sig</code> that list is signed. A folder without <code>SHA256SUMS</code> is not sealed.</li>
<li>With setupwright: <code>setupwright report verify FOLDER --allowed-signers FILE</code> says what holds and what does not.</li>
<li>With public tools alone (bash, OpenSSH and GNU tools), in that folder; who may have signed comes from whom you trust, never from this folder. All three must succeed:
<pre>${PUBLIC_TOOLS}</pre></li>
${
  timeStamp
    ? html`<li>${timeStamp.askedOf} was asked for a time stamp. After those lines, in the same folder; whom you believe is in <code>tsa-ca.pem</code>:
<pre>${OF_THE_TIME_STAMP}</pre></li>`
    : ''
}
<li>Each picture here can be compared with its file in <code>screenshots/</code>: its caption has the hash.</li>
</ol>
<p>A seal proves that nothing was changed since it was made, by whoever holds the key. It does not prove that the machine that made it was honest; compare the org's own audit trail for that.</p></section>`;
}
