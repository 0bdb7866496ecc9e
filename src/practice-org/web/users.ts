import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Org } from '../org.ts';
import type { PracticeUser } from '../people.ts';
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
  { key: 'admins', label: 'Admin Users', shows: ({ profile }) => profile === 'System Administrator' },
];

/** The classic list of users and the page of one user: facts 5 [C/I]. The list has no e-mail column. */
export function userRoutes(org: Org): Hono {
  const app = new Hono();
  app.use('/:path{005.*}', async (c, next) => {
    if (sessionOf(c, org)) return next();
    return c.redirect(`${org.addresses.myDomain}/secur/contentDoor?startURL=${encodeURIComponent(c.req.url)}`);
  });

  app.get('/005', (c) => {
    const { view, letter = 'All', start = '0' } = c.req.query();
    const shown = views.find(({ key }) => key === view) ?? allUsers;
    return c.html(listPage(org.state.users, shown, letter, Number.parseInt(start, 10) || 0));
  });

  app.get('/:id{005\\w{12}(?:\\w{3})?}', (c) => {
    const user = org.state.users.find(({ id }) => id === c.req.param('id').slice(0, 15));
    return user ? c.html(userPage(user)) : c.html(missingClassicPage('frame'), 404);
  });
  return app;
}

function listPage(users: readonly PracticeUser[], view: View, letter: string, start: number): Markup {
  const found = users
    .filter((user) => view.shows(user) && startsWith(user.lastName, letter))
    .toSorted((a, b) => fullName(a).localeCompare(fullName(b), 'en'));
  const page = found.slice(start, start + pageSize);
  const link = (to: { letter?: string; start?: number }) =>
    `/005?isUserEntityOverride=1&view=${view.key}&letter=${to.letter ?? letter}&start=${to.start ?? 0}`;
  return classicPage(
    view.label,
    html`
<div class="bPageTitle"><h1 class="pageType">${view.label}</h1></div>
<p class="pageText">On this page you can see the users of this org.</p>
<form class="viewForm" method="get" action="/005">
<label for="fcf">View:</label>
<select id="fcf" name="view">${views.map(({ key, label }) => html`<option value="${key}" ${key === view.key ? 'selected' : ''}>${label}</option>`)}</select>
</form>
<div class="rolodex">${letters.map((each) =>
      each === letter
        ? html`<span class="listItem"><span class="listItemPad current">${each}</span></span>`
        : html`<a class="listItem" href="${link({ letter: each })}"><span class="listItemPad">${each}</span></a>`,
    )}</div>
<table class="list" border="0" cellspacing="0" cellpadding="0">
<tr class="headerRow">
<th scope="col" class="actionColumn">Action</th><th scope="col">Full Name</th><th scope="col">Alias</th><th scope="col">Username</th>
<th scope="col">Last Login</th><th scope="col">Role</th><th scope="col">Active</th><th scope="col">Profile</th>
</tr>
${page.map(userRow)}
</table>
<div class="listNav">
<span>${found.length === 0 ? '0' : `${start + 1}-${start + page.length}`} of ${found.length}</span>
${start > 0 ? html`<a href="${link({ start: Math.max(0, start - pageSize) })}">Previous</a>` : html`<span class="off">Previous</span>`}
${start + pageSize < found.length ? html`<a href="${link({ start: start + pageSize })}">Next</a>` : html`<span class="off">Next</span>`}
</div>`,
    'frame',
  );
}

function userRow(user: PracticeUser): Markup {
  const href = `/${user.id}?noredirect=1&isUserEntityOverride=1`;
  return html`<tr class="dataRow">
<td class="dataCell actionColumn"><a href="/${user.id}/e">Edit</a></td>
<th scope="row" class="dataCell"><a href="${href}">${fullName(user)}</a></th>
<td class="dataCell">${user.alias}</td><td class="dataCell"><a href="${href}">${user.username}</a></td>
<td class="dataCell">${user.lastLogin}</td><td class="dataCell">${user.role}</td>
<td class="dataCell booleanColumn"><span class="check ${user.active ? 'on' : ''}" role="img" aria-label="${user.active ? 'Checked' : 'Not Checked'}" title="${user.active ? 'Checked' : 'Not Checked'}"></span></td>
<td class="dataCell">${user.profile}</td></tr>`;
}

function userPage(user: PracticeUser): Markup {
  const name = `${user.firstName} ${user.lastName}`;
  const rows: ReadonlyArray<readonly [string, string | Markup, string, string | Markup]> = [
    ['Name', name, 'Role', user.role],
    ['Alias', user.alias, 'Profile', user.profile],
    [
      'Email',
      html`<a href="mailto:${user.email}">${user.email}</a>`,
      'Active',
      user.active ? 'Checked' : 'Not Checked',
    ],
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
