import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Credentials, Sink, Surroundings } from '../../src/runbook/ports.ts';
import type { App } from '../../src/salesforce/app.ts';
import { proofOf, tokenUrl } from '../../src/salesforce/proof.ts';
import { createApp, signedIn, started } from '../practice-org/support.ts';
import { deeds } from '../support/ledger.ts';
import { folder, keeping, sinkAt } from './support.ts';

const ORG = '00DgL00000AbCdE';

/** An org with an app, its credentials as they are revealed, and the proof of them by a sink. */
async function revealed() {
  const { org } = await started();
  const { key, secret } = await createApp(await signedIn(org), org);
  const keep = keeping();
  const around = { target: { url: org.url }, secret: keep, signedIn: () => ({ org: ORG }) } as unknown as Surroundings;
  const credentials: Credentials = {
    org: ORG,
    app: 'Document AI',
    tokenUrl: tokenUrl(around),
    consumerKey: keep('consumer key', key),
    consumerSecret: keep('consumer secret', secret),
  };
  const proof = (sink: Sink) => proofOf({ appName: 'Document AI' } as App, { ...around, sink });
  return { org, credentials, proof, [Symbol.asyncDispose]: () => org.close() };
}

test('an age file alone converges in each run: revealed anew, found to be the same, left as it is, proved', async () => {
  await using place = await folder();
  await using app = await revealed();
  const setting = `age:${await identityToRecipient(await generateX25519Identity())}:${place.at('c.json.age')}`;
  let written: string | undefined;
  for (const run of ['first', 'second']) {
    const sink = sinkAt(setting);
    await sink.preflight();
    const { handedOver, token } = app.proof(sink);
    expect(await handedOver.check(), run).toMatchObject({
      holds: false,
      found: expect.stringContaining('none that age file'),
    });
    await sink.store(app.credentials);
    expect(await handedOver.check(), run).toMatchObject({
      holds: true,
      found: expect.stringContaining("this run's own copy"),
    });
    const asked = deeds(app.org, 'issue token').length;
    expect(await token.check(), run).toMatchObject({ holds: true });
    // It was granted a moment ago: each request stands in the login history.
    expect(deeds(app.org, 'issue token'), run).toHaveLength(asked);
    // What is asked again later has to hold then.
    expect(await token.check(), run).toMatchObject({ holds: true });
    expect(deeds(app.org, 'issue token'), run).toHaveLength(asked + 1);
    expect(token.exhibit?.()).toContainEqual([
      'Key and secret',
      expect.stringMatching(/own copy.*cannot be read back/),
    ]);
    const text = await readFile(place.at('c.json.age'), 'utf8');
    expect(text).toBe(written ?? text);
    written = text;
  }
});

test('an age file beside a file is already so in a later run, and due again once it is touched', async () => {
  await using place = await folder();
  await using app = await revealed();
  const settings = [
    `file:${place.at('c.json')}`,
    `age:${await identityToRecipient(await generateX25519Identity())}:${place.at('c.json.age')}`,
  ];
  await sinkAt(settings).store(app.credentials);
  const later = app.proof(sinkAt(settings));
  expect(await later.handedOver.check()).toMatchObject({
    holds: true,
    found: expect.stringContaining('read back from file'),
  });
  await sinkAt(settings[0] ?? '').store({
    ...app.credentials,
    tokenUrl: 'https://old.my.salesforce.com/services/oauth2/token',
  });
  expect(await later.handedOver.check()).toMatchObject({ holds: false });
});
