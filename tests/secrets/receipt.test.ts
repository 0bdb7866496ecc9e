import { expect, test } from '@playwright/test';
import { isReceiptOf, receiptOf } from '../../src/secrets/receipt.ts';
import { credentials, KEY, SECRET } from './support.ts';

test('a receipt is of its credentials alone, another one each time, and shows nothing of them', async () => {
  const receipt = await receiptOf(credentials());
  expect(receipt).toMatch(/^scrypt:[\w-]{22}:[\w-]{43}$/);
  expect(receipt).not.toContain(SECRET.slice(0, 8));
  expect(await receiptOf(credentials())).not.toBe(receipt);
  expect(await isReceiptOf(receipt, credentials())).toBe(true);
  for (const change of [{ org: '00DgL00000AbCdF' }, { app: 'Other' }, { key: `${KEY}x` }, { secret: `${SECRET}0` }]) {
    expect(await isReceiptOf(receipt, credentials(change)), JSON.stringify(change)).toBe(false);
  }
});

test('two values are not one that is put together', async () => {
  const receipt = await receiptOf(credentials({ org: '00DgL00000AbCdE', app: 'x' }));
  expect(await isReceiptOf(receipt, credentials({ org: '00DgL00000AbCd', app: 'Ex' }))).toBe(false);
});

for (const odd of ['', 'scrypt:a:b', `scrypt:${'a'.repeat(22)}:${'b'.repeat(42)}`, 'true']) {
  test(`"${odd}" is a receipt of nothing`, async () => {
    expect(await isReceiptOf(odd, credentials())).toBe(false);
  });
}
