import { html } from 'hono/html';
import type { Org } from '../org.ts';
import type { PracticeUser } from '../people.ts';
import { type Markup, practiceMark } from './frame.ts';
import { setupTree, type TreeNode } from './setup-tree.ts';

/** The document of Lightning Setup, facts 2 [S]; its content comes later, by script. */
export function setupDocument({ conditions, release }: Org, user: PracticeUser): Markup {
  return html`<!doctype html>
<html lang="en" data-gates="${conditions.gates}">
<head>
<meta charset="utf-8">
<title>Lightning Experience | Salesforce</title>
<link rel="stylesheet" href="/practice-org/slds.css">
<link rel="stylesheet" href="/practice-org/shell.css">
<link rel="stylesheet" href="/practice-org/setup.css">
<link rel="stylesheet" href="/practice-org/overlays.css">
<link rel="icon" href="data:,">
<script type="module" src="/practice-org/${conditions.shadow}/setup.js"></script>
</head>
<body>
${practiceMark}
<div id="bars"></div>
<div class="desktop container">
${globalHeader(user)}
${contextBar}
<div class="setup-body">
<aside class="setup-nav" aria-label="Setup navigation">
<div class="quick-find"><input id="quickFind" type="search" placeholder="Quick Find" aria-label="Quick Find" autocomplete="off"></div>
<div class="onesetupSetupNavTree"><ul role="tree" aria-label="Setup Tree">
${setupTree(release.lacks).map(
  ({ heading, nodes }) =>
    html`${heading ? html`<li role="presentation" class="tree-heading">${heading}</li>` : ''}${nodes.map((node) => treeItem(node, 1))}`,
)}
</ul><p id="quickFindTail" hidden>Didn't find what you're looking for? Try using Global Search.</p></div>
</aside>
<main class="setupcontent oneContent" id="content"></main>
<div id="over-content"></div>
</div>
</div>
</body>
</html>`;
}

/** Names of the buttons are guesses [I]: facts 2.1 know only `Setup` and what its menu holds [C]. */
function globalHeader(user: PracticeUser): Markup {
  const name = `${user.firstName} ${user.lastName}`;
  return html`<header class="global-header" role="banner" data-user-name="${name}" data-user-id="${user.id}">
<div class="global-header__mark" aria-hidden="true"></div>
<form class="global-search" action="/lightning/setup/SearchResults/home"><input type="search" name="q" title="Search Setup" aria-label="Search Setup" placeholder="Search Setup" autocomplete="off"></form>
<div class="global-actions">
<span class="favorites">${absentButton('Favorites', 'star')}${absentButton('Favorites list', 'arrow')}</span>
${absentButton('Global Actions', 'plus')}
${absentButton('Guidance Center', 'guidance')}
${absentButton('Salesforce Help', 'help')}
<div class="setup-gear">
<button type="button" class="global-action" data-icon="gear" title="Setup" aria-label="Setup" aria-haspopup="menu" aria-expanded="false"></button>
<div class="setup-menu" role="menu" aria-label="Setup Menu" title="Setup Menu" hidden>
<a role="menuitem" id="related_setup_app_home" href="/lightning/setup/SetupOneHome/home" target="_blank"><span>Setup</span> <span class="slds-assistive-text">Opens in a new tab</span> <small>Setup for current app</small></a>
${['Service Setup', 'Salesforce Go', 'Developer Console'].map((label) => html`<button type="button" role="menuitem" data-absent="${label}">${label}</button>`)}
</div></div>
${absentButton('Notifications', 'bell')}
<details class="profile"><summary class="profile__button" title="View profile">${user.firstName.charAt(0)}${user.lastName.charAt(0)}</summary>
<div class="profile__card"><strong>${name}</strong><span>${user.username}</span><a href="/secur/logout.jsp">Log Out</a></div></details>
</div>
<p id="notice" role="status" hidden></p>
</header>`;
}

/** A button that says that there is nothing behind it. */
function absentButton(label: string, icon: string): Markup {
  return html`<button type="button" class="global-action" data-icon="${icon}" data-absent="${label}" title="${label}" aria-label="${label}"></button>`;
}

const contextBar = html`<nav class="context-bar" aria-label="Setup">
<a class="app-launcher" href="/lightning/setup/AppLauncher/home" title="App Launcher" aria-label="App Launcher">${Array.from({ length: 9 }, () => html`<i></i>`)}</a>
<span class="context-bar__app">Setup</span>
<a class="context-bar__tab" href="/lightning/setup/SetupOneHome/home">Home</a>
<a class="context-bar__tab context-bar__tab_more" href="/lightning/setup/ObjectManager/home">Object Manager</a>
</nav>`;

function treeItem({ label, path, children = [] }: TreeNode, level: number): Markup {
  if (path) {
    return html`<li role="treeitem" class="leaf onesetupNavTreeNode level-${level}" aria-level="${level}" aria-label="${label}"><div class="tree-row" title="${label}"><a href="${path}">${label}</a></div></li>`;
  }
  return html`<li role="treeitem" class="onesetupNavTreeNode level-${level}" aria-level="${level}" aria-label="${label}" aria-expanded="false"><div class="tree-row" title="${label}"><button type="button" data-folds tabindex="-1" aria-hidden="true" class="chevron"></button><a href="#" data-folds>${label}</a></div><ul role="group" hidden>${children.map((child) => treeItem(child, level + 1))}</ul></li>`;
}
