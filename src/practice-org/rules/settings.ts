import { isIPv4 } from 'node:net';
import { z } from 'zod';
import type { AppSettings, Catalogue, IpRange, OAuthSettings, Refusal } from '../shape.ts';
import type { PracticeState } from '../state.ts';
import { type Judged, missing, offered, verdict } from './judge.ts';

const ranges = z.array(z.strictObject({ start: z.string().trim(), end: z.string().trim() }));

const shape = z.strictObject({
  name: z.string().trim(),
  apiName: z.string().trim(),
  contactEmail: z.string().trim(),
  distributionState: z.string(),
  contactPhone: z.string().trim(),
  infoUrl: z.string().trim(),
  logoImageUrl: z.string().trim(),
  iconUrl: z.string().trim(),
  description: z.string().trim(),
  oauth: z
    .strictObject({
      callbackUrl: z.string().trim(),
      scopes: z.array(z.string()),
      ticked: z.array(z.string()),
      idTokenValidity: z.coerce.string(),
      idTokenAudiences: z.string().trim(),
      certificate: z.string(),
      refreshTokenRanges: ranges,
      trustedRanges: ranges,
    })
    .nullable(),
});

/** guess [I]: facts 3.2, that addresses are checked is seen, by which rule is not. */
const email = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const apiName = /^[A-Za-z](?:_?[A-Za-z0-9])*$/;
const callbackLimit = 2000;
const urlFields = ['infoUrl', 'logoImageUrl', 'iconUrl'] as const;

/** Settings as a form sends them, for a new app or for the app with this id: facts 3.2. What the page hides is not kept. */
export function judgeSettings(body: unknown, state: PracticeState, id?: string): Judged<AppSettings> {
  const parsed = shape.safeParse(body);
  if (!parsed.success) return { ok: false, refusals: [{ message: z.prettifyError(parsed.error) }] };
  const sent = parsed.data;
  const settings = { ...sent, oauth: sent.oauth && withoutHidden(sent.oauth, state.catalogue) };
  const others = state.apps.filter((app) => app.id !== id).map((app) => app.settings);
  const taken = (field: 'name' | 'apiName') =>
    others.some((other) => other[field].toLowerCase() === settings[field].toLowerCase());
  return verdict(settings, [
    settings.name === '' && { field: 'name', message: missing },
    taken('name') && { field: 'name', message: 'An external client app with this name already exists.' },
    settings.apiName === '' && { field: 'apiName', message: missing },
    settings.apiName !== '' &&
      !apiName.test(settings.apiName) && {
        field: 'apiName',
        message: 'The API name can contain only letters, digits, and single underscores, and must begin with a letter.',
      },
    taken('apiName') && { field: 'apiName', message: 'This API name is already in use.' },
    settings.contactEmail === '' && { field: 'contactEmail', message: missing },
    settings.contactEmail !== '' &&
      !email.test(settings.contactEmail) && { field: 'contactEmail', message: 'Enter a valid email address.' },
    !offered(state.catalogue.distributionStates, settings.distributionState) && {
      field: 'distributionState',
      message: missing,
    },
    ...urlFields.map(
      (field) => settings[field] !== '' && !isWebUrl(settings[field]) && { field, message: 'Enter a valid URL.' },
    ),
    ...(settings.oauth ? oauthRefusals(settings.oauth, state.catalogue) : []),
  ]);
}

function withoutHidden(oauth: OAuthSettings, { appOptions, flows, security, wording }: Catalogue): OAuthSettings {
  const hidden = [...appOptions, ...flows, ...security].filter(({ under }) => under && !oauth.ticked.includes(under));
  const configuresIdToken = oauth.ticked.includes('configureIdToken');
  return {
    ...oauth,
    ticked: oauth.ticked.filter((value) => !offered(hidden, value)),
    idTokenValidity: configuresIdToken ? oauth.idTokenValidity : '',
    idTokenAudiences: configuresIdToken ? oauth.idTokenAudiences : '',
    certificate: oauth.ticked.includes('jwtBearerFlow') ? oauth.certificate : '',
    refreshTokenRanges: wording.ipCards ? oauth.refreshTokenRanges : [],
    trustedRanges: wording.ipCards ? oauth.trustedRanges : [],
  };
}

function oauthRefusals(oauth: OAuthSettings, catalogue: Catalogue): Array<Refusal | false> {
  const urls = oauth.callbackUrl.split('\n').map((line) => line.trim());
  const ticks = [...catalogue.appOptions, ...catalogue.flows, ...catalogue.security];
  const isTicked = (value: string) => oauth.ticked.includes(value);
  return [
    oauth.callbackUrl === '' && { field: 'callbackUrl', message: missing },
    oauth.callbackUrl !== '' &&
      !urls.every(isCallback) && {
        field: 'callbackUrl',
        message: 'Enter a valid callback URL: https, a custom scheme, or http for localhost.',
      },
    oauth.callbackUrl.length > callbackLimit && {
      field: 'callbackUrl',
      message: 'Callback URLs are limited to 2000 characters.',
    },
    oauth.scopes.length === 0 && { field: 'scopes', message: missing },
    !oauth.scopes.every((scope) => offered(catalogue.scopes, scope)) && {
      field: 'scopes',
      message: 'Select scopes from the list.',
    },
    !oauth.ticked.every((value) => offered(ticks, value)) && {
      message: 'A setting was sent that this org does not offer.',
    },
    ticks.some(({ value, locked }) => locked && !isTicked(value)) && {
      message: 'To change this required setting, contact Support.',
    },
    isTicked('configureIdToken') &&
      !isWholeNumber(oauth.idTokenValidity) && {
        field: 'idTokenValidity',
        message: 'Enter a whole number above 0.',
      },
    isTicked('jwtBearerFlow') && oauth.certificate === '' && { field: 'certificate', message: missing },
    ...(['refreshTokenRanges', 'trustedRanges'] as const).map(
      (field) =>
        !oauth[field].every(isRange) && {
          field,
          message: 'Enter IPv4 addresses; a range ends at or after the address it starts with.',
        },
    ),
  ];
}

function isCallback(line: string): boolean {
  if (!URL.canParse(line)) return false;
  const { protocol, hostname } = new URL(line);
  return protocol === 'http:'
    ? hostname === 'localhost' || hostname === '127.0.0.1'
    : !['javascript:', 'data:', 'ftp:'].includes(protocol);
}

export function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

export function isWholeNumber(text: string): boolean {
  return /^[1-9]\d*$/.test(text);
}

function isRange({ start, end }: IpRange): boolean {
  return isIPv4(start) && isIPv4(end) && asNumber(start) <= asNumber(end);
}

function asNumber(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
