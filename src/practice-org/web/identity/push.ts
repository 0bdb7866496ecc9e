import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Challenge } from '../../identity/challenges.ts';
import type { Org } from '../../org.ts';
import type { Markup } from '../frame.ts';
import { answering, challengePage, type MethodPages, onChallenge, verification } from './challenge-page.ts';

const path = `${verification}/method/LLVerificationFinishUi/e`;
const pollPath = `${verification}/method/LLVerificationFinishUi/poll`;

/** guess [I]: facts 1.3, the words of a refusal are not public. */
const denied = 'The request was denied on your mobile device.';

/** Salesforce Authenticator: a page that waits for the answer on a phone, without a field: facts 1.3 [C]; words [I]. */
export const push: MethodPages = {
  label: 'Use the Salesforce Authenticator app',
  start: ({ id }) => `${path}?tck=${id}`,
  routes(org) {
    const routes = new Hono();
    routes.get(
      path,
      onChallenge(org, (c, challenge) => {
        org.challenges.push(challenge);
        return c.html(page(org, challenge));
      }),
    );
    routes.get(
      pollPath,
      onChallenge(org, (c, challenge) => c.json({ waits: challenge.push === 'waiting' })),
    );
    routes.post(
      path,
      answering(
        org,
        (challenge) => org.challenges.answerByPush(challenge),
        (challenge) => page(org, challenge, challenge.push === 'denied' ? denied : undefined),
      ),
    );
    return routes;
  },
};

function page(org: Org, challenge: Challenge, error?: string): Markup {
  return challengePage(org, challenge, {
    path,
    ask: 'Check your mobile device. We sent a notification to the Salesforce Authenticator app.',
    error,
    submit: false,
    ...(error ? {} : { field: waiting(challenge) }),
  });
}

/** Asks now and then, and goes on as soon as there is an answer. */
function waiting({ id }: Challenge): Markup {
  return html`<script>
const ask = async () => {
  const answer = await fetch('${pollPath}?tck=${id}', { redirect: 'manual' });
  if (!answer.ok) location.reload();
  else if ((await answer.json()).waits) setTimeout(ask, 500);
  else document.getElementById('editPage').submit();
};
setTimeout(ask, 500);
</script>`;
}
