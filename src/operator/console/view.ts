import { html } from 'hono/html';
import type { AnswerKind } from '../../engine/operator.ts';
import { type Capture, TONES, UNTOUCHED } from '../../engine/record.ts';
import type { Question, Standing } from '../wheel.ts';
import type { Board, BoardSection, BoardStep } from './board.ts';

type Html = ReturnType<typeof html>;
type Piece = Html | string;

/** Of what the person said, the console shows the last; the report has all. */
const MOST_ANSWERS = 5;

/** How an answer reads on its button, and what comes of it. */
const BUTTONS: Readonly<Record<AnswerKind, readonly [label: string, says: string]>> = {
  pause: ['Pause', 'Stand still before the next step.'],
  'go on': ['Go on', 'Carry out this step and those after it.'],
  'one step': ['One step', 'Carry out this step and stand still before the next.'],
  'run until': ['Run until', 'Go on, and stand still before the chosen step.'],
  approve: ['Approve', 'Carry out this step.'],
  'try again': ['Try again', 'Carry the step out once more.'],
  'done by hand': ['I did it by hand', 'The check is asked, and decides.'],
  skip: ['Skip', 'Leave the step out. The run is then incomplete.'],
  'take over': ['Take over', 'Work in the org yourself; nothing is typed meanwhile.'],
  'hand back': ['Hand back', 'The checks are asked again from the start of the section.'],
  stop: ['Stop', 'End here, with the evidence of all that was done.'],
};

const IN_YOUR_WORDS = 'What you did, and why (for the record; may stay empty)';
/** What is answered together with words, and what they are to say. */
const WORDED: readonly (readonly [answer: AnswerKind, asks: string])[] = [
  ['hand back', IN_YOUR_WORDS],
  ['done by hand', IN_YOUR_WORDS],
  ['skip', 'Leave it out, because'],
];

const OCCASIONS: Readonly<Record<Question['occasion'], readonly [state: string, colour: string, title: string]>> = {
  paused: ['Paused', 'warn', 'Paused before the next step'],
  approval: ['Waits for approval', 'warn', 'May this be carried out?'],
  trouble: ['In trouble', 'bad', 'This step has failed'],
  'taken over': ['The wheel is yours', 'calm', 'The wheel is yours'],
};

/** What the console shows, from what a run has told and where it stands. */
export interface View {
  readonly board: Board;
  readonly standing: Standing;
  /** How long the run stood still so far, in milliseconds, and since when it does now. */
  readonly waitedMs: number;
  readonly waitsSince?: string | undefined;
}

/** The page around the board; the script fills in what changes. */
export function page(view: View): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${titleOf(view)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"><script src="/client.js" type="module"></script></head>
<body><a class="skip" href="#question">To what is asked</a><div id="board">${board(view)}</div></body></html>`;
}

/** All that changes. Each `data-part` is replaced by itself, and only where it has changed. */
export function board(view: View): Html {
  const { board: of } = view;
  return html`${head(view)}
<div class="columns">
<aside aria-label="The wheel">${asked(view)}${now(view)}${recap(view)}</aside>
<main aria-label="Steps">${of.sections.map((section, index) => sectionOf(section, index, view))}</main>
</div>`;
}

function stateOf({ board: { over }, standing: { question, due } }: View): readonly [state: string, colour: string] {
  if (over) return [over.outcome, TONES[over.outcome]];
  if (question) return [OCCASIONS[question.occasion][0], OCCASIONS[question.occasion][1]];
  if (due === 'stop') return ['Stopping', 'warn'];
  if (due === 'take over') return ['You get the wheel', 'warn'];
  if (due) return ['Pausing', 'warn'];
  return ['Running', 'good'];
}

function titleOf(view: View): string {
  return `${stateOf(view)[0]}: ${view.board.facts?.runbook.title ?? 'setupwright'}`;
}

function head(view: View): Html {
  const { board: of, waitedMs, waitsSince } = view;
  const [state, colour] = stateOf(view);
  const { facts, over } = of;
  const total = of.sections.reduce((sum, { steps }) => sum + steps.length, 0);
  const done = of.sections.reduce((sum, { steps }) => sum + steps.filter(({ ended }) => ended).length, 0);
  const kind = facts?.target.sandbox === undefined ? '' : facts.target.sandbox ? 'sandbox' : 'production';
  return html`<header data-part="head" data-title="${titleOf(view)}">
<div class="what"><p class="product">setupwright <span>operator console</span></p>
<h1>${facts?.runbook.title ?? 'Getting ready'}</h1>
${facts ? html`<p class="target">${facts.target.username} at ${new URL(facts.target.url).host}${facts.target.orgName ? html`, ${facts.target.orgName}` : ''} ${kind ? html`<span class="badge ${kind === 'production' ? 'bad' : 'faint'}">${kind}</span>` : ''}</p>` : ''}</div>
<div class="state"><p role="status"><span class="badge big ${colour}">${state}</span></p>
<p class="clock"><span class="elapsed" data-from="${facts?.startedAt ?? ''}" data-to="${over?.at ?? ''}" data-waited="${waitedMs}" data-waits="${waitsSince ?? ''}">0:00</span> <small>${done} of ${total} steps</small></p></div>
<progress max="${total || 1}" value="${done}" aria-label="Steps done"></progress>
</header>`;
}

function asked({ board: of, standing: { question } }: View): Html {
  if (!question || of.over) return html`<section data-part="question" id="question" tabindex="-1" hidden></section>`;
  const { occasion, step, section, seen, error, answers } = question;
  const [, colour, title] = OCCASIONS[occasion];
  const what = step ? html`<b>Step ${step.n}</b> ${step.says}` : html`<b>Section</b> ${section}`;
  return html`<section data-part="question" id="question" data-question="${question.id}" class="card asked ${colour}" tabindex="-1" aria-labelledby="asked" role="alert">
<h2 id="asked">${title}</h2>${occasion === 'taken over' ? html`<p>Work in the org's window as long as you like. The clock stands still, and nothing is typed meanwhile.</p>` : html`<p class="step-says">${what}</p>`}
${error ? html`<p class="error">${error}</p>` : ''}${seen ? values(step?.what ?? '', seen.wanted, seen.found) : ''}
${worded(answers, ['hand back'])}
<div class="answers">${answers.filter((each) => each !== 'run until' && WORDED.every(([answer]) => answer !== each)).map((each, index) => button(each, each === 'stop' ? 'quiet' : index === 0 ? 'first' : ''))}
${occasion === 'taken over' ? '' : html`<button type="button" data-show class="quiet" title="Frame it in the org's page"><span>Show me</span></button>`}</div>
${worded(answers, ['done by hand', 'skip'])}
${answers.includes('run until') ? html`<form data-answer="run until"><label for="until">Run until before step</label><div><select id="until" name="until">${ahead(of, step?.n ?? 0)}</select><button type="submit"><span>Run</span></button></div></form>` : ''}
<p class="refused" role="status" hidden></p>${pictures(question.captures?.slice(-1) ?? [], step?.says ?? section)}</section>`;
}

/** A field for words with the button that sends them; without words nothing is left out. */
function worded(answers: readonly AnswerKind[], which: readonly AnswerKind[]): Html[] {
  return WORDED.filter(([answer]) => answers.includes(answer) && which.includes(answer)).map(([answer, asks]) => {
    const [label, says] = BUTTONS[answer];
    const id = `why-${answer.replaceAll(' ', '-')}`;
    return html`<form data-answer="${answer}"><label for="${id}">${asks}</label><div><input id="${id}" name="why"${answer === 'skip' ? html` required` : ''} maxlength="500" autocomplete="off"><button type="submit"${answer === 'hand back' ? html` class="first"` : ''}><span>${label}</span></button></div><small>${says}</small></form>`;
  });
}

function ahead(of: Board, from: number): Html[] {
  return of.sections
    .flatMap(({ steps }) => steps)
    .filter(({ n }) => n > from)
    .map(({ n, says }) => html`<option value="${n}">${n} ${says}</option>`);
}

function button(answer: AnswerKind, kind = ''): Html {
  const [label, says] = BUTTONS[answer];
  return html`<button type="button" data-answer="${answer}" class="${kind}" title="${says}"><span>${label}</span></button>`;
}

function values(what: string, wanted: string | undefined, found: string | undefined): Html {
  return html`<dl class="values"><div class="wide"><dt>Field or page</dt><dd>${what}</dd></div>
${wanted === undefined ? '' : html`<div><dt>Wanted</dt><dd>${wanted}</dd></div>`}${found === undefined ? '' : html`<div><dt>Found</dt><dd>${found}</dd></div>`}</dl>`;
}

function now({ board: of, standing }: View): Html {
  const { step, over } = of;
  if (over || standing.question) return html`<section data-part="now" hidden></section>`;
  const seen = step && standing.sees?.step.n === step.n ? standing.sees.seen : undefined;
  return html`<section data-part="now" class="card now"><h2>Under way</h2>
${step ? html`<p class="step-says"><b>Step ${step.n}</b> ${step.says}</p>${values(step.what, seen?.wanted, seen?.found)}` : html`<p class="none">Looking at what the org has.</p>`}
<div class="answers" role="group" aria-label="While it runs">${button('pause')}${button('take over')}${button('stop', 'quiet')}</div></section>`;
}

function recap({ board: of }: View): Html {
  const counts = [...of.counts].map(
    ([outcome, count]) => html`<li><b>${count}</b> <span class="badge ${TONES[outcome]}">${outcome}</span></li>`,
  );
  const answers = of.answers
    .slice(-MOST_ANSWERS)
    .map(
      ({ answer, by, why, step }) =>
        html`<li>${step === undefined ? '' : html`Step ${step}: `}“${answer}”, by ${by}${why ? html`: ${why}` : ''}</li>`,
    );
  const { over } = of;
  return html`<section data-part="recap" class="card recap"><h2>${over ? 'How it ended' : 'So far'}</h2>
${over ? html`<p><span class="badge ${TONES[over.outcome]}">${over.outcome}</span></p>` : ''}${over?.error ? html`<p class="error">${over.error}</p>` : ''}
${counts.length > 0 ? html`<ul class="counts">${counts}</ul>` : html`<p class="none">No step has ended yet.</p>`}
${of.said.length > 0 ? html`<h3>Met on the way</h3><ul class="said">${of.said.map((text) => html`<li>${text}</li>`)}</ul>` : ''}
${answers.length > 0 ? html`<h3>Said by you</h3><ul class="said">${answers}</ul>` : ''}
${over ? html`<p class="none">The report of the run has all of this, with every picture. You can close this window.</p>` : ''}</section>`;
}

function sectionOf(section: BoardSection, index: number, view: View): Html {
  const { title, steps, ended, again, isCurrent } = section;
  return html`<section class="section" aria-labelledby="section-${index}"><h2 id="section-${index}" data-part="section-${index}" class="${isCurrent ? 'current' : ''}">${title} ${ended ? html`<span class="badge ${TONES[ended.outcome]}">${ended.outcome}</span>` : ''}</h2>
<ol>${steps.map((step) => stepOf(step, view))}</ol>
<div data-part="end-${index}">${again.map((text) => html`<p class="deviation">Begun again: ${text}</p>`)}${(ended?.remarks ?? []).filter((text) => !text.startsWith('Begun again')).map((text) => html`<p class="deviation">${text}</p>`)}${ended?.proved ? html`<p class="proved">Proved: ${ended.proved}</p>` : ''}${ended?.error && !steps.some((step) => step.ended?.error) ? html`<p class="error">${ended.error}</p>` : ''}${pictures(ended?.captures ?? [], title)}</div></section>`;
}

function stepOf({ n, says, ended }: BoardStep, { board: of, standing: { question } }: View): Html {
  const isNow = (question?.step?.n ?? of.step?.n) === n && !of.over;
  const line = html`<span class="n">${n}</span><span class="says">${says}</span><span class="badge ${ended ? TONES[ended.outcome] : isNow ? 'now' : 'none'}">${ended?.outcome ?? (isNow ? (question ? 'waits' : 'now') : '')}</span><span class="time">${ended && ended.ms > 0 ? `${(ended.ms / 1000).toFixed(1)} s` : ''}</span>`;
  const current: Piece = isNow ? html` aria-current="step"` : '';
  const isBare = !ended || ended.outcome === 'not reached' || ended.found === UNTOUCHED;
  if (isBare)
    return html`<li data-part="step-${n}" class="step ${isNow ? 'is-now' : ''}"${current}><div class="line">${line}</div></li>`;
  const { wanted, found, proved, deviations, remark, error, captures } = ended;
  return html`<li data-part="step-${n}" class="step ${isNow ? 'is-now' : ''}"${current}><details id="details-${n}"><summary class="line">${line}</summary>
<dl class="values">${wanted === undefined ? '' : html`<div><dt>Wanted</dt><dd>${wanted}</dd></div>`}${found === undefined ? '' : html`<div><dt>Found</dt><dd>${found}</dd></div>`}${proved === undefined ? '' : html`<div><dt>Afterwards</dt><dd>${proved}</dd></div>`}</dl>
${remark ? html`<p class="remark">${remark}</p>` : ''}${pictures(captures, says)}</details>
${error ? html`<p class="error">${error}</p>` : ''}${deviations.map((text) => html`<p class="deviation">${text}</p>`)}</li>`;
}

function pictures(captures: readonly Capture[], of: string): Piece {
  if (captures.length === 0) return '';
  return html`<div class="pictures">${captures.map(({ file, width, height, frame, shows, sealed }) => html`<figure><a class="shot" href="/pictures/${file}" target="_blank" rel="noopener"><img src="/pictures/${file}" loading="lazy" width="${width}" height="${height}" alt="${shows}: ${of}">${frame ? html`<svg viewBox="0 0 ${width} ${height}" aria-hidden="true"><rect x="${frame.x - 5}" y="${frame.y - 5}" width="${frame.width + 10}" height="${frame.height + 10}" rx="6"/></svg>` : ''}</a><figcaption>${shows}${sealed ? ', sealed' : ''}</figcaption></figure>`)}</div>`;
}
