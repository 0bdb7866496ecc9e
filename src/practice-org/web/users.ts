import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Org } from '../org.ts';
import { isAdmin, type PracticeUser } from '../people.ts';
import { classicPage, type Markup, missingClassicPage } from './frame.ts';
import { sessionOf } from './signed-in.ts';

const pageSize = 25;
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'Other', 'All'];

interface View {
  readonly key: string;
  readonly label: string;
  readonly shows: (user: PracticeUser) => boolean;
}

const allUsers: View = { key: 'all', label: 'All Users', shows: () => true };
const views: readonly View[] = [
  allUsers,
  { key: 'active', label: 'Active Users', shows: ({ active }) => active },
  { key: 'admins', label: 'Admin Users', shows: isAdmin },
  // guess [I]: facts 5, whom this view shows; here nobody works for anybody.
  { key: 'mine', label: 'My Users', shows: () => false },
];

/** The classic list of users and the page of one user: facts 5 [C/I]. The list has no e-mail column. */
export function userRoutes(org: Org): Hono {
  const app = new Hono();
  app.use('/:path{005.*}', async (c, next) => {
    if (sessionOf(c, org)) return next();
    return c.redirect(`${org.addresses.myDomain}/secur/contentDoor?startURL=${encodeURIComponent(c.req.url)}`);
  });

  app.get('/005', (c) => {
    const userId = sessionOf(c, org)?.userId ?? '';
    const { fcf = org.lastUserViews.get(userId), letter = 'All', start = '0' } = c.req.query();
    const view = views.find(({ key }) => key === fcf) ?? allUsers;
    org.lastUserViews.set(userId, view.key);
    return c.html(
      listPage(org.state.users, userId, { view, letter, start: Math.max(0, Number.parseInt(start, 10) || 0) }),
    );
  });

  app.get('/:id{005\\w{12}(?:\\w{3})?}', (c) => {
    const user = org.state.users.find(({ id }) => id === c.req.param('id').slice(0, 15));
    return user ? c.html(userPage(user)) : c.html(missingClassicPage('frame'), 404);
  });
  return app;
}

interface Part {
  readonly view: View;
  readonly letter: string;
  readonly start: number;
}

function listPage(users: readonly PracticeUser[], ownId: string, { view, letter, start }: Part): Markup {
  const found = users
    .filter((user) => view.shows(user) && startsWith(user.lastName, letter))
    .toSorted((a, b) => fullName(a).localeCompare(fullName(b), 'en'));
  const page = found.slice(start, start + pageSize);
  const link = (to: { letter?: string; start?: number }) =>
    `/005?isUserEntityOverride=1&fcf=${view.key}&letter=${to.letter ?? letter}&start=${to.start ?? 0}`;
  return classicPage(
    view.label,
    html`
<div class="bPageTitle"><h1 class="pageType">${view.label}</h1></div>
<p class="pageText">On this page you can create, view, and manage users.</p>
<form class="viewForm" method="get" action="/005">
<label for="fcf">View:</label>
<select id="fcf" name="fcf">${views.map(({ key, label }) => html`<option value="${key}" ${key === view.key ? 'selected' : ''}>${label}</option>`)}</select>
<a href="/005/view/edit">Edit</a> | <a href="/005/view/delete">Delete</a> | <a href="/005/view/new">Create New View</a>
</form>
<div class="rolodex">${letters.map((each) =>
      each === letter
        ? html`<span class="listItem"><span class="listItemPad current">${each}</span></span>`
        : html`<a class="listItem" href="${link({ letter: each })}"><span class="listItemPad">${each}</span></a>`,
    )}</div>
${buttons}
<table class="list" border="0" cellspacing="0" cellpadding="0">
<tr class="headerRow">
<th scope="col" class="actionColumn">Action</th><th scope="col">Full Name</th><th scope="col">Alias</th><th scope="col">Username</th>
<th scope="col">Last Login</th><th scope="col">Role</th><th scope="col">Active</th><th scope="col">Profile</th>
</tr>
${page.map((user, place) => userRow(user, start + place + 1, ownId))}
${page.length === 0 ? html`<tr class="dataRow"><th scope="row" class="dataCell" colspan="8">No records to display.</th></tr>` : ''}
</table>
${buttons}
<div class="listNav">
<span>${found.length === 0 ? '0' : `${start + 1}-${start + page.length}`} of ${found.length}</span>
${start > 0 ? html`<a href="${link({ start: Math.max(0, start - pageSize) })}">Previous</a>` : html`<span class="off">Previous</span>`}
${start + pageSize < found.length ? html`<a href="${link({ start: start + pageSize })}">Next</a>` : html`<span class="off">Next</span>`}
</div>`,
    'frame',
  );
}

/** Facts 5 [C]. They say that there is nothing behind them. */
const buttons = html`<div class="pbButton">${[
  ['new', 'New User'],
  ['resetPW', 'Reset Password(s)'],
  ['addUsers', 'Add Multiple Users'],
].map(([name, value]) => html`<input type="button" class="btn" name="${name}" value="${value}" data-absent>`)}</div>`;

/** The titles of the links: facts 5 [C], one of them is public. Nobody logs in as oneself or as somebody inactive. */
function userRow(user: PracticeUser, record: number, ownId: string): Markup {
  const href = `/${user.id}?noredirect=1&isUserEntityOverride=1`;
  const title = (action: string) => `${action} - Record ${record} - ${fullName(user)}`;
  const mayLogin = user.active && user.id !== ownId;
  return html`<tr class="dataRow">
<td class="dataCell actionColumn"><input type="checkbox" title="Select row ${record}"> <a href="/${user.id}/e" title="${title('Edit')}">Edit</a>${
    mayLogin ? html` | <a href="/servlet/servlet.su?suorgadminid=${user.id}" title="${title('Login')}">Login</a>` : ''
  }</td>
<th scope="row" class="dataCell"><a href="${href}">${fullName(user)}</a></th>
<td class="dataCell">${user.alias}</td><td class="dataCell"><a href="${href}">${user.username}</a></td>
<td class="dataCell">${user.lastLogin}</td><td class="dataCell">${user.role}</td>
<td class="dataCell booleanColumn">${checkImage(user.active)}</td>
<td class="dataCell">${user.profile}</td></tr>`;
}

/** A classic checkbox that only shows: a picture whose text says its state. */
function checkImage(on: boolean): Markup {
  const tick = on ? "%3Cpath d='m3 8 3 3 7-7' fill='none' stroke='%23333' stroke-width='2'/%3E" : '';
  const source = `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect x='.5' y='.5' width='15' height='15' fill='white' stroke='%23999'/%3E${tick}%3C/svg%3E`;
  const text = on ? 'Checked' : 'Not Checked';
  return html`<img src="${source}" alt="${text}" title="${text}" class="checkImg" width="14" height="14">`;
}

function userPage(user: PracticeUser): Markup {
  const name = `${user.firstName} ${user.lastName}`;
  const rows: ReadonlyArray<readonly [string, string | Markup, string, string | Markup]> = [
    ['Name', name, 'Role', user.role],
    ['Alias', user.alias, 'Profile', user.profile],
    ['Email', html`<a href="mailto:${user.email}">${user.email}</a>`, 'Active', checkImage(user.active)],
    ['Username', user.username, 'Last Login', user.lastLogin],
  ];
  return classicPage(
    `User: ${name}`,
    html`
<div class="bPageTitle"><p class="pageType">User</p><h1 class="pageDescription">${name}</h1></div>
<p><a href="/005?isUserEntityOverride=1">Back to List: Users</a></p>
<h2 class="mainTitle">User Detail</h2>
<table class="detailList">
${rows.map(
  ([
    left,
    leftValue,
    right,
    rightValue,
  ]) => html`<tr><td class="labelCol">${left}</td><td class="dataCol">${leftValue}</td>
<td class="labelCol">${right}</td><td class="dataCol">${rightValue}</td></tr>`,
)}
</table>`,
    'frame',
  );
}

function fullName({ firstName, lastName }: PracticeUser): string {
  return `${lastName}, ${firstName}`;
}

function startsWith(lastName: string, letter: string): boolean {
  const first = lastName.charAt(0).toUpperCase();
  if (letter === 'All') return true;
  return letter === 'Other' ? !/[A-Z]/.test(first) : first === letter;
}
