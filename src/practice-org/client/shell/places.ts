/** Addresses of the pages that the practice org has; all others lead to a page that says so. */
export const places = {
  home: '/lightning/setup/SetupOneHome/home',
  apps: '/lightning/setup/ManageExternalClientApplication/home',
  // guess [I]: facts 3.2, the address of the create form is not public.
  newApp: '/lightning/setup/ManageExternalClientApplication/create',
  app: (id: string) => `/lightning/setup/ManageExternalClientApplication/${id}/detail`,
  appManager: '/lightning/setup/NavigationMenus/home',
  users: '/lightning/setup/ManageUsers/home',
  classic: (path: string) => `/lightning/setup/ManageUsers/page?address=${encodeURIComponent(path)}`,
} as const;

/** Asks the shell to show another page without loading the document anew. */
export function goTo(source: EventTarget, path: string): void {
  source.dispatchEvent(new CustomEvent('goto', { detail: path, bubbles: true, composed: true }));
}
