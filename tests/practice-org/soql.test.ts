import { expect, test } from '@playwright/test';
import { run } from '../../src/practice-org/web/api/soql-run.ts';
import type { Row, Table, Tables } from '../../src/practice-org/web/api/table.ts';

// Error texts and rules as published answers of Salesforce show them; facts have no section about SOQL.

const now = Date.parse('2026-11-23T12:00:00Z');
const at = (text: string) => new Date(text);

const usual = { prefix: '000', unfiltered: [], parents: {} };
const profiles: Row[] = [
  { Id: '00egL0000000001AAA', Name: 'Admin' },
  { Id: '00egL0000000002AAA', Name: 'Reader' },
];
const people: Row[] = [
  {
    Id: '005gL0000000001AAA',
    Name: 'Ada',
    Age: 36,
    Active: true,
    Seen: at('2026-11-23T08:00:00Z'),
    ProfileId: profiles[0]?.['Id'] ?? null,
  },
  {
    Id: '005gL0000000002AAA',
    Name: "O'Brien",
    Age: 41,
    Active: false,
    Seen: at('2026-11-22T23:59:59Z'),
    ProfileId: profiles[1]?.['Id'] ?? null,
  },
  {
    Id: '005gL0000000003AAA',
    Name: '100%_sure',
    Age: null,
    Active: true,
    Seen: at('2026-11-16T00:00:00Z'),
    ProfileId: null,
  },
  { Id: '005gL0000000004AAA', Name: null, Age: 8, Active: true, Seen: null, ProfileId: profiles[1]?.['Id'] ?? null },
];
const tables: Tables = {
  Profile: { ...usual, name: 'Profile', columns: { Id: 'id', Name: 'string' }, rows: () => profiles },
  Person: {
    ...usual,
    name: 'Person',
    columns: {
      Id: 'id',
      Name: 'string',
      Age: 'int',
      Active: 'boolean',
      Seen: 'datetime',
      ProfileId: 'id',
      Note: 'string',
    },
    unfiltered: ['Note'],
    parents: { Profile: { table: 'Profile', by: 'ProfileId' } },
    rows: () => people,
  } satisfies Table,
};

/** The last digit of the ids that a query finds. */
function found(soql: string): string {
  return run(soql, tables, now)
    .rows.map((row) => String(row['Id']).charAt(14))
    .join('');
}

const conditions: ReadonlyArray<readonly [condition: string, ids: string]> = [
  ["Name = 'ada'", '1'],
  ["Name = 'O\\'Brien'", '2'],
  ["Name != 'Ada'", '234'],
  ['Name = null', '4'],
  ['Name <> NULL', '123'],
  ["Name LIKE 'a%'", '1'],
  ["Name LIKE '_da'", '1'],
  ["Name LIKE '%'", '123'],
  ["Name LIKE '100\\%\\_%'", '3'],
  ["Name LIKE '100\\%x%'", ''],
  ["Name > 'b'", '2'],
  ['Age > 8', '12'],
  ['Age >= 8', '124'],
  ['Age < 36.5', '14'],
  ['Age <= -1', ''],
  ['Active = true', '134'],
  ['Active != TRUE', '2'],
  ["Id = '005gL0000000002'", '2'],
  ["Id IN ('005gL0000000001AAA', '005gL0000000003')", '13'],
  ["Name IN ('Ada', null)", '14'],
  ["Name NOT IN ('Ada', 'x')", '234'],
  ["Profile.Name = 'Reader'", '24'],
  ["profile.name != 'Reader'", '13'],
  ["Active = true AND Age > 8 AND Name = 'Ada'", '1'],
  ['Age = 8 OR Age = 41', '24'],
  ["Active = true AND (Age = 8 OR Name LIKE '100%')", '34'],
  ["NOT Name = 'Ada'", '234'],
  ['NOT (Age = 8 OR Age = 41)', '13'],
  ['Seen = TODAY', '1'],
  ['Seen = YESTERDAY', '2'],
  ['Seen < TODAY', '23'],
  ['Seen >= YESTERDAY', '12'],
  ['Seen = LAST_N_DAYS:7', '123'],
  ['Seen = LAST_N_DAYS:6', '12'],
  ['Seen > 2026-11-22T23:59:58Z', '12'],
  ['Seen < 2026-11-23T00:59:58.000+01:00', '3'],
];

for (const [condition, ids] of conditions) {
  test(`WHERE ${condition}`, () => {
    expect(found(`SELECT Id FROM Person WHERE ${condition}`)).toBe(ids);
  });
}

const orders: ReadonlyArray<readonly [end: string, ids: string]> = [
  ['ORDER BY Age', '3412'],
  ['ORDER BY Age DESC', '3214'],
  ['ORDER BY Age ASC NULLS LAST', '4123'],
  ['ORDER BY Age DESC NULLS LAST', '2143'],
  ['ORDER BY Profile.Name NULLS FIRST, Age DESC', '3124'],
  ['LIMIT 2', '12'],
  ['ORDER BY Id DESC LIMIT 2 OFFSET 1', '32'],
];

for (const [end, ids] of orders) {
  test(`rows in the order of ${end}`, () => {
    expect(found(`select Id from Person ${end}`)).toBe(ids);
  });
}

test('a query names its fields in the spelling of the tables, and counts without any', () => {
  const { paths } = run('SELECT id, PROFILE.NAME FROM person', tables, now);
  expect(paths).toEqual([['Id'], ['Profile', 'Name']]);
  const counted = run('SELECT COUNT() FROM Person WHERE Active = true', tables, now);
  expect(counted).toMatchObject({ paths: [], rows: { length: 3 } });
});

const refusals: ReadonlyArray<readonly [soql: string, code: string, text: RegExp]> = [
  ['', 'MALFORMED_QUERY', /Column:1\nunexpected token: '<EOF>'/],
  ['SELECT FROM Person', 'MALFORMED_QUERY', /unexpected token: 'Person'/],
  ['SELECT Id FROM', 'MALFORMED_QUERY', /unexpected token: '<EOF>'/],
  ['SELECT Id FROM Person WHERE Age', 'MALFORMED_QUERY', /unexpected token: '<EOF>'/],
  ["SELECT Id FROM Person WHERE Name = 'open", 'MALFORMED_QUERY', /unexpected token: '''/],
  ['SELECT Id FROM Person WHERE Name = Ada', 'INVALID_FIELD', /'Name' must be of type string$/],
  ["SELECT Id FROM Person WHERE Active = 'true'", 'INVALID_FIELD', /boolean and should not be enclosed in quotes/],
  ['SELECT Id FROM Person WHERE Seen > 2026-11-22', 'INVALID_FIELD', /'Seen' must be of type dateTime$/],
  ["SELECT Id FROM Person WHERE Note = 'x'", 'INVALID_FIELD', /field 'Note' can not be filtered in a query call/],
  ['SELECT Id, Nmae FROM Person', 'INVALID_FIELD', /Row:1:Column:12\nNo such column 'Nmae' on entity 'Person'/],
  ['SELECT Boss.Name FROM Person', 'INVALID_FIELD', /Didn't understand relationship 'Boss'/],
  ['SELECT Id FROM Persons', 'INVALID_TYPE', /^sObject type 'Persons' is not supported/],
  ['SELECT Id FROM Person WHERE Age = 1 AND Age = 2 OR Age = 3', 'MALFORMED_QUERY', /unexpected token: 'OR'/],
  ['SELECT Id FROM Person LIMIT ten', 'MALFORMED_QUERY', /unexpected token: 'ten'/],
  ['SELECT Id FROM Person LIMIT -1', 'MALFORMED_QUERY', /unexpected token: '-1'/],
  ['SELECT Id\nFROM Person\nWHERE ;', 'MALFORMED_QUERY', /\nWHERE ;\n {6}\^\nERROR at Row:3:Column:7\n/],
];

for (const [soql, code, text] of refusals) {
  test(`refused: ${soql.replaceAll('\n', ' ') || 'nothing'}`, () => {
    let error: unknown;
    try {
      run(soql, tables, now);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code, message: expect.stringMatching(text), status: 400 });
  });
}
