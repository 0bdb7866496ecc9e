import { places } from './places.ts';

/** Setup Home: only as much of it as leads somewhere. */
export function homePage(): HTMLElement {
  return fragment(`
    <header class="page-header">
      <span class="page-icon page-icon_home" aria-hidden="true"></span>
      <div><p class="eyebrow">SETUP</p><h1 class="page-title">Home</h1></div>
    </header>
    <div class="home-cards">
      ${card('External Client Apps', 'Create and manage the apps that connect to this org.', places.apps)}
      ${card('Users', 'See who may sign in to this org, and with which profile.', places.users)}
    </div>`);
}

/** What every other address shows, so that nothing looks alive that is not. */
export function missingPage(): HTMLElement {
  return fragment(`
    <header class="page-header">
      <span class="page-icon" aria-hidden="true"></span>
      <div><p class="eyebrow">SETUP</p><h1 class="page-title">Not in the practice org</h1></div>
    </header>
    <div class="panel panel_message"><p>This page is not part of the practice org.</p></div>`);
}

function card(title: string, text: string, path: string): string {
  return `<article class="home-card">
    <span class="home-card__badge">Setup</span>
    <h2>${title}</h2><p>${text}</p>
    <footer><a class="slds-button slds-button_brand" href="${path}">Open ${title}</a></footer>
  </article>`;
}

function fragment(markup: string): HTMLElement {
  const element = document.createElement('div');
  element.innerHTML = markup;
  return element;
}
