import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { Challenge, Verdict } from '../../identity/challenges.ts';
import { methodsOf } from '../../identity/methods.ts';
import { newToken } from '../../ids.ts';
import type { Org } from '../../org.ts';
import type { Activity } from '../../state.ts';
import { formOf } from '../form.ts';
import { identityPage, type Markup } from '../frame.ts';
import { keepSession, rememberDevice, sessionOf, toSignIn } from '../signed-in.ts';

/** Below it are all pages that verify an identity: facts 1.3 [C]. */
export const verification = '/_ui/identity/verification';

/** guess [I]: facts 6.2, the address of the page that offers other methods is not public. */
export const choicePath = `${verification}/method/ChooseVerificationMethodUi/e`;

/** guess [I]: facts 6.5, "for some minutes". */
const verifiedFor = 5 * 60_000;

/** The pages of one method. */
export interface MethodPages {
  /** In the list of methods. */
  readonly label: string;
  /** Where they begin for a challenge. */
  readonly start: (challenge: Challenge) => string;
  readonly routes: (org: Org) => Hono;
}

interface Face {
  /** After "You're trying to". */
  readonly phrase: string;
  /** guess [I]: facts 1.3, that `Don't ask again` is ticked at first. */
  readonly offersRemember: boolean;
  readonly offersBack: boolean;
}

/** The two occasions of facts 1.3 and 6.2 [C/S]. */
const faces: Readonly<Record<Activity, Face>> = {
  Login: { phrase: 'Log In to Salesforce', offersRemember: true, offersBack: false },
  ExternalClientApp: { phrase: 'access an external client app', offersRemember: false, offersBack: true },
};

/** Facts 1.3 [D]. */
export const wrongCode = 'Error: Invalid or expired verification code. Try again.';
const tooManyTries = 'The allowed number of attempts has been exceeded.';

type Form = Readonly<Record<string, string>>;
type Answer = (c: Context, challenge: Challenge, form: Form) => Response | Promise<Response>;

/** Answers a request about a challenge that is still open; any other leads to the sign-in form. */
export function onChallenge(org: Org, answer: Answer): (c: Context) => Promise<Response> {
  return async (c) => {
    const form = c.req.method === 'POST' ? await formOf(c) : {};
    const challenge = org.challenges.find(form['vcsrf'] ?? c.req.query('vcsrf') ?? c.req.query('tck'));
    if (!challenge) return toSignIn(c, org, '');
    if (challenge.session && sessionOf(c, org) !== challenge.session) return toSignIn(c, org, challenge.returnTo);
    c.header('cache-control', 'no-store');
    return answer(c, challenge, form);
  };
}

/** Takes an answer: goes on where the identity is proven, and shows the page again where it is not or not yet. */
export function answering(
  org: Org,
  judge: (challenge: Challenge, form: Form) => Verdict | undefined | Promise<Verdict | undefined>,
  again: (challenge: Challenge) => Markup | Promise<Markup>,
): (c: Context) => Promise<Response> {
  return onChallenge(org, async (c, challenge, form) => {
    if ((await judge(challenge, form)) !== 'right') return c.html(await again(challenge));
    if (form['RememberDeviceCheckbox']) {
      const device = newToken(org.dice, 'device');
      org.trustedDevices.add(device);
      rememberDevice(c, device);
    }
    return passed(c, org, challenge);
  });
}

/** What a proven identity opens: a session, or the page that wanted to know. */
export function passed(c: Context, org: Org, { session, userId, from, returnTo }: Challenge): Response {
  if (session) session.verifiedUntil = org.clock.now() + verifiedFor;
  else keepSession(c, org.sessions.issue(org.openSession(userId, from)));
  return c.redirect(returnTo);
}

interface Asking {
  readonly path: string;
  /** What is asked for, in a sentence. */
  readonly ask: Markup | string;
  readonly error?: string | undefined;
  readonly field?: Markup;
  /** Whether there is something to send. */
  readonly submit?: boolean;
  readonly links?: Markup;
  /** More attributes of the form. */
  readonly form?: Markup;
}

/** The frame of every verification page: facts 1.3 [C], 6.2 [S]. */
export function challengePage(
  org: Org,
  challenge: Challenge,
  { path, ask, error, field, submit = true, links, form }: Asking,
): Markup {
  const { phrase, offersRemember, offersBack } = faces[challenge.activity];
  const message = org.challenges.isLocked(challenge) ? tooManyTries : error;
  const others = methodsOf(org.user(challenge.userId).methods).length > 1;
  return identityPage(
    'Verify Your Identity',
    'Verify Your Identity',
    html`
<form action="${path}" id="editPage" method="post" name="editPage" ${form}>
<input type="hidden" name="cancelURL" id="cancelURL" value="/">
<input type="hidden" name="retURL" id="retURL" value="${challenge.returnTo}">
<input type="hidden" name="save_new_url" id="save_new_url" value="${path}">
<input type="hidden" id="vcsrf" name="vcsrf" value="${challenge.id}">
<input type="hidden" id="vpol" name="vpol" value="ic">
<input type="hidden" id="vflid" name="vflid" value="${phrase}">
<p>You're trying to <strong>${phrase}</strong>. To make sure your Salesforce account is secure, we have to verify your identity.<br><br>${ask}</p>
${message ? html`<div class="errorMsg" role="alert">${message}</div>` : ''}
${field}
${
  offersRemember && submit
    ? html`<div class="mb8"><input type="checkbox" id="RememberDeviceCheckbox" name="RememberDeviceCheckbox" checked><label for="RememberDeviceCheckbox"> Don't ask again</label></div>`
    : ''
}
<div class="buttons">
${offersBack ? html`<input value="Back" class="button secondary" id="back" title="Back" type="button" onclick="window.close(); history.back()">` : ''}
${submit ? html`<input value=" Verify " class="button primary" id="save" name="save" title="Verify" type="submit">` : ''}
</div>
${links}
${others ? html`<a href="${choicePath}?vcsrf=${challenge.id}" class="small block">Use a Different Verification Method</a>` : ''}
</form>`,
  );
}

/** A field for a code of six digits. */
export function codeField(id: 'emc' | 'tc'): Markup {
  return html`<label class="label" for="${id}">Verification Code</label>
<div class="formArea"><input class="input wide mb8 mt8 focus" id="${id}" maxlength="6" name="${id}" size="20" type="text" autocomplete="off"></div>`;
}
