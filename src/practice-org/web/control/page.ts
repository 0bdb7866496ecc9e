import { html } from 'hono/html';
import type { PracticeOrg } from '../../index.ts';
import { changesIn, type LedgerEntry } from '../../ledger.ts';
import type { SentMail } from '../../post.ts';
import { type Markup, practiceMark } from '../frame.ts';
import { faultList, interruptionSwitches, newFault, skins } from './switches.ts';

/** The control page: where a person finds the way in, switches conditions, reads mails, and follows the ledger. */
export function controlPage(org: PracticeOrg, settings: string): Markup {
  const conditions = org.conditions();
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${org.orgName} - control</title>
<link rel="stylesheet" href="/practice-org/control.css">
<link rel="icon" href="data:,">
<script type="module" src="/practice-org/control.js"></script>
</head>
<body>
${practiceMark}
<header class="top">
<h1>${org.orgName}</h1>
<p id="now" data-live>It is <time>${clock(org.now())}</time> there <span class="quiet">seed ${org.seed}</span></p>
<div class="deeds">
<button type="button" data-post="/advance" data-body='{"ms":900000}' title="Moves the org's clock on">Clock 15 minutes on</button>
<button type="button" data-post="/advance" data-body='{"ms":86400000}' title="Moves the org's clock on">Clock a day on</button>
<button type="button" data-post="/end-sessions">Sign everybody out</button>
<button type="button" data-post="/reset" class="strong">Reset</button>
</div>
</header>
<p id="notice" role="alert" hidden></p>
<main>
<div class="column">
${wayIn(org)}
${methods(org)}
${settings ? envFile(settings) : ''}
${mails(org.mails())}
</div>
<div class="column">
${skins(conditions)}
${faultList(conditions)}
${newFault()}
</div>
<div class="column">
${interruptionSwitches(conditions)}
${apps(org)}
</div>
${ledger(org.ledger())}
</main>
</body>
</html>`;
}

function wayIn({ url, setupUrl, admin }: PracticeOrg): Markup {
  return html`<section id="way-in" data-live aria-labelledby="way-in-title"><h2 id="way-in-title">Sign in</h2>
<dl>
<dt>My Domain</dt><dd><a href="${url}" target="_blank" rel="noopener">${url}</a></dd>
<dt>Setup</dt><dd><a href="${setupUrl}/lightning/setup/SetupOneHome/home" target="_blank" rel="noopener">${setupUrl}</a></dd>
<dt>Username</dt><dd>${copied('username', admin.username)}</dd>
<dt>Password</dt><dd>${copied('password', admin.password)}</dd>
</dl></section>`;
}

function methods(org: PracticeOrg): Markup {
  const { totp, salesforceAuthenticator, passkeys } = org.methods();
  const none = !totp && !salesforceAuthenticator && passkeys === 0;
  return html`<section id="methods" data-live aria-labelledby="methods-title"><h2 id="methods-title">Registered methods</h2>
${methodTick('totp', 'App with codes', totp !== null)}
${totp ? html`<dl><dt>Code now</dt><dd>${copied('totp-code', totp.code)}</dd><dt>Secret</dt><dd>${copied('totp-secret', totp.secret)}</dd></dl>` : ''}
${methodTick('salesforceAuthenticator', 'Salesforce Authenticator', salesforceAuthenticator)}
${salesforceAuthenticator ? html`<p class="buttons"><button type="button" data-post="/approve-push">Approve</button> <button type="button" data-post="/deny-push">Deny</button></p>` : ''}
${passkeys > 0 ? methodTick('passkeys', passkeys === 1 ? 'A passkey' : `${passkeys} passkeys`, true) : ''}
<p class="quiet">${none ? 'None: a code comes by e-mail, the same one while it is good, and at most five in an hour of the org.' : 'No code comes by e-mail while one of these is registered.'}</p></section>`;
}

function methodTick(name: string, label: string, on: boolean): Markup {
  return html`<label class="tick"><input type="checkbox" role="switch" id="method-${name}" name="${name}" data-method ${on ? 'checked' : ''}><span>${label}</span></label>`;
}

function envFile(settings: string): Markup {
  return html`<section id="env" data-live aria-labelledby="env-title"><div class="head"><h2 id="env-title">Settings for <code>.env</code></h2>
<button type="button" data-copies="env-text">Copy</button></div>
<pre id="env-text" tabindex="0">${settings}</pre></section>`;
}

function apps(org: PracticeOrg): Markup {
  const held = org.state().apps;
  const shown = held.slice(-8).reverse();
  return html`<section id="apps" data-live aria-labelledby="apps-title">
<div class="head"><h2 id="apps-title">External client apps</h2><span class="count">${held.length}</span></div>
<ul class="rows">${shown.map(
    ({ settings, status }) =>
      html`<li><span>${settings.name}</span><span class="badge ${status === 'Enabled' ? 'good' : ''}">${status}</span></li>`,
  )}</ul>
${held.length > shown.length ? html`<p class="quiet">and ${held.length - shown.length} before these</p>` : ''}</section>`;
}

function mails(sent: readonly SentMail[]): Markup {
  const none = html`<p class="quiet">None was sent yet.</p>`;
  return html`<section id="mails" data-live aria-labelledby="mails-title">
<div class="head"><h2 id="mails-title">Mails</h2><span class="count">${sent.length}</span></div>
${sent.length === 0 ? none : sent.map(mailRow)}</section>`;
}

function mailRow({ n, to, subject, text, date, folder = 'INBOX', faults }: SentMail): Markup {
  const [, code] = /code: *(\d{4,8})/i.exec(text) ?? [];
  return html`<details id="mail-${n}" class="mail"><summary>
${code ? html`<code class="code">${code}</code>` : ''}
<span class="what"><strong>${subject}</strong><span class="quiet">${clock(date)} to ${to}</span>
<span class="badges"><span class="badge ${folder === 'INBOX' ? '' : 'warn'}">${folder}</span>${faults.map((name) => html`<span class="badge warn">${name}</span>`)}</span></span>
</summary><pre>${text}</pre></details>`;
}

function ledger(entries: readonly LedgerEntry[]): Markup {
  const changes = new Set(changesIn(entries));
  return html`<section id="ledger" class="whole" data-live aria-labelledby="ledger-title">
<div class="head"><h2 id="ledger-title">Ledger</h2>
<span class="quiet">newest first; ${entries.length} asked, ${changes.size} changed what the org holds</span></div>
<div class="scroll" tabindex="0"><table>
<thead><tr><th class="number">#</th><th>Time</th><th>User</th><th>Deed</th><th>About</th><th>Outcome</th><th>Detail</th></tr></thead>
<tbody>${entries.toReversed().map(
    (entry) => html`<tr class="${changes.has(entry) ? 'changed' : ''}">
<td class="number">${entry.n}</td><td class="time">${clock(new Date(entry.at))}</td><td>${entry.user}</td><td class="deed">${entry.deed}</td><td>${entry.about}</td>
<td><span class="badge ${entry.outcome === 'done' ? 'good' : 'bad'}">${entry.outcome}</span></td>
<td class="detail">${Object.entries(entry.detail).map(([name, value]) => html`<span class="value" title="${value}"><b>${name}</b> ${value}</span>`)}</td></tr>`,
  )}</tbody>
</table></div></section>`;
}

function copied(id: string, value: string): Markup {
  return html`<code id="${id}">${value}</code> <button type="button" data-copies="${id}" aria-label="Copy the ${id}">Copy</button>`;
}

/** The org's time as ISO 8601 without the letters. */
function clock(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
