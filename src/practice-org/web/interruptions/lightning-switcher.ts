import { Hono } from 'hono';
import { html } from 'hono/html';
import { classicHome } from '../classic-home.ts';
import { goOn, type InterruptionPage, inSession, onMyDomain } from './page.ts';

/** guess [I]: facts 1.5, which page of Salesforce Classic one lands on is not public. */
const path = '/home/home.jsp';
const switcherPath = '/ltng/switcher';

/**
 * Lands in Salesforce Classic, where a link leads to Lightning: facts 1.5 [C]. Until somebody presses Escape or closes
 * it, an invitation lies over the page: `#tryLexDialogX` is known, facts 10.14 [C], all else of it is a guess [I].
 */
export const lightningSwitcher: InterruptionPage = {
  address: onMyDomain(path),
  concerns: ({ prefersLightning }) => !prefersLightning,
  routes(org) {
    const routes = new Hono();
    routes.get(
      path,
      inSession(org, (c, session) => {
        const way = `${switcherPath}?${new URLSearchParams({ destination: 'lex', retURL: c.req.query('retURL') ?? '' })}`;
        return c.html(classicHome('Home Page', welcome(org.signedIn(session).firstName), way));
      }),
    );
    routes.get(
      switcherPath,
      inSession(org, (c, session) => {
        const { destination, retURL = '' } = c.req.query();
        if (destination !== 'lex') return c.redirect(path);
        const user = org.signedIn(session);
        if (!user.prefersLightning) {
          user.prefersLightning = true;
          const detail = { Experience: 'Salesforce Classic -> Lightning Experience' };
          org.ledger.write({ user: user.username, deed: 'switch experience', about: user.username, detail });
        }
        return goOn(c, org, session, 'lightning-switcher', retURL);
      }),
    );
    return routes;
  },
};

function welcome(firstName: string) {
  return html`<h1 class="pageDescription">Welcome, ${firstName}</h1>
<p>You have no events or tasks today.</p>
<div id="tryLexDialog" class="overlayDialog" role="dialog" aria-labelledby="tryLexDialogTitle">
<div class="overlayDialogBox">
<a href="#" id="tryLexDialogX" title="Close" aria-label="Close">x</a>
<h2 id="tryLexDialogTitle">Take a look at Lightning Experience</h2>
<p>See your work in a new light.</p>
</div></div>
<script>
const close = () => { document.getElementById('tryLexDialog').hidden = true; };
document.getElementById('tryLexDialogX').addEventListener('click', close);
document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') close(); });
</script>`;
}
