import { places } from './places.ts';

/** Setup Home as on the screenshots, with cards that lead somewhere: facts 2 [S]. */
export function homePage(): HTMLElement {
  const { userName = '', userId = '' } = document.querySelector<HTMLElement>('.global-header')?.dataset ?? {};
  return fragment(`
    ${header('Home', `<button type="button" class="slds-button slds-button_neutral" data-absent="Create">Create<span aria-hidden="true">&nbsp; &#9662;</span></button>`, 'page-icon_home')}
    <div class="home-cards">
      ${card('External Client Apps', 'Create and manage the apps that connect to this org.', places.apps)}
      ${card('Users', 'See who may sign in to this org, and with which profile.', places.users)}
      ${card('App Manager', 'See the Lightning apps of this org.', places.appManager)}
    </div>
    <div class="panel panel_message"><h2 class="panel__title">Most Recently Used</h2><p class="panel__count">1 item</p>
      ${table(['Name', 'Type', 'Object'], [[`<a href="${places.classic(`/${userId}?noredirect=1&isUserEntityOverride=1`)}">${userName}</a>`, '', 'User']])}
    </div>`);
}

/** The other way to a new app, facts 2 [P/S]. guess [I]: its rows. */
export function appManagerPage(): HTMLElement {
  const apps = ['All Tabs', 'Bolt Solutions', 'Data Manager', 'Sales', 'Sales Console', 'Service Console'];
  return fragment(`
    ${header(
      'Lightning Experience App Manager',
      `<button type="button" class="slds-button slds-button_neutral" data-absent="New Lightning App">New Lightning App</button>
      <button type="button" class="slds-button slds-button_neutral" data-goes="${places.newApp}">New External Client App</button>`,
    )}
    <div class="panel panel_full"><p class="count-line">${apps.length} items · Sorted by App Name</p>
      ${table(
        ['App Name', 'App Type', 'Visible in Lightning Experience'],
        apps.map((app) => [app, 'Lightning', 'Yes']),
      )}
    </div>`);
}

/** It has a third input with the placeholder of Quick Find, facts 2.2 [C]. guess [I]: its rows. */
export function objectManagerPage(): HTMLElement {
  const objects = [
    'Account',
    'Activity',
    'Asset',
    'Campaign',
    'Case',
    'Contact',
    'Lead',
    'Opportunity',
    'Task',
    'User',
  ];
  const page = fragment(`
    ${header('Object Manager', `<input id="globalQuickfind" type="search" placeholder="Quick Find" aria-label="Quick Find" autocomplete="off">`)}
    <div class="panel panel_full">${table(
      ['Label', 'API Name', 'Type'],
      objects.map((name) => [name, name, 'Standard Object']),
    )}</div>`);
  const input = page.querySelector<HTMLInputElement>('#globalQuickfind');
  input?.addEventListener('input', () => {
    for (const row of page.querySelectorAll<HTMLElement>('tbody tr'))
      row.hidden = !row.textContent?.toLowerCase().includes(input.value.trim().toLowerCase());
  });
  return page;
}

/** A classic page under the header of Setup: facts 2.4 [P/C]. */
export function classicPage(title: string, frame: HTMLElement): HTMLElement {
  const page = fragment(header(title));
  page.append(frame);
  return page;
}

/** What every other address shows, so that nothing looks alive that is not. */
export function missingPage(): HTMLElement {
  return fragment(`${header('Not in the practice org')}
    <div class="panel panel_message"><p>This page is not part of the practice org.</p></div>`);
}

function header(title: string, actions = '', icon = ''): string {
  return `<header class="page-header onesetupSetupHeader">
    <span class="page-icon ${icon}" aria-hidden="true"></span>
    <div><p class="eyebrow">SETUP</p><h1 class="page-title"><span class="breadcrumbDetail">${title}</span></h1></div>
    <div class="page-header__actions">${actions}</div>
  </header>`;
}

function card(title: string, text: string, path: string): string {
  return `<article class="home-card">
    <div><span class="home-card__badge">Setup</span><h2>${title}</h2><p>${text}</p></div>
    <footer><a class="slds-button slds-button_brand" href="${path}">Open ${title}</a></footer>
  </article>`;
}

function table(columns: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return `<table class="slds-table slds-table_bordered slds-table_col-bordered app-table">
    <thead><tr>${columns.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead>
    <tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</tbody></table>`;
}

function fragment(markup: string): HTMLElement {
  const element = document.createElement('div');
  element.innerHTML = markup;
  for (const button of element.querySelectorAll<HTMLElement>('[data-goes]'))
    button.addEventListener('click', () => {
      button.dispatchEvent(new CustomEvent('goto', { detail: button.dataset['goes'], bubbles: true }));
    });
  return element;
}
