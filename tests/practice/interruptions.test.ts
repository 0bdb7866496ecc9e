import { expect, test } from '@playwright/test';
import { type InterruptionName, interruptions } from '../../src/practice-org/index.ts';
import { ENDS, type End, expectNoticed } from './known-ends.ts';
import { expectConverged, expectStopped, runAgainst } from './witness.ts';

test('every interruption of the practice org has an end that is known', () => {
  expect(Object.keys(ENDS).toSorted()).toEqual(Object.keys(interruptions).toSorted());
});

for (const [name, end] of Object.entries(ENDS) as [InterruptionName, End][]) {
  const at = 'at' in end ? end.at : undefined;
  // Facts 1.3 and 1.5. Those that are met together in together.test.ts, or by parts of the suite, are met one by one by `npm run sweep`.
  const tag = 'converges' in end ? '@sweep' : [];
  test(`a run that meets "${name}" ${'converges' in end ? 'gets through it' : `ends with ${end.code}`}`, {
    tag,
  }, () => {
    return runAgainst(
      { interruptions: at === undefined ? [name] : [] },
      async (ended, org) => {
        if (!('converges' in end)) return expectStopped(ended, org, end);
        expectConverged(ended, org);
        await expectNoticed(org, [name]);
      },
      at === undefined ? undefined : { at, switches: { interruptions: [name] } },
    );
  });
}
