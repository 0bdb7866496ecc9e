import type { AppDetail, AppPage, AppPolicies, AppSettings, Catalogue, OrgSettings, Refusal } from '../shape.ts';
import { nothingChanged } from './shell/unsaved.ts';

/** What came back from the server: the value asked for, or why the form was refused. */
export type Answer<T> = { ok: true; value: T } | { ok: false; refusals: Refusal[] };

/** guess [I]: facts 11.5, what the pages say where the server fails or cannot be reached is not public. */
const failed: Refusal = { message: 'Something went wrong. Refresh the page and try again.' };

async function ask<T>(path: string, init?: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(`/setup-api${path}`, init);
    if (response.status === 401) {
      // The session is over: the server leads to the login page and back here.
      window.location.reload();
      return new Promise(() => {});
    }
    const body: unknown = await response.json();
    if (response.ok) return { ok: true, value: body as T };
    return { ok: false, refusals: (body as { refusals: Refusal[] }).refusals };
  } catch {
    return { ok: false, refusals: [failed] };
  }
}

async function send<T>(method: string, path: string, body: unknown): Promise<Answer<T>> {
  const headers = { 'content-type': 'application/json' };
  const answer = await ask<T>(path, { method, headers, body: JSON.stringify(body) });
  if (answer.ok) nothingChanged();
  return answer;
}

/** The requests of the Setup pages, in one place. */
export const server = {
  catalogue: () => ask<Catalogue>('/catalogue'),
  apps: (from: number) => ask<AppPage>(`/apps?from=${from}`),
  app: (id: string) => ask<AppDetail>(`/apps/${id}`),
  create: (settings: AppSettings) => send<AppDetail>('POST', '/apps', settings),
  saveSettings: (id: string, settings: AppSettings) => send<AppDetail>('PUT', `/apps/${id}/settings`, settings),
  savePolicies: (id: string, policies: AppPolicies) => send<AppDetail>('PUT', `/apps/${id}/policies`, policies),
  savePackageDefaults: (id: string, policies: AppPolicies) =>
    send<AppDetail>('PUT', `/apps/${id}/package-defaults`, policies),
  setStatus: (id: string, status: string) => send<AppDetail>('PUT', `/apps/${id}/status`, { status }),
  remove: (id: string) => ask<object>(`/apps/${id}`, { method: 'DELETE' }),
  orgSettings: () => ask<OrgSettings>('/org-settings'),
  saveOrgSettings: (change: Partial<OrgSettings>) => send<OrgSettings>('PUT', '/org-settings', change),
};
