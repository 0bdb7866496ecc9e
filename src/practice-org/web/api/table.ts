export type Type = 'id' | 'string' | 'boolean' | 'int' | 'datetime';
export type Value = string | number | boolean | null | Date;
export type Row = Readonly<Record<string, Value>>;

/** A table of the org as the API shows it. */
export interface Table {
  readonly name: string;
  /** First letters of the ids of its rows. */
  readonly prefix: string;
  readonly columns: Readonly<Record<string, Type>>;
  /** Columns that can be read and not be asked for. */
  readonly unfiltered: readonly string[];
  /** Relationships: the table that a column of ids leads to. */
  readonly parents: Readonly<Record<string, { readonly table: string; readonly by: string }>>;
  rows(): readonly Row[];
}

export type Tables = Readonly<Record<string, Table>>;

/** Rows as the API sends them: with their address, and what lies behind relationships in objects of its own. */
export function record(
  row: Row,
  table: Table,
  paths: ReadonlyArray<readonly string[]>,
  { tables, base }: { tables: Tables; base: string },
): Record<string, unknown> {
  const sent: Record<string, unknown> = {
    attributes: { type: table.name, url: `${base}/sobjects/${table.name}/${String(row['Id'])}` },
  };
  for (const [first = '', ...rest] of paths) {
    const parent = table.parents[first];
    if (!parent) {
      sent[first] = written(row[first] ?? null);
      continue;
    }
    const above = tables[parent.table];
    const found = above?.rows().find((each) => each['Id'] === row[parent.by]);
    sent[first] = above && found ? { ...(sent[first] ?? {}), ...record(found, above, [rest], { tables, base }) } : null;
  }
  return sent;
}

function written(value: Value): string | number | boolean | null {
  return value instanceof Date ? value.toISOString().replace('Z', '+0000') : value;
}
