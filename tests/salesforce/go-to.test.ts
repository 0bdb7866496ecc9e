import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { goTo } from '../../src/salesforce/go-to.ts';
import { aWindow } from '../support/window.ts';

const window = aWindow();
let server: Server;
let address: string;

test.beforeAll(async () => {
  server = createServer((_request, response) => response.end('<h1>Setup</h1>')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
test.afterAll(() => server.close());

test('a network that goes is waited for, and the page opens once it is back', async () => {
  const page = await window.context.newPage();
  await window.context.setOffline(true);
  const opened = goTo(page, address).then(() => 'opened');
  const first = await Promise.race([opened, page.waitForTimeout(1_500).then(() => 'waits')]);
  expect(first).toBe('waits');
  await window.context.setOffline(false);
  expect(await opened).toBe('opened');
  await expect(page.getByRole('heading', { name: 'Setup' })).toBeVisible();
});

test('a host that there is not is told at once', async () => {
  const page = await window.context.newPage();
  await expect(goTo(page, 'http://127.0.0.1:1/')).rejects.toThrow(/cannot be reached \(ERR_/);
});
