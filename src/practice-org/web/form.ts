import type { Context } from 'hono';

/** The texts of a form that was sent, by name; nothing where it cannot be read. Files are no texts. */
export async function formOf(c: Context): Promise<Readonly<Record<string, string>>> {
  const sent = await c.req.parseBody().catch(() => ({}));
  const texts = Object.entries(sent).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts);
}
