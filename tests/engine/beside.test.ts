import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import type { AuditTrail } from '../../src/runbook/audit.ts';
import { type Section, section, step } from '../../src/runbook/runbook.ts';
import { no, switchOff, told, yes } from './stage.ts';

const noScreen = () => undefined as never;

/** What was asked, in its order. */
let done: string[];
test.beforeEach(() => {
  done = [];
});

/** A section that is looked at on a page; one that is not as wanted gets its switch pressed. */
function onPage(title: string, { isSo }: { isSo: boolean }): Section {
  const move = switchOff();
  const settled = {
    check: async () => {
      await pause(5);
      done.push(title);
      return isSo || move.presses > 0 ? yes : no;
    },
    screen: noScreen,
  };
  return section(title, { settled, steps: [step(1, `press in ${title}`, move)] });
}

const sink = section('Sink', {
  settled: {
    check: async () => {
      done.push('Sink asked');
      return yes;
    },
  },
  steps: [step(2, 'hand over', switchOff())],
});

const proof = (isSo: boolean) =>
  section('Proof', {
    settled: {
      check: async () => {
        await pause(5);
        done.push('Proof');
        return isSo ? yes : no;
      },
    },
    steps: [step(3, 'prove', switchOff())],
  });

const auditTrail = async (): Promise<AuditTrail> => {
  done.push('trail asked');
  return { from: '2026-11-23T08:59:00.000Z', to: `2026-11-23T09:0${done.length}:00.000Z`, rows: [] };
};

test('a run that finds the first page as wanted asks what needs no page beside the next one', async () => {
  const { sections, events } = await told([onPage('One', { isSo: true }), onPage('Two', { isSo: true }), sink]);
  expect(done).toEqual(['One', 'Sink asked', 'Two']);
  expect(sections.map(({ outcome }) => outcome)).toEqual(['already so', 'already so', 'already so']);
  const titles = events.flatMap((event) => (event.kind === 'section ended' ? [event.section.title] : []));
  expect(titles).toEqual(['One', 'Two', 'Sink']);
});

test('nothing is asked beside a page where something was changed before', async () => {
  await told([onPage('One', { isSo: false }), onPage('Two', { isSo: true }), sink]);
  expect(done).toEqual(['One', 'One', 'Two', 'Sink asked']);
});

test('what was asked before a change is asked anew after it', async () => {
  await told([onPage('One', { isSo: true }), onPage('Two', { isSo: false }), sink]);
  expect(done).toEqual(['One', 'Sink asked', 'Two', 'Two', 'Sink asked']);
});

test('where all is as wanted, the account of the org is read once, beside the last section', async () => {
  const { events } = await told([onPage('One', { isSo: true }), proof(true)], { auditTrail });
  expect(done).toEqual(['One', 'trail asked', 'Proof']);
  expect(events.map(({ kind }) => kind).slice(-3)).toEqual(['section ended', 'audit trail read', 'run ended']);
});

for (const [what, sections] of [
  ['the last section changed something', () => [onPage('One', { isSo: true }), onPage('Two', { isSo: false })]],
  ['another did', () => [onPage('One', { isSo: false }), proof(true)]],
] as const) {
  test(`the account of the org is of after the last section where ${what}`, async () => {
    const { events } = await told(sections(), { auditTrail });
    expect(done.at(-1)).toBe('trail asked');
    const read = events.flatMap((event) => (event.kind === 'audit trail read' ? [event.trail.to] : []));
    expect(read).toEqual([`2026-11-23T09:0${done.length}:00.000Z`]);
  });
}

test('an account of the org that could not be read beside the last section is read again after it', async () => {
  const unread = 'The browser has no session with the org any more.';
  const { events } = await told([onPage('One', { isSo: true }), proof(true)], {
    auditTrail: async () => (done.includes('Proof') ? auditTrail() : { ...(await auditTrail()), unread }),
  });
  expect(done).toEqual(['One', 'trail asked', 'Proof', 'trail asked']);
  expect(events.at(-2)).toMatchObject({ trail: { rows: [] } });
  expect(events.at(-2)).not.toMatchObject({ trail: { unread } });
});
