import { type Browser, expect, type Page, test } from '@playwright/test';
import { OVERLAY_SIGNS } from '../../src/salesforce/overlays.ts';
import { knowSigns, signsOn } from '../../src/salesforce/signs.ts';
import { closeWindows } from '../support/browser.ts';

let browser: Browser;
let page: Page;
test.beforeAll(async ({ browser: ofWorker }) => {
  browser = ofWorker;
  await knowSigns();
  await knowSigns();
});
test.afterAll(() => closeWindows(browser));
test.beforeEach(async () => {
  page = await browser.newPage();
});
test.afterEach(() => page.close());

/** Puts each template's content into a shadow tree of its parent, as a component does. */
const OPEN_SHADOWS = `<script>(function open(tree) {
  for (const template of tree.querySelectorAll('template')) {
    const shadow = template.parentElement.attachShadow({ mode: 'open' });
    shadow.append(template.content);
    template.remove();
    open(shadow);
  }
})(document)</script>`;

async function found(html: string): Promise<number> {
  await page.setContent(`${html}${OPEN_SHADOWS}`);
  return signsOn(page, OVERLAY_SIGNS).count();
}

for (const [what, html] of [
  ['its text', '<button>Close</button>'],
  ['text in small letters, between blanks', '<button> \n close this window</button>'],
  ['text in pieces', '<button><b>Got</b> it</button>'],
  ['text in pieces with a break', '<button><b>Got</b><br><b>it</b></button>'],
  ['text over two lines', '<button>Remind me\n   later</button>'],
  ['text behind what is not seen', '<button>\u200bClose</button>'],
  ['text in pieces behind a drawing', '<button><svg><title>x</title></svg><i>Not</i> <i>now</i></button>'],
  ['a label', '<label for="a">Close</label><button id="a">x</button>'],
  ['a button that has no box of its own', '<button style="display: contents">Close</button>'],
  ['text for screen readers beside a drawing', '<button><svg></svg><span>Close</span></button>'],
  ['aria-label', '<button aria-label="Dismiss">x</button>'],
  ['title', '<button title="Close banner">x</button>'],
  ['its value', '<input type="submit" value="Accept all">'],
  ['the text of a picture', '<button><img alt="Close"></button>'],
  ['the picture that it is', '<input type="image" alt="Close">'],
  ['what names it elsewhere', '<span id="a">Close</span><button aria-labelledby="a">x</button>'],
  ['what names it and cannot be found', '<button aria-labelledby="a">x</button>'],
  ['a role', '<a role="button">Not now</a>'],
  ['text in a tree of its own', '<button><span><template>Close</template></span></button>'],
  ['text in a slot', '<div>Close<template><button><slot></slot></button></template></div>'],
  ['a tree of its own', '<div><template><p><button>Close</button></p></template></div>'],
  ['a tree in a tree', '<div><template><p><template><button>Close</button></template></p></template></div>'],
] as const) {
  test(`a button that may end an overlay is seen by ${what}`, async () => {
    expect(await found(html)).toBe(1);
  });
}

for (const [what, html] of [
  ['beside a toast', '<div class="slds-notify_toast"><button>Close</button></div><button>Close banner</button>'],
  [
    'in a toast, with a name that is not the toast’s own',
    '<lightning-toast><button>Not now</button></lightning-toast>',
  ],
] as const) {
  test(`a button ${what} is seen`, async () => {
    expect(await found(html)).toBe(1);
  });
}

test('a part of the page is seen in any tree of it', async () => {
  expect(await found('<a class="close-btn">x</a><div><template><a class="close-btn">x</a></template></div>')).toBe(2);
});

for (const [what, html] of [
  [
    'a button of another name',
    '<button>Create</button><button>Enclose</button><button aria-label="New"></button><button>Notes</button>',
  ],
  ['a button with a label', '<label for="a">Permitted Users</label><button id="a" role="combobox">All</button>'],
  ['a button that is named elsewhere', '<i id="a">Users</i><button aria-labelledby="a">All</button>'],
  ['text that is no button', '<p>Close</p><label>Accept</label><a href="#">Dismiss</a>'],
  ['a button that is not shown', '<button hidden>Close</button><button style="visibility: hidden">Close</button>'],
  ['a button in what is not shown', '<div style="display: none"><button>Close</button></div>'],
  ['the button of a toast', '<div class="slds-notify slds-notify_toast"><p><button>Close</button></p></div>'],
  ['the button of a toast of the older kind', '<div class="forceToastMessage"><button title="Close">x</button></div>'],
  [
    'the button of a toast that is a component',
    '<lightning-toast><template><div><button>Close</button></div></template></lightning-toast>',
  ],
  [
    'the button in the slot of a toast',
    '<div><button>Close</button><template><p class="slds-notify_toast"><slot></slot></p></template></div>',
  ],
] as const) {
  test(`${what} is no sign`, async () => {
    expect(await found(html)).toBe(0);
  });
}
