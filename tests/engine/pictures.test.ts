import { expect, test } from '@playwright/test';
import type { Locator, Page } from 'playwright';
import type { Camera, Shot } from '../../src/engine/camera.ts';
import { NOBODY } from '../../src/engine/operator.ts';
import { section, step } from '../../src/runbook/runbook.ts';
import { Trouble } from '../../src/runbook/trouble.ts';
import { inOneSection, NotedCamera, no, only, seeing, switchOff, told, yes } from './stage.ts';

const form = {} as Page;
const opened = {} as Page;
const button = { page: () => form } as Locator;
const heading = { page: () => opened } as Locator;
const seal = { allow: ['h1', 'label'] };

/** A button that opens a page that must not be seen. */
const press = () => switchOff({ actsOn: () => button, screen: () => opened, frames: () => heading, seal });

test('a press is pictured before, with its button, and after, with what it opened', async () => {
  const camera = new NotedCamera();
  const record = only(await told(inOneSection(step(1, 'Press it', press())), { camera }));
  expect(record.captures.map(({ shows }) => shows)).toEqual(['before', 'after']);
  const [before, after] = camera.shots;
  expect(before?.page).toBe(form);
  expect(before?.frame).toBe(button);
  expect(after?.page).toBe(opened);
  expect(after?.frame).toBe(heading);
  expect(camera.shots.map(({ of }) => of)).toEqual([{ step: 1 }, { step: 1 }]);
});

test('a failure is framed on what was to be acted on, where that is still on the page', async () => {
  const camera = new NotedCamera();
  const open = { isClosed: () => false } as Page;
  const field = { page: () => open } as Locator;
  const failing = { act: async () => Promise.reject(new Error('no')), actsOn: () => field };
  await told(inOneSection(step(1, 'Set it', switchOff({ ...failing, screen: () => open }))), { camera });
  await told(inOneSection(step(1, 'Press it', switchOff({ ...failing, screen: () => opened }))), { camera });
  const failures = camera.shots.filter(({ shows }) => shows === 'failure');
  expect(failures.map(({ frame }) => frame)).toEqual([field, undefined]);
});

test('what a press opens is sealed, also where it fails', async () => {
  const camera = new NotedCamera();
  await told(inOneSection(step(1, 'Press it', press())), { camera });
  const failing = { ...press(), act: async () => Promise.reject(new Error('no')) };
  await told(inOneSection(step(1, 'Press it', failing)), { camera });
  const after = camera.shots.filter(({ shows }) => shows !== 'before');
  expect(after.map((shot) => ({ shows: shot.shows, seal: shot.seal }))).toEqual([
    { shows: 'after', seal },
    { shows: 'failure', seal },
  ]);
});

test('a failure at a page that may show a secret is pictured sealed, and what comes there later is not', async () => {
  const camera = new NotedCamera();
  const on = { actsOn: () => button, screen: () => form, frames: () => button };
  const challenged = new Trouble('person', 'It asks for a code.', 'Answer it.', undefined, seal);
  const once = seeing([challenged, no, yes], { ...on, act: async () => undefined });
  const operator = {
    ...NOBODY,
    inTrouble: async () => ({ way: 'try again' as const }),
  };
  await told(inOneSection(step(1, 'Set it', once)), { camera, operator });
  expect(camera.shots.map(({ shows, seal: by }) => ({ shows, by }))).toEqual([
    { shows: 'failure', by: seal },
    { shows: 'before', by: undefined },
    { shows: 'after', by: undefined },
  ]);
  const settled = { ...seeing([challenged]), screen: () => form };
  await told([section('One', { settled, steps: [step(1, 'Set it', switchOff(on))] })], { camera });
  expect(camera.shots.slice(3)).toMatchObject([{ shows: 'failure', seal }]);
});

test('a field that is set is pictured before and after, and framed both times', async () => {
  const camera = new NotedCamera();
  const set = switchOff({ actsOn: () => button, screen: () => form, frames: () => button });
  await told(inOneSection(step(1, 'Set it', set)), { camera });
  expect(camera.shots.map(({ shows, page, frame }) => ({ shows, page, frame }))).toEqual([
    { shows: 'before', page: form, frame: button },
    { shows: 'after', page: form, frame: button },
  ]);
});

test('a picture may serve both sides of a boundary, but none of before an act for after it', async () => {
  const camera = new NotedCamera();
  const set = () => switchOff({ actsOn: () => button, screen: () => form, frames: () => button });
  const so = seeing([yes], { screen: () => form, frames: () => button });
  await told(inOneSection(step(1, 'a', set()), step(2, 'b', so), step(3, 'c', set())), { camera });
  const boundaries = camera.shots.map(({ shows, nothingDone }) => `${shows}${nothingDone ? ', nothing done' : ''}`);
  expect(boundaries).toEqual(['before', 'after', 'after, nothing done', 'before, nothing done', 'after']);
});

test('what is done elsewhere leaves the page as it was, for one picture', async () => {
  const camera = new NotedCamera();
  const keeps = switchOff({ actsOn: () => button, screen: () => form, frames: () => button, leavesPage: true });
  await told(inOneSection(step(1, 'Hand it over', keeps)), { camera });
  expect(camera.shots.map(({ shows, nothingDone }) => [shows, nothingDone])).toEqual([
    ['before', undefined],
    ['after', true],
  ]);
});

test('a banner that was cleared away while looking makes another picture', async () => {
  const camera = new NotedCamera();
  const notices = ['A banner was closed.'];
  const so = () => seeing([yes], { screen: () => form, frames: () => button });
  await told(inOneSection(step(1, 'a', so()), step(2, 'b', so())), {
    camera,
    notices: () => (camera.shots.length === 1 ? notices.splice(0) : []),
  });
  expect(camera.shots.map(({ nothingDone }) => nothingDone)).toEqual([undefined, undefined]);
});

test('a page that will be sealed is sealed before the act, however the act ends', async () => {
  const camera = new NotedCamera();
  const reveal = switchOff({ seal, screen: () => opened, act: async () => Promise.reject(new Error('no')) });
  await told(inOneSection(step(1, 'Reveal', reveal)), { camera });
  expect(camera.shots.map((shot) => [shot.shows, shot.seal])).toEqual([['failure', seal]]);
});

test('a picture that was rejected is told in the record, and fails nothing', async () => {
  const rejected = 'No picture of this sealed page was kept: something was seen that is not allowed to be.';
  const camera: Camera = { take: async () => ({ rejected }) };
  const settled = seeing([no, yes], { screen: () => opened, seal });
  const result = await told([section('Reveal', { settled, steps: [step(1, 'Press it', press())] })], { camera });
  expect(result.outcome).toBe('converged');
  expect(only(result)).toMatchObject({ outcome: 'changed', captures: [], remark: `${rejected} ${rejected}` });
  expect(result.sections).toMatchObject([{ captures: [], remarks: [rejected] }]);
});

test('a section shows what it frames, and takes more pictures only for what is not on it', async () => {
  const there = { count: async () => 1 } as Locator;
  const gone = { count: async () => 0 } as Locator;
  const taken: Shot[] = [];
  const camera: Camera = {
    take: async (shot) => {
      taken.push(shot);
      return new NotedCamera().take(shot);
    },
  };
  const rows = [{ label: 'Scopes', wanted: 'api', found: 'api', holds: true, list: { selected: ['api'], offered: 3 } }];
  const settled = seeing([yes], {
    ...{ screen: () => opened, frames: () => heading, alsoFrames: () => [there, gone], readBack: () => rows },
  });
  const { sections } = await told([section('One', { settled, steps: [] })], { camera });
  expect(taken.map(({ frame }) => frame)).toEqual([heading, there]);
  // Each of these cameras numbers its only picture 1: one file that serves for both.
  expect(sections).toMatchObject([{ captures: [{ n: 1 }], readBack: rows }]);
  expect(sections[0]?.captures).toHaveLength(1);
});

test('what was so is pictured once', async () => {
  const camera = new NotedCamera();
  const record = only(
    await told(inOneSection(step(1, 'Press it', { ...press(), check: async () => yes })), { camera }),
  );
  expect(record.captures.map(({ shows }) => shows)).toEqual(['after']);
});

test('a failure is pictured whole, without a frame', async () => {
  const camera = new NotedCamera();
  const move = seeing([no], { screen: () => opened, frames: () => heading });
  expect(only(await told(inOneSection(step(1, 'See it', move)), { camera })).captures).toMatchObject([
    { shows: 'failure' },
  ]);
  expect(camera.shots[0]?.frame).toBeUndefined();
});

test('a picture of a failure that cannot be taken does not hide the failure', async () => {
  const move = seeing([no], {
    screen: () => {
      throw new Error('The tab is not open');
    },
  });
  const record = only(await told(inOneSection(step(1, 'See it', move))));
  expect(record.error).toContain('wanted on, found off');
  expect(record.captures).toEqual([]);
});

test('a section is pictured as a section, with its own seal', async () => {
  const camera = new NotedCamera();
  const settled = seeing([yes], { screen: () => opened, frames: () => heading, seal });
  const { sections } = await told(
    [section('One', { steps: [] }), section('Two', { settled, steps: [step(1, 'a', switchOff())] })],
    { camera },
  );
  expect(sections[1]?.captures).toHaveLength(1);
  expect(camera.shots).toEqual([{ page: opened, frame: heading, seal, shows: 'after', of: { section: 2 } }]);
});

test('a page that was sealed once is not pictured open by a later step', async () => {
  const camera = new NotedCamera();
  const later = switchOff({ actsOn: () => heading, screen: () => form });
  await told(inOneSection(step(1, 'Reveal', press()), step(2, 'Go back', later)), { camera });
  const openedLater = camera.shots.filter(({ page, of }) => page === opened && 'step' in of && of.step === 2);
  expect(openedLater.map((shot) => shot.seal)).toEqual([seal]);
});

test.describe('a camera that cannot keep its pictures', () => {
  const broken: Camera = { take: async () => Promise.reject(new Error('ENOSPC: no space left on device')) };

  test('fails the step: what is not recorded is not proved', async () => {
    const result = await told(inOneSection(step(1, 'Press it', press())), { camera: broken });
    expect(result).toMatchObject({ outcome: 'failed', outcomes: ['Press it: failed'] });
  });

  test('fails before the button is pressed', async () => {
    const move = press();
    await told(inOneSection(step(1, 'Press it', move)), { camera: broken });
    expect(move.presses).toBe(0);
  });

  test('fails the run as evidence', async () => {
    const result = await told(inOneSection(step(1, 'Press it', press())), { camera: broken });
    expect(result.failure).toMatchObject({ kind: 'evidence' });
  });
});
