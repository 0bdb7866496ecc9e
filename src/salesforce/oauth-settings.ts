import type { Field } from '../runbook/field.ts';
import { checkbox } from './fields/checkbox.ts';
import { type Choice, dualList, type TwoLists } from './fields/dual-list.ts';
import { labelled, type Scope } from './fields/scope.ts';
import { type Lines, linesField } from './fields/text.ts';

/** The OAuth settings of an app: the same fields in the form that creates it and on its Settings tab (facts 3.2, 4.4 [S]). */
export interface OauthSettings {
  readonly enableOauth: Field<boolean>;
  readonly callbackUrl: Field<Lines, string>;
  readonly scopes: Field<Choice, TwoLists>;
  readonly clientCredentialsFlow: Field<boolean>;
  readonly secretForWebServerFlow: Field<boolean>;
  readonly secretForRefreshTokenFlow: Field<boolean>;
  readonly pkce: Field<boolean>;
}

export function oauthSettings(scope: Scope): OauthSettings {
  return {
    enableOauth: checkbox(scope, 'Enable OAuth'),
    callbackUrl: linesField(scope, labelled('Callback URL', /Callback URLs?( \(.+\))?/)),
    scopes: dualList(
      scope,
      { label: 'OAuth Scopes', available: 'Available OAuth Scopes', selected: 'Selected OAuth Scopes' },
      isScope,
    ),
    clientCredentialsFlow: checkbox(scope, 'Enable Client Credentials Flow', { confirms: true }),
    secretForWebServerFlow: checkbox(
      scope,
      labelled('Require secret for Web Server Flow', /Require secret for (the )?Web Server Flow\b.*/),
    ),
    secretForRefreshTokenFlow: checkbox(
      scope,
      labelled('Require secret for Refresh Token Flow', /Require secret for (the )?Refresh Token Flow\b.*/),
    ),
    pkce: checkbox(
      scope,
      labelled(
        'Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows',
        /Require Proof Key for Code Exchange\b.*/,
      ),
    ),
  };
}

/** Scopes are told by the token in their last parentheses; their prose is renamed from time to time (facts 3.3). One that was found is known by all of it. */
function isScope(option: string, wanted: string): boolean {
  if (option === wanted) return true;
  const tokens = /\(([^()]*)\)\s*$/.exec(option)?.[1] ?? '';
  return tokens.split(',').some((token) => token.trim() === wanted);
}
