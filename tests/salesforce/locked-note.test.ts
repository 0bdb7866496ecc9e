import { expect, test } from '@playwright/test';
import { Tab } from '../../src/runbook/tab.ts';
import { holds } from '../../src/runbook/verbs.ts';
import { checkbox } from '../../src/salesforce/fields/checkbox.ts';
import { combobox } from '../../src/salesforce/fields/combobox.ts';
import { dualList } from '../../src/salesforce/fields/dual-list.ts';
import { wholePage } from '../../src/salesforce/fields/scope.ts';
import { linesField, textField } from '../../src/salesforce/fields/text.ts';

const NOTE = 'To change this required setting, contact Support.';

const note = `<p>${NOTE}</p>`;
const text = (label: string, below = '') => `<div><label>${label} <input disabled value="a"></label>${below}</div>`;
const lists = (name: string, below = '') =>
  `<div><div role="group" aria-label="${name}"><div><div role="listbox" aria-label="Available ${name}" aria-disabled="true"></div></div>
  <div><div role="listbox" aria-label="Selected ${name}" aria-disabled="true"><div role="option">A</div></div></div></div>${below}</div>`;
const choice = (label: string, below = '') =>
  `<div><button role="combobox" aria-label="${label}" disabled>A</button><div role="listbox" aria-label="${label}"></div>${below}</div>`;

test('any control that is locked says so in the words of the org; the words below one are not those of its neighbour', async ({
  context,
}) => {
  const tab = new Tab('the tab', () => context);
  const page = await tab.ensure();
  await page.setContent(
    `<div>${text('Name')}${text('Contact Email', note)}${choice('State')}${choice('Permitted Users', note)}
    ${lists('Profiles')}${lists('Scopes', note)}<div><label><input type="checkbox" disabled>PKCE</label></div></div>`,
  );
  const scope = wholePage(tab);
  const list = (name: string) =>
    dualList(
      scope,
      { label: name, available: `Available ${name}`, selected: `Selected ${name}` },
      (one, other) => one === other,
    );
  expect(await holds(textField(scope, 'Contact Email'), 'b')).toMatchObject({ holds: false, locked: NOTE });
  expect(await holds(linesField(scope, 'Contact Email'), ['a'])).toMatchObject({ holds: true, locked: NOTE });
  expect(await holds(combobox(scope, 'Permitted Users'), 'B')).toMatchObject({ holds: false, locked: NOTE });
  expect(await holds(list('Scopes'), ['A'])).toMatchObject({ holds: true, locked: NOTE });
  const silent = 'the page shows it disabled';
  expect(await holds(textField(scope, 'Name'), 'b')).toMatchObject({ locked: silent });
  expect(await holds(combobox(scope, 'State'), 'B')).toMatchObject({ locked: silent });
  expect(await holds(list('Profiles'), ['A'])).toMatchObject({ locked: silent });
  expect(await holds(checkbox(scope, 'PKCE'), true)).toMatchObject({ locked: silent });
});
