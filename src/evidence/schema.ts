import { z } from 'zod';

/** What `run.json` names as its schema. A field may be added under this name; one that changes or goes makes a new one. */
export const RUN_SCHEMA = 'setupwright-run@1';

const time = z.iso.datetime().describe('ISO 8601, UTC');
const ms = z.number().nonnegative().describe('milliseconds');
const text = z.string();
const lines = z.array(text);

const outcome = z
  .enum(['already so', 'changed', 'done by hand', 'skipped', 'failed', 'not reached'])
  .describe('how a step or a section ended');

const exhibit = z.array(z.tuple([text, text])).describe('text evidence: names and values');

const captureShape = z.object({
  n: z.int().positive().describe('its number among all captures of the run, counted from one'),
  file: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*\.(png|webp)$/)
    .describe('file name inside screenshots/'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("SHA-256 of the file's bytes"),
  shows: z.enum(['before', 'after', 'failure']),
  at: time,
  orgDate: time.optional().describe("the org's own time, by the Date header of its last answer to this page"),
  title: text.describe('title of the page; empty where it has none or may not be told'),
  url: text.describe('address of the page without query and fragment'),
  width: z.number().nonnegative().describe('of the viewport, in pixels'),
  height: z.number().nonnegative(),
  frame: z
    .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
    .optional()
    .describe('where the field stands in the picture, in pixels; the report draws it, the picture has it not'),
  sealed: z.literal(true).optional().describe('set where all but headings was hidden before the picture was taken'),
  note: text.optional().describe('why something is hidden, or how often a picture was rejected before this one'),
});

const stepShape = z.object({
  n: z.int().positive(),
  section: text.describe('title of its section'),
  items: z.array(z.int().positive()).describe("the guide's items that it carries out; empty where the guide has none"),
  says: text,
  verb: text,
  what: text.describe('the label that an admin sees, or the name of a place'),
  outcome,
  startedAt: time,
  ms,
  endedAt: time.optional().describe('when it ended, where a person was waited for on the way, which is not in `ms`'),
  askedMs: ms.describe('the part of it that the check before acting took, in milliseconds'),
  wanted: text.optional(),
  found: text.optional().describe('what was found before acting'),
  was: z.unknown().optional().describe('of a field that was changed: what would have to be asked for to bring it back'),
  proved: text.optional().describe('what was found after acting'),
  deviations: lines.describe('where it did something else than the guide says, and what was noticed at it'),
  remark: text.optional(),
  exhibit: exhibit.optional(),
  captures: z.array(captureShape),
  commits: z.literal(true).optional().describe('set where the org was made to keep, change or show something'),
  error: text.optional(),
});

const readBackShape = z.object({
  label: text,
  wanted: text,
  found: text,
  holds: z.boolean(),
  list: z
    .object({ selected: lines, offered: z.int().nonnegative().optional() })
    .optional()
    .describe('everything that is selected, whole, and how many the org offers in all'),
  foundAs: text.optional().describe('what the page calls it, where that is not its best known name'),
});

const sectionShape = z.object({
  title: text,
  outcome,
  proved: text.optional().describe('what its own check found at the end, from a fresh page'),
  subjectId: text.optional().describe('the id by which the org knows what the section is about'),
  readBack: z
    .array(readBackShape)
    .optional()
    .describe('the settings as a fresh page shows them, each beside what is wanted'),
  exhibit: exhibit.optional(),
  captures: z.array(captureShape),
  remarks: lines.optional().describe('what was noticed beside its steps, such as that it was begun again'),
  error: text.optional(),
});

const challengeShape = z.object({
  at: time,
  occasion: z.enum(['sign-in', 'reveal', 'enrolment']),
  kind: z.enum(['e-mailed code', 'authenticator code', 'passkey', 'passkey enrolment', 'push', 'locked', 'unknown']),
  page: text.describe('origin and path of its page'),
  outcome: z.enum(['answered', 'not answered']),
  by: text.optional().describe('who gave the answer, or the last one where none was right'),
  mail: z
    .object({ folder: text, uid: z.int().nonnegative(), written: text })
    .optional()
    .describe('the mail that a code was read from; never the code'),
  tries: z.int().nonnegative(),
  ms,
});

const auditRowShape = z.object({
  at: text.describe("by the org's clock, ISO 8601"),
  by: text,
  section: text,
  action: text,
  display: text,
});

const auditTrailShape = z.object({
  from: text,
  to: text,
  rows: z.array(auditRowShape).optional().describe('left out where the trail could not be read'),
  unread: text.optional().describe('why it could not be read'),
  matches: z
    .array(z.object({ step: z.int().positive(), row: auditRowShape, names: text.optional() }))
    .describe('rows beside the steps that explain them; names is the input that the row names'),
  rowsAlone: z.array(z.object({ row: auditRowShape, why: text })).describe('rows that no step explains'),
  stepsAlone: z.array(z.int().positive()).describe('steps that made the org keep or show something, and have no row'),
});

const factsShape = z.object({
  id: text,
  startedAt: time,
  runbook: z.object({
    id: text,
    title: text,
    version: text,
    product: text,
    sha256: text
      .optional()
      .describe('SHA-256 of what `sha256sum *` prints in the folder of its compiled files, as they were carried out'),
  }),
  guide: z.object({
    title: text,
    source: text,
    items: z.array(z.object({ item: z.int().positive(), under: text, says: text })),
  }),
  target: z.object({
    url: text.describe("origin of the org's My Domain"),
    signedInBy: text.describe('by which way, in words'),
    org: text.describe('id of the org'),
    username: text,
    orgName: text.optional(),
    sandbox: z.boolean().optional().describe('left out where the org does not say'),
    kind: text
      .optional()
      .describe('of org: sandbox, scratch org, Developer Edition, or production org where it is none of them'),
    edition: text.optional(),
    instance: text.optional().describe('of Salesforce, on which the org lives'),
    userId: text.optional(),
    language: text.optional(),
  }),
  clockOffsetMs: z
    .number()
    .optional()
    .describe("how far the org's clock is ahead of this machine's, in milliseconds; left out where it did not tell"),
  inputs: z.record(text, z.unknown()),
  undoes: z
    .object({ run: text.describe('its id') })
    .optional()
    .describe('the run whose changes it takes back; left out where it takes none back'),
  resumes: z
    .object({ run: text.describe('its id') })
    .optional()
    .describe('the run that it goes on with, where that one ended; left out where it begins by itself'),
  planned: z
    .object({
      at: text.describe('of the plan'),
      sections: z.array(
        z.object({
          title: text,
          state: z.enum(['as wanted', 'to be done', 'not seen', 'not known yet']),
          wanted: text.optional(),
          found: text,
          subjectId: text.optional(),
          rows: z.array(readBackShape),
        }),
      ),
    })
    .optional()
    .describe('how the org was seen where a plan was agreed to: a run that goes on with this one does no more'),
  sink: text,
  strict: z.literal(true).optional().describe('set where nothing was used that is found by a weak name only'),
  approve: z
    .enum(['commits', 'each'])
    .optional()
    .describe('before which steps an approval is asked for; before none where left out'),
  agreed: z
    .array(z.object({ at: time, by: text, what: text, why: text }))
    .optional()
    .describe('what a person agreed to before the first step; empty where nobody was asked'),
  answerers: lines.describe('who could prove the identity, in the order in which they are asked'),
  challenges: z.array(challengeShape).describe('those that were met while signing in'),
  remarks: lines.describe('what was noticed while signing in'),
  tool: z.object({
    version: text,
    commit: text.optional(),
    node: text,
    browser: text,
    host: text,
    user: text.optional().describe('who is signed in to the machine'),
  }),
});

/** The shape of `run.json`; `docs/run.schema.json` is made of it. */
export const RunSchema = z
  .object({
    schema: z.literal(RUN_SCHEMA),
    run: factsShape.describe('what was known when it started'),
    outcome: z.enum(['converged', 'failed', 'incomplete', 'interrupted']),
    endedAt: time,
    ms,
    counts: z.partialRecord(outcome, z.int().positive()).describe('how many steps ended in which way'),
    awaitsApprovalOf: z
      .int()
      .positive()
      .optional()
      .describe('the step before which it ended, because an approval is needed that nobody could give'),
    waitedMs: ms.optional().describe('how long the run stood still for an operator'),
    askedMs: ms.describe("what asking every step's check before acting took, in milliseconds"),
    challenges: z.array(challengeShape).describe('all of the run, those of the sign-in first'),
    interventions: z
      .array(z.object({ at: time, who: text, what: text, why: text }))
      .describe('where a person had a hand in it, or may have had; empty where nobody intervened'),
    sections: z.array(sectionShape),
    steps: z.array(stepShape).describe('every step of the runbook, reached or not'),
    auditTrail: auditTrailShape.optional().describe("what the org's own audit trail says of the run's minutes"),
    seal: text.optional().describe('how the folder is to be sealed once everything is in it'),
    timeStamp: z
      .object({ askedOf: text.describe('host of the authority') })
      .optional()
      .describe('set where a time stamp is to be asked for: a folder that has none lacks it'),
  })
  .meta({ title: 'A run of setupwright, as run.json keeps it' });
