import { z } from 'zod';
import type { Surroundings } from '../../src/runbook/ports.ts';
import { extraStep, type Section, section } from '../../src/runbook/runbook.ts';
import { type EarlierRun, unlessMovedOn, untouchedSince } from '../../src/runbook/undo.ts';
import { open, press } from '../../src/runbook/verbs.ts';
import type { Settings } from '../../src/salesforce/app.ts';
import { namesOfApp } from '../../src/salesforce/app-names.ts';
import { auditTrail } from '../../src/salesforce/audit-trail.ts';
import { type Want, wants } from '../../src/salesforce/compare.ts';
import { letsEverybodyIn, type Policies, SELF_AUTHORIZE } from '../../src/salesforce/policies.ts';
import type { SalesforcePages } from '../../src/salesforce/product.ts';
import { type PutBack, putBack } from '../../src/salesforce/put-back.ts';
import type { inputs as schema } from './inputs.ts';
import { CREATE, POLICIES, SETTINGS } from './titles.ts';
import { caresForPermissionSets, wantedPolicies, wantedSettings } from './wanted.ts';

/** The shapes of what the journal keeps of a field. */
const text = z.string();
const tick = z.boolean();
const exactly = z.object({ exactly: z.array(z.string()) });

interface Undo extends SalesforcePages {
  readonly inputs: z.output<typeof schema>;
  readonly run: Surroundings;
  readonly earlier: EarlierRun;
}

/** Deletes the app where the earlier run created it; else puts back what it changed of its policies and settings. */
export function undo({ manager, app: appNamed, inputs, run, earlier }: Undo): readonly Section[] {
  const app = appNamed(inputs.appName);
  const settings = settingsOf(earlier, inputs);
  const policies = policiesOf(earlier, inputs);
  // By that name there may be another app by now. A run that died before it saw its app does not know its id.
  const { subjectId } = earlier.of(CREATE);
  const same = subjectId === undefined ? [] : [app.isTheOne(subjectId)];
  const leftSettings = app.hasSettings((kept) => wantsOf(settings(kept), 'asLeft'));
  const leftPolicies = app.isGovernedBy((kept) => wantsOf(policies(kept), 'asLeft'));
  if (earlier.of(CREATE).kept) {
    const { kept: saved, left } = earlier.of(POLICIES);
    // Its app had none: what has some by now serves somebody.
    const noPermissionSets = (kept: Policies) =>
      caresForPermissionSets(inputs) ? [] : [wants(kept.permissionSets, NONE, { mayVanish: true })];
    const leftAlone = app.isGovernedBy((kept) => [...wantsOf(policies(kept), 'asLeft'), ...noPermissionSets(kept)]);
    // Where it died as it saved them, nobody knows how it left the others.
    const policiesLeft = left ? leftAlone : app.isGovernedBy(saved ? noPermissionSets : asMade);
    // What goes with the app is more than what the runbook looks at.
    const untouched = untouchedSince(earlier, {
      names: [...namesOfApp(inputs.appName), ...(subjectId === undefined ? [] : [subjectId])],
      read: (span) => auditTrail(run, span),
      notice: run.notice,
    });
    const row = manager.row(inputs.appName);
    return [
      section('Delete the app', {
        beyondGuide: true,
        settled: unlessMovedOn(app.isGone, [...same, leftSettings, policiesLeft], untouched),
        steps: [
          extraStep('Open the list of apps', open(manager)),
          extraStep('Open the actions of the app', press(row.actions, { opens: row.menu })),
          extraStep('Delete the app', press(row.delete, { opens: row.gone, confirms: row.confirmDelete, keeps: true })),
        ],
      }),
    ];
  }
  return [
    ...(earlier.of(POLICIES).kept
      ? [
          section('Put the policies back', {
            beyondGuide: true,
            settled: unlessMovedOn(
              app.isGovernedBy((kept) => wantsOf(policies(kept), 'asBefore')),
              [...same, leftPolicies],
            ),
            steps: [
              extraStep('Open the app', open(app)),
              extraStep('Open its policies', press(app.policiesTab, { opens: app.policies })),
              ...stepsOf(app.policies, 'policies', policies(app.policies)),
            ],
          }),
        ]
      : []),
    ...(earlier.of(SETTINGS).kept
      ? [
          section('Put the settings back', {
            beyondGuide: true,
            settled: unlessMovedOn(
              app.hasSettings((kept) => wantsOf(settings(kept), 'asBefore')),
              [...same, leftSettings],
            ),
            steps: [
              extraStep('Open the app', open(app)),
              extraStep('Open its settings', press(app.settingsTab, { opens: app.settings })),
              ...stepsOf(app.settings, 'settings', settings(app.settings)),
            ],
          }),
        ]
      : []),
  ];
}

const NONE = { exactly: [] };

/** The policies of an app that was just made: everybody may, and the tick is off whatever its settings say (facts 0.2 [C, V], 4.2 [S]). */
function asMade(kept: Policies): readonly Want[] {
  return [
    wants(kept.permittedUsers, SELF_AUTHORIZE),
    wants(kept.profiles, NONE, { mayVanish: true }),
    wants(kept.permissionSets, NONE, { mayVanish: true }),
    wants(kept.clientCredentialsFlow, false, { mayVanish: true }),
  ];
}

function settingsOf(earlier: EarlierRun, inputs: Undo['inputs']): (kept: Settings) => readonly PutBack[] {
  const done = earlier.of(SETTINGS);
  // What was made by the inputs has what they ask for and nothing else.
  const alone = earlier.of(CREATE).kept;
  return (kept) => {
    const known = { done, asked: wantedSettings(kept, inputs, { alone }) };
    const ofOauth = [
      putBack(kept.callbackUrl, { shape: exactly, ...known }),
      putBack(kept.scopes, { shape: exactly, ...known }),
      putBack(kept.clientCredentialsFlow, { shape: tick, ...known }),
      putBack(kept.secretForWebServerFlow, { shape: tick, ...known }),
      putBack(kept.secretForRefreshTokenFlow, { shape: tick, ...known }),
      putBack(kept.pkce, { shape: tick, ...known }),
    ];
    return [
      putBack(kept.contactEmail, { shape: text, ...known }),
      // Of an app that had no OAuth there is nothing to go back to: what the form showed then was nobody's.
      ...(hasEnabledOauth(earlier) ? ofOauth.map(({ label, asLeft }) => ({ label, asLeft })) : ofOauth),
    ];
  };
}

function hasEnabledOauth(earlier: EarlierRun): boolean {
  return !earlier.of(CREATE).kept && earlier.of(SETTINGS).was.get('Enable OAuth') === false;
}

/** What disabling OAuth does to the key and secret of an app is not public (facts 11.2), so that it is left to a person. */
export function undoLeaves(earlier: EarlierRun): readonly string[] {
  if (!earlier.of(SETTINGS).kept || !hasEnabledOauth(earlier)) return [];
  return ['Not undone: OAuth was enabled for the app. Press Disable OAuth in its Settings where nobody uses it.'];
}

/** In this order: a field is put back before the one that takes it from the page (facts 4.2, 11.3: not all is public). */
function policiesOf(earlier: EarlierRun, inputs: Undo['inputs']): (kept: Policies) => readonly PutBack[] {
  const done = earlier.of(POLICIES);
  return (kept) => {
    const known = { done, asked: wantedPolicies(kept, inputs) };
    const permitted = text.safeParse(done.was.get(kept.permittedUsers.label));
    const forAll = permitted.success && letsEverybodyIn(permitted.data);
    const withoutFlow = done.was.get(kept.clientCredentialsFlow.label) === false;
    return [
      putBack(kept.profiles, { shape: exactly, ...known, mayVanish: forAll }),
      putBack(kept.permissionSets, { shape: exactly, ...known, mayVanish: forAll }),
      putBack(kept.permittedUsers, { shape: text, ...known }),
      putBack(kept.runAs, { shape: text, ...known, mayVanish: withoutFlow }),
      // Without the tick in the settings the policies do not offer it (facts 0.2 [C, V]).
      putBack(kept.clientCredentialsFlow, { shape: tick, ...known, mayVanish: withoutFlow }),
    ];
  };
}

function wantsOf(fields: readonly PutBack[], which: 'asLeft' | 'asBefore'): readonly Want[] {
  return fields.flatMap((field) => field[which] ?? []);
}

/** Edits, sets what was changed, and saves. */
function stepsOf(part: Settings | Policies, name: string, fields: readonly PutBack[]): Section['steps'] {
  return [
    extraStep(`Edit the ${name}`, press(part.edit, { opens: part.editing })),
    extraStep(`Unfold ${part.oauth.header.label}`, press(part.oauth.header, { opens: part.oauth.unfolded })),
    ...fields.flatMap(({ label, move }) => (move ? [extraStep(`Put back: ${label}`, move)] : [])),
    extraStep(`Save the ${name}`, press(part.save, { opens: part.saved, keeps: true })),
  ];
}
