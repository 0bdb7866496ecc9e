import { expect, test } from '@playwright/test';
import { allowsOrigin, isLoopback, isMyDomain, setupOrigin } from '../../src/salesforce/hosts.ts';

for (const [org, setup] of [
  ['https://acme.my.salesforce.com', 'https://acme.my.salesforce-setup.com'],
  ['https://acme--uat.sandbox.my.salesforce.com', 'https://acme--uat.sandbox.my.salesforce-setup.com'],
  ['https://acme-dev-ed.develop.my.salesforce.com', 'https://acme-dev-ed.develop.my.salesforce-setup.com'],
  ['http://acme.my.salesforce.localhost:40123', 'http://acme.my.salesforce-setup.localhost:40123'],
] as const) {
  test(`Setup of ${org} is at ${setup}`, () => {
    expect(setupOrigin(org)).toBe(setup);
    expect(isMyDomain(new URL(org))).toBe(true);
    expect(isMyDomain(new URL(setup))).toBe(false);
  });
}

for (const origin of [
  'https://login.salesforce.com',
  'https://test.salesforce.com',
  'https://acme.my.salesforce.com',
  'https://acme.my.salesforce-setup.com',
  'https://acme--uat.sandbox.my.salesforce.com',
  'https://fun-otter-1.scratch.my.salesforce.com',
  'https://orgfarm-0a1b-dev-ed.develop.my.salesforce-setup.com',
  'https://ACME.my.salesforce.com',
  'https://acme.my.salesforce.com:443',
]) {
  test(`${origin} may be given a password`, () => {
    expect(allowsOrigin(origin, [])).toBe(true);
  });
}

const hostile: ReadonlyArray<readonly [what: string, origin: string]> = [
  ['no encryption', 'http://acme.my.salesforce.com'],
  ['no encryption at the login page', 'http://login.salesforce.com'],
  ['an ending behind the real one', 'https://acme.my.salesforce.com.evil.example'],
  ['the real one as a name', 'https://acme.my.salesforce.com-evil.example'],
  ['no point before the real one', 'https://login-salesforce.com'],
  ['another ending', 'https://acme.my.salesforce.co'],
  ['another product of the name', 'https://acme.my.salesforce-com.example'],
  ['a hyphen in its place', 'https://acme-my.salesforce.com'],
  ['any other host of the owner', 'https://acme.salesforce.com'],
  ['the owner itself', 'https://salesforce.com'],
  ['no domain before my', 'https://my.salesforce.com'],
  ['an empty domain before my', 'https://.my.salesforce.com'],
  ['one part more', 'https://evil.acme.my.salesforce.com'],
  ['an unknown kind of org', 'https://acme.evil.my.salesforce.com'],
  ['a point at the end', 'https://acme.my.salesforce.com.'],
  ['a port', 'https://acme.my.salesforce.com:8443'],
  ['the real one as a user name', 'https://acme.my.salesforce.com@evil.example'],
  ['the real one as user and password', 'https://login.salesforce.com:x@evil.example'],
  ['the real one in the path', 'https://evil.example/acme.my.salesforce.com'],
  ['the real one in the fragment', 'https://evil.example#.my.salesforce.com'],
  ['a letter of another script', 'https://acme.my.s\u0430lesforce.com'],
  ['the same in the form of DNS', 'https://acme.my.xn--slesforce-2fg.com'],
  ['a site', 'https://acme.my.site.com'],
  ['a public site', 'https://acme.my.salesforce-sites.com'],
  ['a sandbox site', 'https://acme--uat.sandbox.my.salesforce-sites.com'],
  ['Visualforce pages of customers', 'https://acme--c.vf.force.com'],
  ['uploaded content', 'https://acme.file.force.com'],
  ['static content', 'https://acme.my.salesforce-scrt.com'],
  ['Lightning pages', 'https://acme.lightning.force.com'],
  ['this machine', 'https://localhost'],
  ['an IP address', 'https://127.0.0.1'],
];
for (const [what, origin] of hostile) {
  test(`a host with ${what} may not be given a password`, () => {
    expect(allowsOrigin(origin, [])).toBe(false);
    expect(allowsOrigin(origin, ['https://login.example'])).toBe(false);
  });
}

test('an allowed origin is that origin exactly', () => {
  const allowed = ['https://login.acme.example', 'http://acme.my.salesforce.localhost:40123'];
  for (const origin of allowed) expect(allowsOrigin(origin, allowed)).toBe(true);
  for (const origin of [
    'http://login.acme.example',
    'https://login.acme.example:8443',
    'https://evil.login.acme.example',
    'http://acme.my.salesforce.localhost:40124',
    'http://acme.my.salesforce-setup.localhost:40123',
  ]) {
    expect(allowsOrigin(origin, allowed), origin).toBe(false);
  }
});

test('allowing http does not make it safe away from this machine', () => {
  for (const origin of ['http://login.acme.example', 'http://192.168.0.2', 'http://localhost.evil.example']) {
    expect(allowsOrigin(origin, [origin]), origin).toBe(false);
  }
});

test('an address without an origin, such as a blank page, may not be given a password', () => {
  expect(allowsOrigin('null', [])).toBe(false);
});

for (const host of ['localhost', 'a.localhost', 'acme.my.salesforce.localhost', '127.0.0.1', '127.9.9.9', '[::1]']) {
  test(`${host} is this machine`, () => {
    expect(isLoopback(host)).toBe(true);
  });
}

for (const host of ['localhost.example', 'evillocalhost', '127.0.0.1.example', '128.0.0.1', '0.0.0.0', '[::2]', '']) {
  test(`"${host}" is not this machine`, () => {
    expect(isLoopback(host)).toBe(false);
  });
}
