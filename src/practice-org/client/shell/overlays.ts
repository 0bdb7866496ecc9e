import type { InterruptionName } from '../../conditions/interruptions.ts';
import { answered } from './visits.ts';

interface Overlay {
  /** A bar at the top that shifts the page, something over its content, at its bottom, or over everything. */
  readonly place: '#bars' | '.setup-body' | 'body';
  readonly markup: string;
  /** The buttons that end it. */
  readonly ends: string;
}

/** Facts 1.5, row by row. Tags are of what is seen; where it lies, and words that no fact gives, are guesses [I]. */
const overlays: Partial<Record<InterruptionName, Overlay>> = {
  /** [P] */
  'security-contact': {
    place: '.setup-body',
    ends: 'button',
    markup: `<section class="security-contact" aria-label="Security Contact">
      <h2>Action Required: Security Contact Missing</h2>
      <p>Add a person whom we can reach about the security of this org.</p>
      <button type="button" class="slds-button slds-button_neutral">Close</button></section>`,
  },
  /** [P] */
  welcome: {
    place: '.setup-body',
    ends: 'button',
    markup: `<section class="welcome-banner" aria-label="Welcome">
      <div><h2>Welcome to Setup</h2><p>Find everything that you need to set up this org in one place.</p></div>
      <button type="button" class="slds-button slds-button_neutral" title="Close banner" aria-label="Close banner">&times;</button></section>`,
  },
  /** guess [I]: facts 1.5, only that it is a floating dialog with Close or Dismiss. */
  walkthrough: {
    place: '.setup-body',
    ends: 'button',
    markup: `<section class="walkthrough slds-popover slds-popover_walkthrough" role="dialog" aria-label="Discover what's new in Setup">
      <button type="button" class="slds-button slds-button_icon" title="Close" aria-label="Close">&times;</button>
      <h2>Discover what's new in Setup</h2><p>Take a short tour of the pages that changed in this release.</p>
      <footer><span>Step 1 of 3</span><button type="button" class="slds-button slds-button_neutral">Dismiss</button></footer></section>`,
  },
  /** guess [I]: facts 1.5, the words. */
  'cookie-banner': {
    place: 'body',
    ends: 'button',
    markup: `<section class="cookie-banner" role="region" aria-label="Cookies">
      <p>We use cookies to make our websites work, and to learn how they are used. You can accept or reject all that are not required.</p>
      <div><button type="button" class="slds-button slds-button_neutral">Reject All</button>
      <button type="button" class="slds-button slds-button_brand">Accept All Cookies</button></div></section>`,
  },
  /** [S]; it stays, and its buttons lead nowhere here. */
  'trial-banner': {
    place: '#bars',
    ends: 'never',
    markup: `<div class="bar trial-banner">
      <button type="button" data-absent="Your Recommended Tours">Your Recommended Tours</button>
      <button type="button" data-absent="Leave Feedback">Leave Feedback</button>
      <span>24 Days left in trial</span>
      <button type="button" class="slds-button slds-button_brand" data-absent="Buy Now">Buy Now</button></div>`,
  },
  /** [D] that there is one; guess [I]: facts 1.5, its words. */
  'mfa-banner': {
    place: '#bars',
    ends: 'button',
    markup: `<div class="bar mfa-banner" role="region" aria-label="Multi-Factor Authentication">
      <span>Multi-factor authentication (MFA) is required for everybody who logs in to this org. Register a verification method soon.</span>
      <button type="button" class="slds-button slds-button_neutral">Dismiss</button></div>`,
  },
  /** [P] for the classes; guess [I]: facts 1.5, its words. */
  'system-message': {
    place: '#bars',
    ends: '.close-btn',
    markup: `<div class="bar oneSystemMessage"><span>Salesforce maintenance is planned for this org at the weekend.</span>
      <button type="button" class="close-btn" title="Close" aria-label="Close">&times;</button></div>`,
  },
  /** [P] for the class; the heading and the text are widely known, guess [I]: facts 1.5. */
  'sorry-to-interrupt': {
    place: 'body',
    ends: '.refresh',
    markup: `<div class="oneApplicationError content"><div class="slds-backdrop slds-backdrop_open"></div>
      <section role="dialog" aria-modal="true" aria-labelledby="application-error" class="application-error">
      <h2 id="application-error">Sorry to interrupt</h2>
      <div class="content"><p>This page has an error. You might just need to refresh it.</p>
      <details class="error-console-panel"><summary>Details</summary><p>Action failed: one:centerStage$controller$render</p></details></div>
      <footer><button type="button" class="slds-button slds-button_brand refresh">Refresh</button></footer></section></div>`,
  },
};

const shown = new Map<InterruptionName, Element>();

/** Shows the overlays among these interruptions, and takes away those that are no longer among them. */
export function showOverlays(names: readonly InterruptionName[]): void {
  for (const [name, element] of shown) {
    // Only a reload gets rid of the error.
    if (!names.includes(name) && name !== 'sorry-to-interrupt') remove(name, element);
  }
  for (const name of names) {
    const overlay = overlays[name];
    if (overlay && !shown.has(name)) show(name, overlay);
  }
}

function show(name: InterruptionName, { place, markup, ends }: Overlay): void {
  const template = document.createElement('template');
  template.innerHTML = markup;
  const element = template.content.firstElementChild;
  if (!element) return;
  for (const button of element.querySelectorAll(ends)) {
    button.addEventListener('click', () => {
      remove(name, element);
      void answered(name).then(() => name === 'sorry-to-interrupt' && window.location.reload());
    });
  }
  document.querySelector(place)?.append(element);
  shown.set(name, element);
  if (name !== 'sorry-to-interrupt') return;
  const behind = document.querySelector('.desktop.container');
  behind?.setAttribute('inert', '');
  behind?.setAttribute('aria-hidden', 'true');
}

function remove(name: InterruptionName, element: Element): void {
  shown.delete(name);
  element.remove();
}
