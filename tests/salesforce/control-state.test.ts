import { type Browser, expect, type Page, test } from '@playwright/test';
import { type ControlState, stateOf } from '../../src/salesforce/fields/control-state.ts';
import { closeWindows } from '../support/browser.ts';

let browser: Browser;
let page: Page;
test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
  page = await browser.newPage();
});
test.afterAll(() => closeWindows(browser));

const CONTROLS: ReadonlyArray<readonly [what: string, html: string, shows: Partial<ControlState>]> = [
  ['text that was typed', '<input id="x" value="ops@acme.example">', { value: 'ops@acme.example', disabled: false }],
  ['lines', '<textarea id="x">one\ntwo</textarea>', { value: 'one\ntwo' }],
  ['an option that was chosen', '<select id="x"><option>a<option selected>b</select>', { value: 'b' }],
  [
    'the text of a button that stands for a choice',
    '<button id="x" role="combobox">All users</button>',
    { value: 'All users' },
  ],
  ['a tick', '<input id="x" type="checkbox" checked>', { ticked: true, readOnly: false }],
  ['no tick', '<input id="x" type="checkbox">', { ticked: false }],
  ['a tick that is drawn', '<span id="x" role="checkbox" aria-checked="true"></span>', { ticked: true }],
  ['that it is read-only', '<input id="x" readonly>', { readOnly: true, disabled: false }],
  ['that it is said to be read-only', '<div id="x" role="listbox" aria-readonly="true"></div>', { readOnly: true }],
  ['that it is disabled', '<input id="x" disabled>', { disabled: true }],
  ['that it is disabled with others', '<fieldset disabled><input id="x"></fieldset>', { disabled: true }],
  ['that it is said to be disabled', '<div id="x" role="listbox" aria-disabled="true"></div>', { disabled: true }],
  [
    'that it is said not to be',
    '<div aria-disabled="true"><p id="x" aria-disabled="false"></p></div>',
    { disabled: false },
  ],
  ['that what holds it is said to be', '<div aria-disabled="true"><p><input id="x"></p></div>', { disabled: true }],
];

for (const [what, html, shows] of CONTROLS) {
  test(`a control shows ${what}`, async () => {
    await page.setContent(html);
    expect(await stateOf(page.locator('#x'))).toMatchObject(shows);
  });
}

test('a control in a tree of its own is disabled by what holds that tree', async () => {
  await page.setContent('<section aria-disabled="true"><div></div></section>');
  await page.locator('div').evaluate((host) => {
    host.attachShadow({ mode: 'open' }).innerHTML = '<input id="x">';
  });
  expect(await stateOf(page.locator('#x'))).toMatchObject({ disabled: true });
});

test('a control that is not there is told apart from several of one name', async () => {
  await page.setContent('<input class="y"><input class="y">');
  expect(await stateOf(page.locator('#x'))).toBeUndefined();
  await expect(stateOf(page.locator('.y'))).rejects.toThrow('strict mode violation: 2 controls of this name');
});
