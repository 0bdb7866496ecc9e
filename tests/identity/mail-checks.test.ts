import { expect, test } from '@playwright/test';
import { vouching } from '../../src/identity/mailbox/authentication-results.ts';
import { codeInMail } from '../../src/identity/mailbox/code-in-mail.ts';
import { judge } from '../../src/identity/mailbox/judge.ts';
import { namesUser } from '../../src/identity/mailbox/names-user.ts';
import { senderRefusal } from '../../src/identity/mailbox/sender.ts';
import { writtenAt } from '../../src/identity/mailbox/written.ts';

const USER = 'admin@corp.example';

test.describe('naming the user', () => {
  for (const line of [
    USER,
    `Username: ${USER}`,
    `I am ${USER}.`,
    `<${USER}>`,
    `"${USER}",`,
    'ADMIN@Corp.Example',
    `用户名${USER}。`,
  ]) {
    test(`"${line}" does`, () => expect(namesUser(['', line], USER, 'cloud.example')).toBe(true));
  }
  for (const line of [
    '',
    `${USER}.uat1`,
    `x.${USER}`,
    `x${USER}`,
    `${USER}x`,
    `${USER}-2`,
    `${USER}..`,
    `+${USER}`,
    'admin@corp',
    `é${USER}`,
    `\u0430${USER}`,
  ]) {
    test(`"${line}" does not`, () => expect(namesUser([line], USER, 'cloud.example')).toBe(false));
  }
  test('one of two usernames in a line may be the one', () => {
    expect(namesUser([`${USER}.uat1, ${USER}`], USER, 'cloud.example')).toBe(true);
  });
  test('where addresses are labelled, only those count', () => {
    const lines = (name: string) => [`Username: ${name}`, `Not you? Write to ${USER}.`, 'Help: help@cloud.example'];
    expect(namesUser(lines('bob@corp.example'), USER, 'cloud.example')).toBe(false);
    expect(namesUser(lines(USER), USER, 'cloud.example')).toBe(true);
  });
  test('nobody is named by nothing', () => expect(namesUser(['anything'], '', 'cloud.example')).toBe(false));
});

test.describe('the sender', () => {
  const refusal = (line: string, ...addresses: string[]): string | undefined =>
    senderRefusal({ lines: [`From: ${line}`], addresses: addresses.map((address) => ({ address })) }, 'Cloud.example');
  const REAL = 'noreply@cloud.example';

  for (const line of [REAL, `<${REAL}>`, `Example Cloud <${REAL}>`, `"Cloud, Example"\r\n <NoReply@Cloud.Example>`]) {
    test(`${JSON.stringify(line)} is believed`, () => expect(refusal(line, REAL)).toBeUndefined());
  }
  test('another domain is not, not even one below', () => {
    expect(refusal('a@x.cloud.example', 'a@x.cloud.example')).toBe(
      'was sent from x.cloud.example, not from Cloud.example',
    );
  });
  for (const line of [`<${REAL}> <eve@evil.example>`, `=?utf-8?q?${REAL}?=`, `${REAL} (eve@evil.example)`]) {
    test(`the unusual "${line}" is not`, () =>
      expect(refusal(line, REAL)).toBe('has a sender that is not a plain address'));
  }
  test('none, two, and a group are not', () => {
    expect(refusal('')).toBe('does not have exactly one sender');
    expect(refusal(`${REAL}, ${REAL}`, REAL, REAL)).toBe('does not have exactly one sender');
    expect(senderRefusal({ lines: ['From: G: a@b;'], addresses: [{}] }, 'b')).toBe('does not have exactly one sender');
    expect(
      senderRefusal({ lines: [`From: ${REAL}`, `From: ${REAL}`], addresses: [{ address: REAL }] }, 'cloud.example'),
    ).toBe('does not have exactly one sender');
  });
});

test.describe("the provider's word", () => {
  const refusal = (header: string, id: string | undefined = 'mx.corp.example'): string | undefined => {
    const word = vouching([header], id, 'cloud.example');
    return 'refused' in word ? word.refused : undefined;
  };
  const PASS = 'dmarc=pass (p=REJECT) header.from=cloud.example';

  for (const header of [
    `mx.corp.example; dkim=pass header.d=cloud.example; ${PASS}`,
    `MX.corp.example 1;\r\n\tspf=fail; DMARC = pass header.from=Cloud.Example`,
    `mx.corp.example; spf=pass (a (nested; dmarc=fail) comment) smtp.mailfrom=x; ${PASS}`,
    `mx.corp.example; dmarc/1=pass header.from=cloud.example`,
    `mx.corp.example; dkim=pass header.i=noreply@cloud.example`,
    `mx.corp.example; dkim=pass header.d=sender.example; dkim = pass header.d = Cloud.Example`,
  ]) {
    test(`${JSON.stringify(header)} is good`, () => expect(refusal(header)).toBeUndefined());
  }
  for (const header of [
    `mx.corp.example; dmarc=fail header.from=cloud.example`,
    `mx.corp.example; dmarc=pass header.from=evil.example`,
    `mx.corp.example; dmarc=pass`,
    `mx.corp.example; dmarc=fail (${PASS}) header.from=cloud.example`,
    `mx.corp.example; spf=fail smtp.mailfrom="x; ${PASS}; y"; dmarc=fail header.from=cloud.example`,
    `mx.corp.example; ${PASS}; dmarc=fail header.from=cloud.example`,
    `mx.corp.example; spf=pass smtp.mailfrom=cloud.example (dmarc=pass header.from=cloud.example)`,
    `mx.corp.example (unclosed; ${PASS}`,
    `mx.corp.example.evil.example; ${PASS}`,
    `evil.example; x=mx.corp.example; ${PASS}`,
    `mx.corp.example; dmarc=pass header.from=evil.example header.from=cloud.example`,
    `mx.corp.example; dkim=pass header.d=evil.example header.i=@cloud.example`,
    `mx.corp.example; dkim=pass header.d=mail.cloud.example`,
    `mx.corp.example; dkim=pass reason="header.d=cloud.example"`,
    `mx.corp.example; dkim=pass header.d=cloud.example; ${PASS.replace('pass', 'temperror')}`,
    `mx.corp.example; dkim-atps=pass header.d=cloud.example`,
    '',
  ]) {
    test(`${JSON.stringify(header)} is not`, () => expect(refusal(header)).toBeDefined());
  }
  test('without an id only a failure is believed', () => {
    const word = (...headers: string[]) => vouching(headers, undefined, 'cloud.example');
    const refused = { refused: 'did not pass DMARC for cloud.example' };
    expect(word('mx.any.example; dmarc=fail header.from=cloud.example')).toEqual(refused);
    expect(word('dmarc=fail action=quarantine')).toEqual(refused);
    expect(word()).toMatchObject({ because: expect.stringContaining('not proved') });
    expect(word(`mx.any.example; ${PASS}`)).toMatchObject({ because: expect.stringContaining('not proved') });
  });
  test('says who vouched, and by what', () => {
    expect(vouching([`mx.corp.example; ${PASS}`], 'mx.corp.example', 'cloud.example')).toEqual({
      because: 'dmarc=pass by mx.corp.example',
    });
    expect(vouching(['dkim=pass header.d=cloud.example'], 'none', 'cloud.example')).toEqual({
      because: "dkim=pass by the mailbox's provider",
    });
  });
  test('a provider that writes no id is told by "none"', () => {
    expect(refusal(`spf=pass smtp.mailfrom=cloud.example; ${PASS};compauth=pass reason=100`, 'none')).toBeUndefined();
    expect(refusal('spf=pass; dmarc=none action=none header.from=cloud.example', 'none')).toBeDefined();
  });
});

test.describe('the code', () => {
  const code = (text: string): string | undefined => {
    const found = codeInMail({ text });
    return 'code' in found ? found.code : undefined;
  };
  test('a number belongs to the words next to it', () => {
    expect(code('Your verification code is 123456 for account 998877.')).toBe('123456');
    expect(code('Your case 558812: enter the code 123456.')).toBe('123456');
    expect(code('Verify your ID with this code:\n123456')).toBe('123456');
  });
  test('other numbers are no codes', () => {
    for (const words of [
      'Postal code: 123456',
      'Case: 123456',
      'Order 123456',
      'Error code 123456',
      'Fall: 123456',
      'ID:\n123456',
    ]) {
      expect(code(words), words).toBeUndefined();
    }
  });
  test('parts of longer things are no codes', () => {
    const things = [
      'AB123456',
      '123456AB',
      'AB-123456',
      '#123456',
      '$123456',
      '123456%',
      '1.123456',
      '123456,50',
      '12:123456',
    ];
    for (const thing of [
      ...things,
      '123456789',
      '1 123 456',
      '123 456 789',
      '1234',
      'https://x.example/123456',
      '123456@x.example',
    ]) {
      expect(code(`Verification Code: ${thing}`), thing).toBeUndefined();
    }
  });
});

test('says what it took, and why', () => {
  const places: ReadonlyArray<readonly [text: string, place: string]> = [
    ['Verification Code: 004550', 'six digits after a label'],
    ['Something: 004550', 'six digits after a colon'],
    ['Your code is 48820, hurry. Code: 48820', 'five digits after a label'],
    ['004550 is your code', 'six digits next to a label'],
    ['Enter it:\n\n4882 0917', 'eight digits below a colon'],
    ['Your code\n004 550', 'six digits below a label'],
    ['Hello\n004550', 'six digits alone on a line'],
  ];
  for (const [text, place] of places) expect(codeInMail({ text }), text).toMatchObject({ place });
});

test.describe('when a mail was written', () => {
  for (const value of [
    'Mon, 23 Nov 2026 09:00:02 +0000',
    '23 Nov 2026 09:00:02 GMT',
    'Mon, 23 Nov 2026 01:00:02 -0800 (PST)',
    'Mon,\r\n 23 Nov 2026  14:30:02 +0530',
    'Mon, 23 Nov 2026 09:00:02 UT',
  ]) {
    test(`${JSON.stringify(value)} is clear`, () => {
      expect(writtenAt([value])?.toISOString()).toBe('2026-11-23T09:00:02.000Z');
    });
  }
  for (const value of [
    '',
    'tomorrow',
    '2026-11-23',
    '2026-11-23T09:00:02Z',
    'Mon, 23 Nov 2026 09:00:02',
    'Mon, 23 Nov 2026 25:00:02 +0000',
    'Mon, 23 Nov 26 09:00:02 +0000',
    '11/23/2026 09:00:02 +0000',
  ]) {
    test(`${JSON.stringify(value)} is not`, () => expect(writtenAt([value])).toBeUndefined());
  }
});

test('a mail that is too large is not read', async () => {
  const expected = { senderDomain: 'cloud.example', username: USER, notBefore: new Date(0) };
  expect(await judge(Buffer.from('From: a@cloud.example\r\n\r\nx'), 300_000, expected)).toEqual({
    refused: 'is larger than 256 KB',
  });
});
