import { Hono } from 'hono';
import { html } from 'hono/html';
import { type Challenge, masked } from '../../identity/challenges.ts';
import type { Org } from '../../org.ts';
import type { Markup } from '../frame.ts';
import {
  answering,
  challengePage,
  codeField,
  type MethodPages,
  onChallenge,
  verification,
  wrongCode,
} from './challenge-page.ts';

const startPath = `${verification}/method/EmailVerificationStartUi/e`;
const finishPath = `${verification}/method/EmailVerificationFinishUi/e`;

/** guess [I]: facts I4, that there is a limit is known, its words are not. */
const tooManySends = "You've requested too many verification codes. Try again later.";

/** A code by mail: facts 1.3 [C], 6.2 [S]. The first page only sends it and goes on. */
export const emailedCode: MethodPages = {
  label: 'Get a verification code by email',
  start: ({ id }) => `${startPath}?vcsrf=${id}`,
  routes(org) {
    const routes = new Hono();
    routes.get(
      startPath,
      onChallenge(org, (c, challenge) => {
        const sent = org.challenges.sendCode(challenge);
        return c.redirect(`${finishPath}?vcsrf=${challenge.id}${sent ? '' : '&limit=1'}`);
      }),
    );
    routes.get(
      finishPath,
      onChallenge(org, (c, challenge) => c.html(page(org, challenge, c.req.query('limit') ? tooManySends : undefined))),
    );
    routes.post(
      finishPath,
      answering(
        org,
        (challenge, { emc = '' }) => org.challenges.answerByMail(challenge, emc.trim()),
        (challenge) => page(org, challenge, wrongCode),
      ),
    );
    return routes;
  },
};

function page(org: Org, challenge: Challenge, error?: string): Markup {
  return challengePage(org, challenge, {
    path: finishPath,
    ask: html`Enter the verification code we emailed to ${masked(org.user(challenge.userId))}.`,
    error,
    field: codeField('emc'),
    links: html`<a href="${startPath}?vcsrf=${challenge.id}&vir=1" class="small ib">Resend Code</a>`,
  });
}
