import type { z } from 'zod';
import type { Settings } from '../../src/salesforce/app.ts';
import { type Want, wants } from '../../src/salesforce/compare.ts';
import type { Choice } from '../../src/salesforce/fields/dual-list.ts';
import type { Policies } from '../../src/salesforce/policies.ts';
import type { inputs as schema } from './inputs.ts';

type Inputs = z.output<typeof schema>;

/** What is asked of a list: at least these, or these alone, as the inputs say of extras. */
export function chosen({ extras }: Inputs, names: readonly string[]): Exclude<Choice, 'all'> {
  return extras === 'remove' ? { exactly: names } : names;
}

/** The OAuth scopes that are asked for. */
export function wantedScopes(inputs: Inputs): Choice {
  return inputs.scopes === 'all' ? 'all' : chosen(inputs, inputs.scopes);
}

/** What the inputs ask of the settings of an app. @param alone set where nothing beyond it is as good */
export function wantedSettings(kept: Settings, inputs: Inputs, { alone = false } = {}): readonly Want[] {
  const { security } = inputs;
  return [
    wants(kept.contactEmail, inputs.contactEmail),
    wants(kept.enableOauth, true),
    wants(kept.callbackUrl, alone ? { exactly: inputs.callbackUrls } : inputs.callbackUrls),
    wants(kept.scopes, wantedScopes(alone ? { ...inputs, extras: 'remove' } : inputs)),
    wants(kept.clientCredentialsFlow, inputs.flows.clientCredentials),
    wants(kept.secretForWebServerFlow, security.secretForWebServerFlow),
    wants(kept.secretForRefreshTokenFlow, security.secretForRefreshTokenFlow),
    wants(kept.pkce, security.pkce),
  ];
}

/** Permission sets are looked at only where the inputs say something of them. */
export function caresForPermissionSets({ permissionSets, extras }: Inputs): boolean {
  return permissionSets.length > 0 || extras === 'remove';
}

/** What the inputs ask of the policies of an app, but for the user that it runs as, who has to be looked up. */
export function wantedPolicies(kept: Policies, inputs: Inputs): readonly Want[] {
  return [
    wants(kept.permittedUsers, inputs.permittedUsers),
    wants(kept.profiles, chosen(inputs, inputs.profiles)),
    ...(caresForPermissionSets(inputs) ? [wants(kept.permissionSets, chosen(inputs, inputs.permissionSets))] : []),
    wants(kept.clientCredentialsFlow, inputs.flows.clientCredentials),
  ];
}
