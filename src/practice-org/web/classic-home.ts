import { html } from 'hono/html';
import { classicPage, type Markup } from './frame.ts';

const tabs = ['Home', 'Chatter', 'Libraries', 'Content', 'Subscriptions'];
const folders = ['Manage Users', 'Manage Apps', 'Manage Territories', 'Company Profile', 'Security Controls'];

/** A page in the shell of Salesforce Classic, with its tabs and sidebar: facts 6.3 [S]. @param toLightning where the switch leads */
export function classicHome(title: string, content: Markup, toLightning: string): Markup {
  return classicPage(
    title,
    html`
<div class="classicHead"><a class="switch-to-lightning" href="${toLightning}">Switch to Lightning Experience</a></div>
<div class="tabBar">${tabs.map((tab) => html`<span>${tab}</span>`)}<span class="moreTabs" title="All Tabs">+</span></div>
<div class="classicBody">
<div class="sidebar">
<div class="sidebarSearch"><input type="search" id="setupSearch" placeholder="Quick Find / Search..." aria-label="Quick Find / Search..." autocomplete="off">
<p>Expand All | Collapse All</p></div>
<h2>Salesforce Mobile Quick Start</h2><h2>Home</h2><h2 class="last">Administer</h2>
<ul><li>Release Updates</li>${folders.map((folder) => html`<li class="folder">${folder}</li>`)}</ul>
</div>
<div class="mainContent">${content}</div>
</div>`,
    'page',
  );
}
