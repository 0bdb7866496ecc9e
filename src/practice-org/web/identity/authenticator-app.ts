import { Hono } from 'hono';
import type { Challenge } from '../../identity/challenges.ts';
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

const path = `${verification}/method/TotpVerificationUi/e`;

/** The code of an authenticator app: facts 1.3 [C]; its sentence is a guess [I]. */
export const authenticatorApp: MethodPages = {
  label: 'Use verification codes from an authenticator app',
  start: ({ id }) => `${path}?vcsrf=${id}`,
  routes(org) {
    const routes = new Hono();
    routes.get(
      path,
      onChallenge(org, (c, challenge) => c.html(page(org, challenge))),
    );
    routes.post(
      path,
      answering(
        org,
        (challenge, { tc = '' }) => org.challenges.answerByTotp(challenge, tc.trim()),
        (challenge) => page(org, challenge, wrongCode),
      ),
    );
    return routes;
  },
};

function page(org: Org, challenge: Challenge, error?: string): Markup {
  return challengePage(org, challenge, {
    path,
    ask: 'Enter the code from your authenticator app.',
    error,
    field: codeField('tc'),
  });
}
