import { createElement, type LightningElement } from 'lwc';
import AppCreate from '../modules/setup/appCreate/appCreate.ts';
import AppDetail from '../modules/setup/appDetail/appDetail.ts';
import AppList from '../modules/setup/appList/appList.ts';
import { classicFrame } from './classic-frame.ts';
import { homePage, missingPage } from './plain-pages.ts';

interface Page {
  /** Two addresses with the same key show the same content. */
  readonly key: string;
  readonly title: string;
  build(): Promise<HTMLElement>;
}

type PageMaker = (url: URL, part: string) => Omit<Page, 'key'>;

const allUsersAddress = '/005?isUserEntityOverride=1';

const table: ReadonlyArray<readonly [address: RegExp, make: PageMaker]> = [
  [/^\/lightning\/setup\/SetupOneHome\/home$/, () => ({ title: 'Home', build: async () => homePage() })],
  [
    /^\/lightning\/setup\/ManageExternalClientApplication\/(?:home|list)$/,
    () => ({ title: 'External Client App Manager', build: async () => component('setup-app-list', AppList) }),
  ],
  [
    /^\/lightning\/setup\/ManageExternalClientApplication\/create$/,
    () => ({ title: 'External Client App Manager', build: async () => component('setup-app-create', AppCreate) }),
  ],
  [
    /^\/lightning\/setup\/ManageExternalClientApplication\/(0xI\w{12})\/detail$/,
    (_url, appId) => ({
      title: 'Manage External Client Apps',
      build: async () => Object.assign(component('setup-app-detail', AppDetail), { appId }),
    }),
  ],
  [/^\/lightning\/setup\/ManageUsers\/home$/, () => ({ title: 'Users', build: () => classicFrame(allUsersAddress) })],
  [
    /^\/lightning\/setup\/ManageUsers\/page$/,
    (url) => ({ title: 'Users', build: () => classicFrame(url.searchParams.get('address') ?? allUsersAddress) }),
  ],
];

/** The page at an address, after facts 2 [P/C]. */
export function pageFor(url: URL): Page {
  const key = url.pathname + url.search;
  for (const [address, make] of table) {
    const match = address.exec(url.pathname);
    if (match) return { key, ...make(url, match[1] ?? '') };
  }
  return { key, title: 'Setup', build: async () => missingPage() };
}

function component(tag: string, is: new () => LightningElement): HTMLElement {
  return createElement(tag, { is: is as Parameters<typeof createElement>[1]['is'] }) as HTMLElement;
}
