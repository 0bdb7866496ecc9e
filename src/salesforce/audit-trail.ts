import { z } from 'zod';
import type { AuditRow, AuditTrail } from '../runbook/audit.ts';
import { inOwnWords } from '../runbook/own-words.ts';
import type { Surroundings } from '../runbook/ports.ts';
import { query } from './api.ts';
import { sessionId } from './sign-in/states.ts';

/** As many as one answer holds (facts 8.4), the newest of them; the minutes of a run have a handful. */
const MOST = 2_000;

/** Facts I5 [D]: the columns. What Salesforce writes into them for an External Client App is not public (facts 8.4). */
const Row = z.object({
  CreatedDate: z.string().refine((text) => !Number.isNaN(Date.parse(text))),
  CreatedById: z.string().nullish(),
  CreatedBy: z.object({ Username: z.string().nullish() }).nullish(),
  Section: z.string().nullish(),
  Action: z.string().nullish(),
  Display: z.string().nullish(),
});

/**
 * What the org's SetupAuditTrail says of everybody's changes since a time, by the browser's own session, whose id
 * serves as a token (facts 1.4 [C]). Never throws: where it cannot be read, the trail says why.
 * @param span by the org's clock
 */
export async function auditTrail(
  around: Surroundings,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<AuditTrail> {
  const span = { from: from.toISOString(), to: to.toISOString() };
  try {
    const sid = await sessionId(around.browser(), around.target.url);
    if (sid === undefined) return { ...span, unread: 'The browser has no session with the org any more.' };
    const since = span.from.replace(/\.\d+Z$/, 'Z');
    const answer = await query(
      around.target.url,
      around.secret('session id', sid),
      `SELECT CreatedDate, CreatedById, CreatedBy.Username, Section, Action, Display FROM SetupAuditTrail WHERE CreatedDate >= ${since} ORDER BY CreatedDate DESC LIMIT ${MOST}`,
    );
    if ('refused' in answer) return { ...span, unread: `The org does not let it be read (${answer.refused}).` };
    const rows = z.array(Row).safeParse(answer.records);
    if (!rows.success) return { ...span, unread: 'The org answered in a form that is not known.' };
    return { ...span, rows: rows.data.map(inOurTerms).reverse() };
  } catch (error) {
    return { ...span, unread: inOwnWords(error) };
  }
}

function inOurTerms(row: z.output<typeof Row>): AuditRow {
  return {
    at: new Date(row.CreatedDate).toISOString(),
    by: row.CreatedBy?.Username ?? row.CreatedById ?? 'not said',
    section: row.Section ?? '',
    action: row.Action ?? '',
    display: row.Display ?? '',
  };
}
