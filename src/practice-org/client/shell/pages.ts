import { createElement, type LightningElement } from 'lwc';
import type { VisitedPage } from '../../conditions/visit.ts';
import AppCreate from '../modules/setup/appCreate/appCreate.ts';
import AppDetail from '../modules/setup/appDetail/appDetail.ts';
import AppList from '../modules/setup/appList/appList.ts';
import OrgSettings from '../modules/setup/orgSettings/orgSettings.ts';
import { classicFrame, usersFrame } from './classic-frame.ts';
import { appManagerPage, classicPage, homePage, missingPage, objectManagerPage } from './plain-pages.ts';

interface Page {
  readonly title: string;
  /** What faults know it as. */
  readonly visited: VisitedPage;
  /** Whether it has forms, which draw themselves again. */
  readonly hasForms?: boolean;
  build(): Promise<HTMLElement>;
}

type PageMaker = (url: URL, part: string) => Page;

const manager = 'External Client App Manager';

const table: ReadonlyArray<readonly [address: RegExp, make: PageMaker]> = [
  [
    /^\/lightning\/setup\/SetupOneHome\/home$/,
    () => ({ title: 'Home', visited: 'setup', build: async () => homePage() }),
  ],
  [
    /^\/lightning\/setup\/ManageExternalClientApplication\/(?:home|list)$/,
    () => ({ title: manager, visited: 'list', build: async () => component('setup-app-list', AppList) }),
  ],
  [
    /^\/lightning\/setup\/ManageExternalClientApplication\/create$/,
    () => ({
      title: manager,
      visited: 'create',
      hasForms: true,
      build: async () => component('setup-app-create', AppCreate),
    }),
  ],
  [
    /^\/lightning\/setup\/ManageExternalClientApplication\/(0xI\w{12})\/detail$/,
    (_url, appId) => ({
      title: 'Manage External Client Apps',
      visited: 'app',
      hasForms: true,
      build: async () => Object.assign(component('setup-app-detail', AppDetail), { appId }),
    }),
  ],
  [
    /^\/lightning\/setup\/ExternalClientApplicationSettings\/home$/,
    () => ({
      title: 'External Client App Settings',
      visited: 'setup',
      build: async () => component('setup-org-settings', OrgSettings),
    }),
  ],
  [
    /^\/lightning\/setup\/ManageUsers\/home$/,
    () => ({ title: 'Users', visited: 'users', build: async () => classicPage('Users', usersFrame()) }),
  ],
  [
    /^\/lightning\/setup\/ManageUsers\/page$/,
    (url) => ({
      title: 'Users',
      visited: 'users',
      build: async () => classicPage('Users', classicFrame(url.searchParams.get('address') ?? '')),
    }),
  ],
  [
    /^\/lightning\/setup\/NavigationMenus\/home$/,
    () => ({ title: 'Lightning Experience App Manager', visited: 'setup', build: async () => appManagerPage() }),
  ],
  [
    /^\/lightning\/setup\/ObjectManager\/home$/,
    () => ({ title: 'Object Manager', visited: 'setup', build: async () => objectManagerPage() }),
  ],
];

/** The page at an address, after facts 2 [P/C]. */
export function pageFor(url: URL): Page {
  for (const [address, make] of table) {
    const match = address.exec(url.pathname);
    if (match) return make(url, match[1] ?? '');
  }
  return { title: 'Setup', visited: 'setup', build: async () => missingPage() };
}

function component(tag: string, is: new () => LightningElement): HTMLElement {
  return createElement(tag, { is: is as Parameters<typeof createElement>[1]['is'] }) as HTMLElement;
}
