import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from '@playwright/test';
import { startPractice } from '../../src/cli/practice.ts';
import { createApp, settings, signedIn, started } from './support.ts';

const howMany = 16;

test('sixteen orgs at once know nothing of each other', async () => {
  const all = await Promise.all(Array.from({ length: howMany }, () => started()));
  try {
    const orgs = all.map(({ org }) => org);
    expect(new Set(orgs.map(({ url }) => url)).size).toBe(howMany);
    expect(new Set(orgs.map(({ admin }) => admin.password)).size).toBe(howMany);
    await Promise.all(
      orgs.map(async (org, index) => {
        if (index % 2 === 0) org.switch({ gates: 'closed' });
        if (index % 3 === 0) org.switch({ faults: ['error-500@create'] });
        const client = await signedIn(org);
        if (index % 3 === 0) {
          const refused = await client.send('POST', `${org.setupUrl}/setup-api/apps`, settings());
          expect(refused.status).toBe(500);
        }
        await createApp(client, org, {}, { name: `App of ${index}`, apiName: `App_of_${index}` });
      }),
    );
    for (const [index, org] of orgs.entries()) {
      expect(org.state().apps.map(({ settings: { name } }) => name)).toEqual(['Warehouse Sync', `App of ${index}`]);
      expect(org.ledger().map(({ deed }) => deed)).toEqual(['sign in', 'create app', 'change policies']);
      expect(org.conditions().gates).toBe(index % 2 === 0 ? 'closed' : 'open');
    }
    const [one, other] = orgs;
    if (!one || !other) throw new Error('There are no orgs');
    const held = other.state();
    one.reset();
    expect(one.ledger()).toEqual([]);
    expect(other.state()).toEqual(held);
    // Whoever is signed in to one is a stranger to the other.
    const client = await signedIn(one);
    const sid = client.cookie(one.setupUrl, 'sid') ?? '';
    expect(
      (await client.request(`${other.setupUrl}/setup-api/apps`, { headers: { cookie: `sid=${sid}` } })).status,
    ).toBe(401);
  } finally {
    await Promise.all(all.map(({ org }) => org.close()));
  }
});

test('org and mailbox listen on 127.0.0.1 and nowhere else', async () => {
  const { org, mailbox, close } = await startPractice({ sink: 'file:x.json' });
  try {
    const others = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    // All of 127/8 is this machine on Linux, so that there is another address even without a network.
    if (process.platform === 'linux') others.push('127.0.0.2');
    for (const port of [Number(new URL(org.url).port), mailbox.port]) {
      expect(await answers('127.0.0.1', port)).toBe(true);
      for (const address of others) expect(await answers(address, port), address).toBe(false);
    }
  } finally {
    await close();
  }
});

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
