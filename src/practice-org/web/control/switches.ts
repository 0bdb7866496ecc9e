import { html } from 'hono/html';
import { type Conditions, gatings, shadows } from '../../conditions/conditions.ts';
import { type Fault, faultKinds, requests, writeFault } from '../../conditions/faults.ts';
import { type Interruption, type InterruptionName, interruptions } from '../../conditions/interruptions.ts';
import { signIns } from '../../conditions/switches.ts';
import { releases } from '../../releases/index.ts';
import type { Markup } from '../frame.ts';

const kinds: Readonly<Record<Interruption['kind'], string>> = {
  page: 'Pages on the way in',
  overlay: 'Over a Setup page',
  dialog: 'Dialogs of the browser',
};

const places = { request: 'On requests', page: 'In the page', mail: 'On mails' } as const;

/** The switches of the control page, as the org is now: what it looks like, and how its doors open. */
export function skins({ release, gates, shadow, signIn, challengeAtSignIn, sessionMinutes }: Conditions): Markup {
  return html`<section id="skins" data-live aria-labelledby="skins-title"><h2 id="skins-title">Conditions</h2>
${choice('release', 'Release', Object.keys(releases), release)}
${choice('gates', 'Gates of the base components (wording of some buttons)', gatings, gates)}
${choice('shadow', 'Shadow DOM of the components', shadows, shadow)}
${choice('signIn', 'Sign-in asks for', signIns, signIn, { password: 'both at once', 'identifier-first': 'username first' })}
${tick('challengeAtSignIn', '', 'Verify the identity at sign-in', challengeAtSignIn)}
<label class="line">A session lasts <span><input type="number" id="sessionMinutes" name="sessionMinutes" value="${sessionMinutes}" min="1" max="525600" step="any" data-condition> minutes</span></label>
</section>`;
}

/** One switch for each interruption. */
export function interruptionSwitches({ interruptions: on }: Conditions): Markup {
  const all = Object.entries(interruptions) as Array<[InterruptionName, Interruption]>;
  const groups = Object.entries(kinds).map(
    ([kind, title]) => html`<h3>${title}</h3>
${all.filter(([, each]) => each.kind === kind).map(([name, each]) => tick('interruptions', name, each.title, on.includes(name)))}`,
  );
  return html`<section id="interruptions" data-live aria-labelledby="interruptions-title">
<div class="head"><h2 id="interruptions-title">Interruptions</h2>${on.length > 0 ? html`<span class="count">${on.length} on</span>` : ''}</div>${groups}</section>`;
}

/** The faults that have yet to happen. */
export function faultList({ faults }: Conditions): Markup {
  const row = (
    fault: Fault,
  ) => html`<li><span class="what"><code>${writeFault(fault)}</code><span class="quiet">${faultKinds[fault.name].title}</span></span>
<button type="button" data-removes="${writeFault(fault)}" aria-label="Remove ${writeFault(fault)}">Remove</button></li>`;
  return html`<section id="faults" data-live aria-labelledby="faults-title">
<div class="head"><h2 id="faults-title">Faults to come</h2><span class="count">${faults.length}</span></div>
${faults.length === 0 ? html`<p class="quiet">None is waiting.</p>` : html`<ul class="rows">${faults.map(row)}</ul>`}</section>`;
}

/** The form that adds a fault; its script writes it in the words of `readFault`. */
export function newFault(): Markup {
  const all = Object.entries(faultKinds);
  const groups = Object.entries(places).map(
    ([on, title]) =>
      html`<optgroup label="${title}">${all
        .filter(([, kind]) => kind.on === on)
        .map(
          ([name, kind]) =>
            html`<option value="${name}" data-on="${kind.usual ?? ''}" data-place="${kind.on}" data-value="${kind.value?.usual ?? ''}">${kind.title}</option>`,
        )}</optgroup>`,
  );
  return html`<section aria-labelledby="new-fault-title"><h2 id="new-fault-title">Another fault</h2>
<form id="new-fault">
<label>What happens<select name="name">${groups}</select></label>
<label>On which request<select name="on">${Object.entries(requests).map(([name, title]) => html`<option value="${name}">${title}</option>`)}</select></label>
<div class="trio">
<label>Lets pass first<input type="number" name="after" value="0" min="0"></label>
<label>Then happens (times)<input type="text" name="times" inputmode="numeric" placeholder="once, or as usual" title="A number of times, or: always" pattern="[1-9]\\d*|always"></label>
<label>Milliseconds<input type="number" name="value" min="0"></label>
<label>Jitter<input type="number" name="jitter" min="0"></label>
</div>
<button type="submit" class="strong">Add the fault</button>
</form></section>`;
}

function choice(
  name: string,
  title: string,
  values: readonly string[],
  chosen: string,
  labels: Readonly<Record<string, string>> = {},
): Markup {
  return html`<fieldset><legend>${title}</legend><div class="segments">${values.map(
    (value) =>
      html`<label><input type="radio" id="${name}-${value}" name="${name}" value="${value}" data-condition ${value === chosen ? 'checked' : ''}><span>${labels[value] ?? value}</span></label>`,
  )}</div></fieldset>`;
}

function tick(name: string, value: string, label: string, on: boolean): Markup {
  return html`<label class="tick"><input type="checkbox" role="switch" id="${name}-${value}" name="${name}" value="${value}" data-condition ${on ? 'checked' : ''}><span>${label}</span></label>`;
}
