import { expect, test } from '@playwright/test';
import runbook from '../../runbooks/external-client-app/runbook.ts';
import { onPaper } from '../../src/cli/on-paper.ts';
import type { SectionDone } from '../../src/runbook/undo.ts';
import { settingsOf } from './on-paper.ts';

const NOTHING: SectionDone = { kept: false, was: new Map() };
const INPUTS = { contactEmail: 'ops@acme.example', appName: 'Document AI' };
const kept = (was: Readonly<Record<string, unknown>> = {}): SectionDone => ({
  kept: true,
  was: new Map(Object.entries(was)),
});

/** The sections that take back a run which did this in its sections. */
function undoing(did: Readonly<Record<string, SectionDone>>) {
  const seen = { since: new Date(0), mayHaveMade: () => false };
  const earlier = { id: 'run-1', org: '00D1', ...seen, of: (title: string) => did[title] ?? NOTHING };
  return (
    runbook.undo?.(INPUTS, onPaper({ url: 'https://acme.my.salesforce.com', username: 'a@b.example' }), earlier) ?? []
  );
}

test('the sections that are undone are those of the runbook, by their titles', () => {
  const titles = runbook
    .sections(INPUTS, onPaper({ url: 'https://acme.my.salesforce.com', username: 'a@b.example' }))
    .map(({ title }) => title);
  const undone = titles.filter((title) => undoing({ [title]: kept() }).length > 0);
  expect(undone).toEqual(['Create the app', 'Bring its settings in line', 'Set the policies']);
});

test('a run that kept nothing leaves nothing to undo, whatever it had typed', () => {
  expect(undoing({})).toEqual([]);
  const typed = { kept: false, was: new Map([['Contact Email', 'old@acme.example']]) };
  expect(undoing({ 'Bring its settings in line': typed })).toEqual([]);
});

test('a run that created the app is undone by deleting it, and by nothing else', () => {
  const sections = undoing({ 'Create the app': kept(), 'Set the policies': kept({ 'Permitted Users': 'All' }) });
  expect(sections.map(({ title }) => title)).toEqual(['Delete the app']);
  const last = sections[0]?.steps.at(-1)?.move;
  expect(last).toMatchObject({ keeps: true, tells: { verb: 'press', what: 'Delete', confirms: true } });
});

test('what was changed is put back, the last change first, and no other field is set', () => {
  const sections = undoing({
    'Bring its settings in line': kept({
      'Contact Email': 'old@acme.example',
      'OAuth Scopes': { exactly: ['A (api)'] },
    }),
    'Set the policies': kept({ 'Run As (Username)': 'hugo@acme.example' }),
  });
  expect(sections.map(({ title }) => title)).toEqual(['Put the policies back', 'Put the settings back']);
  expect(sections.map(({ steps }) => settingsOf(steps))).toEqual([
    { 'Run As (Username)': 'hugo@acme.example' },
    { 'Contact Email': 'old@acme.example', 'OAuth Scopes': 'A (api) and no others' },
  ]);
});

test('OAuth that was enabled for an app stays enabled, with what it has, and that is said', () => {
  const did = {
    'Bring its settings in line': kept({
      'Enable OAuth': false,
      'Contact Email': 'old@acme.example',
      'Callback URL': { exactly: [] },
    }),
  };
  expect(undoing(did).map(({ steps }) => settingsOf(steps))).toEqual([{ 'Contact Email': 'old@acme.example' }]);
  const earlier = (of: Readonly<Record<string, SectionDone>>) => ({
    ...{ id: 'run-1', org: '00D1', since: new Date(0), mayHaveMade: () => false },
    of: (title: string) => of[title] ?? NOTHING,
  });
  expect(runbook.undoLeaves?.(earlier(did))).toEqual([expect.stringMatching(/^Not undone: OAuth was enabled/)]);
  // One that the run created goes with its OAuth.
  expect(runbook.undoLeaves?.(earlier({ ...did, 'Create the app': kept() }))).toEqual([]);
});

test('a field that another takes from the page is put back before it, and is not missed afterwards', () => {
  const [policies] = undoing({
    'Set the policies': kept({
      'Permitted Users': 'All users can self-authorize',
      'Select Profiles': { exactly: [] },
      'Enable Client Credentials Flow': false,
      'Run As (Username)': '',
    }),
  });
  const set = (policies?.steps ?? []).map(({ move }) => move).filter(({ tells }) => tells.verb === 'set');
  expect(set.map(({ tells: { what }, mayVanish = false }) => [what, mayVanish])).toEqual([
    ['Select Profiles', true],
    ['Permitted Users', false],
    ['Run As (Username)', true],
    ['Enable Client Credentials Flow', true],
  ]);
});

test('what the journal kept in another form is refused, not guessed', () => {
  expect(() => undoing({ 'Bring its settings in line': kept({ 'OAuth Scopes': 'api' }) })).toThrow(
    expect.objectContaining({ kind: 'evidence', message: expect.stringContaining('What OAuth Scopes was') }),
  );
});
