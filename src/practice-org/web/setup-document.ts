import { html } from 'hono/html';
import type { PracticeUser } from '../people.ts';
import { setupTree, type TreeNode } from '../setup-tree.ts';
import { type Markup, practiceMark } from './frame.ts';

/** The document of Lightning Setup, facts 2 [S]; its content comes later, by script. */
export function setupDocument(user: PracticeUser): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Lightning Experience | Salesforce</title>
<link rel="stylesheet" href="/practice-org/slds.css">
<link rel="stylesheet" href="/practice-org/setup.css">
<link rel="icon" href="data:,">
<script type="module" src="/practice-org/setup.js"></script>
</head>
<body>
${practiceMark}
<div class="desktop container">
<header class="global-header" role="banner">
<div class="global-header__mark" aria-hidden="true"></div>
<form class="global-search" action="/lightning/setup/SearchResults/home"><input type="search" name="q" title="Search Setup" aria-label="Search Setup" placeholder="Search Setup" autocomplete="off"></form>
<details class="profile"><summary class="profile__button" title="View profile">${user.firstName.charAt(0)}${user.lastName.charAt(0)}</summary>
<div class="profile__card"><strong>${user.firstName} ${user.lastName}</strong><span>${user.username}</span><a href="/secur/logout.jsp">Log Out</a></div></details>
</header>
<nav class="context-bar" aria-label="Setup">
<a class="app-launcher" href="/lightning/setup/AppLauncher/home" title="App Launcher" aria-label="App Launcher">${Array.from({ length: 9 }, () => html`<i></i>`)}</a>
<span class="context-bar__app">Setup</span>
<a class="context-bar__tab context-bar__tab_current" href="/lightning/setup/SetupOneHome/home">Home</a>
<a class="context-bar__tab" href="/lightning/setup/ObjectManager/home">Object Manager</a>
</nav>
<div class="setup-body">
<aside class="setup-nav" aria-label="Setup navigation">
<div class="quick-find"><input id="quickFind" type="search" placeholder="Quick Find" aria-label="Quick Find" autocomplete="off"></div>
<div class="onesetupSetupNavTree"><ul role="tree" aria-label="Setup Tree">
${setupTree.map(
  ({ heading, nodes }) =>
    html`${heading ? html`<li role="presentation" class="tree-heading">${heading}</li>` : ''}${nodes.map((node) => treeItem(node, 1))}`,
)}
</ul><p id="quickFindTail" hidden>Didn't find what you're looking for? Try using Global Search.</p></div>
</aside>
<main class="setupcontent oneContent" id="content"></main>
</div>
</div>
</body>
</html>`;
}

function treeItem({ label, path, children = [] }: TreeNode, level: number): Markup {
  if (path) {
    return html`<li role="treeitem" class="leaf onesetupNavTreeNode level-${level}" aria-level="${level}" aria-label="${label}"><div class="tree-row" title="${label}"><a href="${path}">${label}</a></div></li>`;
  }
  return html`<li role="treeitem" class="onesetupNavTreeNode level-${level}" aria-level="${level}" aria-label="${label}" aria-expanded="false"><div class="tree-row" title="${label}"><button type="button" data-folds tabindex="-1" aria-hidden="true" class="chevron"></button><a href="#" data-folds>${label}</a></div><ul role="group" hidden>${children.map((child) => treeItem(child, level + 1))}</ul></li>`;
}
