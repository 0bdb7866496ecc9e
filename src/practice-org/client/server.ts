import type { AppDetail, AppPolicies, AppRow, AppSettings, Catalogue, Refusal } from '../shape.ts';

/** What came back from the server: the value asked for, or why the form was refused. */
export type Answer<T> = { ok: true; value: T } | { ok: false; refusals: Refusal[] };

async function ask<T>(path: string, init?: RequestInit): Promise<Answer<T>> {
  const response = await fetch(`/setup-api${path}`, init);
  if (response.status === 401) {
    // The session is over: the server leads to the login page and back here.
    window.location.reload();
    return new Promise(() => {});
  }
  const body: unknown = await response.json();
  if (response.ok) return { ok: true, value: body as T };
  return { ok: false, refusals: (body as { refusals: Refusal[] }).refusals };
}

function send<T>(method: string, path: string, body: unknown): Promise<Answer<T>> {
  return ask(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

/** The requests of the Setup pages, in one place. */
export const server = {
  catalogue: () => ask<Catalogue>('/catalogue'),
  apps: () => ask<AppRow[]>('/apps'),
  app: (id: string) => ask<AppDetail>(`/apps/${id}`),
  create: (settings: AppSettings) => send<AppDetail>('POST', '/apps', settings),
  saveSettings: (id: string, settings: AppSettings) => send<AppDetail>('PUT', `/apps/${id}/settings`, settings),
  savePolicies: (id: string, policies: AppPolicies) => send<AppDetail>('PUT', `/apps/${id}/policies`, policies),
  setStatus: (id: string, status: string) => send<AppDetail>('PUT', `/apps/${id}/status`, { status }),
};
