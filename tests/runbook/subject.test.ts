import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { runbookNamed } from '../../src/cli/runbooks.ts';
import { type Definition, runbook } from '../../src/runbook/runbook.ts';

const inputs = z.object({ name: z.string().default('Document AI') });
const definition: Definition<typeof inputs, object> = {
  id: 'a-runbook',
  title: 'A runbook',
  version: '1',
  summary: 'Nothing.',
  product: { name: 'None', pages: () => ({}), signIn: () => Promise.reject(new Error('nowhere')) },
  guide: { title: 'A guide', source: 'nowhere', items: [] },
  inputs,
  ready: async () => undefined,
  sections: () => [],
};

test('what a run has for itself is what its runbook says, by its whole inputs, else all of that runbook', () => {
  expect(runbook(definition).subject({})).toEqual({ words: 'the runbook a-runbook' });
  const named = runbook({ ...definition, subject: ({ name }) => ({ words: `the thing ${name}`, names: [name] }) });
  expect(named.subject({})).toEqual({ words: 'the thing Document AI', names: ['Document AI'] });
  expect(named.subject({ name: 'other' })).toMatchObject({ names: ['other'] });
});

test('a run that creates an app has the app of that name for itself', async () => {
  const { subject } = await runbookNamed('external-client-app');
  expect(subject({ appName: 'Document AI', contactEmail: 'ops@acme.example' })).toEqual({
    words: 'the app "Document AI"',
    names: ['Document AI', 'Document_AI'],
  });
});
