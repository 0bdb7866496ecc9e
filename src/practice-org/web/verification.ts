import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { type Challenge, masked } from '../challenges.ts';
import { newToken } from '../ids.ts';
import type { Org } from '../org.ts';
import type { Activity } from '../state.ts';
import { identityPage, type Markup } from './frame.ts';
import { keepSession, rememberDevice } from './signed-in.ts';

const base = '/_ui/identity/verification';
const finishPath = `${base}/method/EmailVerificationFinishUi/e`;
const startPath = `${base}/method/EmailVerificationStartUi/e`;
/** guess [I]: facts 6.5, "for some minutes". */
const verifiedFor = 5 * 60_000;

/** Facts 1.3 [D]. */
const wrongCode = 'Error: Invalid or expired verification code. Try again.';
const tooManyTries = 'The allowed number of attempts has been exceeded.';

interface Face {
  /** After "You're trying to". */
  readonly phrase: string;
  readonly offersRemember: boolean;
  readonly offersBack: boolean;
}

/** The two occasions of facts 1.3 and 6.2 [C/S]. */
const faces: Readonly<Record<Activity, Face>> = {
  Login: { phrase: 'Log In to Salesforce', offersRemember: true, offersBack: false },
  ExternalClientApp: { phrase: 'access an external client app', offersRemember: false, offersBack: true },
};

/** Leads the browser to the verification pages, by the redirects that Salesforce uses. */
export function startVerification(c: Context, org: Org, demand: Omit<Challenge, 'id'>): Response {
  const { id } = org.challenges.open(demand);
  return c.redirect(`${base}/policy/VerificationStartUi?vcsrf=${id}`);
}

/** The e-mail verification pages: facts 1.3 [C]. */
export function verificationRoutes(org: Org): Hono {
  const app = new Hono();
  const expired = (c: Context) => c.redirect('/?ec=302');

  app.get(`${base}/policy/VerificationStartUi`, (c) => c.redirect(`${startPath}?vcsrf=${c.req.query('vcsrf') ?? ''}`));

  app.get(startPath, (c) => {
    const challenge = org.challenges.find(c.req.query('vcsrf'));
    if (!challenge) return expired(c);
    org.challenges.sendCode(challenge);
    return c.redirect(`${finishPath}?vcsrf=${challenge.id}`);
  });

  app.get(finishPath, (c) => {
    const challenge = org.challenges.find(c.req.query('vcsrf'));
    return challenge ? c.html(codePage(org, challenge)) : expired(c);
  });

  app.post(finishPath, async (c) => {
    const form = await c.req.parseBody();
    const challenge = org.challenges.find(String(form['vcsrf']));
    if (!challenge) return expired(c);
    const verdict = org.challenges.answer(challenge, String(form['emc'] ?? '').trim());
    if (verdict !== 'right') return c.html(codePage(org, challenge, verdict === 'wrong' ? wrongCode : tooManyTries));
    if (form['RememberDeviceCheckbox']) trust(c, org);
    if (challenge.session) challenge.session.verifiedUntil = org.clock.now() + verifiedFor;
    else keepSession(c, org.openSession(challenge.userId));
    return c.redirect(challenge.returnTo);
  });

  return app;
}

function trust(c: Context, org: Org): void {
  const device = newToken(org.dice, 'device');
  org.trustedDevices.add(device);
  rememberDevice(c, device);
}

function codePage(org: Org, challenge: Challenge, error?: string): Markup {
  const { phrase, offersRemember, offersBack } = faces[challenge.activity];
  const message = org.challenges.isLocked(challenge) ? tooManyTries : error;
  return identityPage(
    'Verify Your Identity',
    'Verify Your Identity',
    html`
<form action="${finishPath}" id="editPage" method="post" name="editPage">
<input type="hidden" name="cancelURL" id="cancelURL" value="/">
<input type="hidden" name="retURL" id="retURL" value="${challenge.returnTo}">
<input type="hidden" name="save_new_url" id="save_new_url" value="${finishPath}">
<input type="hidden" id="vcsrf" name="vcsrf" value="${challenge.id}">
<input type="hidden" id="vpol" name="vpol" value="ic">
<input type="hidden" id="vflid" name="vflid" value="${phrase}">
<p>You're trying to <strong>${phrase}</strong>. To make sure your Salesforce account is secure, we have to verify your identity.<br><br>Enter the verification code we emailed to ${masked(org.user(challenge.userId))}.</p>
${message ? html`<div class="errorMsg" role="alert">${message}</div>` : ''}
<label class="label" for="emc">Verification Code</label>
<div class="formArea"><input class="input wide mb8 mt8 focus" id="emc" maxlength="6" name="emc" size="20" type="text" autocomplete="off"></div>
${
  offersRemember
    ? html`<div class="mb8"><input type="checkbox" id="RememberDeviceCheckbox" name="RememberDeviceCheckbox" checked><label for="RememberDeviceCheckbox"> Don't ask again</label></div>`
    : ''
}
<div class="buttons">
${offersBack ? html`<input value="Back" class="button secondary" id="back" title="Back" type="button" onclick="window.close(); history.back()">` : ''}
<input value=" Verify " class="button primary" id="save" name="save" title="Verify" type="submit">
</div>
<a href="${startPath}?vcsrf=${challenge.id}&vir=1" class="small ib">Resend Code</a>
</form>`,
  );
}
