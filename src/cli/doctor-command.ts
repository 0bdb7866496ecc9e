import { launchBrowser } from '../browser/launch.ts';
import { jsonText } from '../evidence/visible.ts';
import { type DryRun, dryRun } from '../identity/mailbox/index.ts';
import type { Sink } from '../runbook/ports.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { clockOffsetOf } from '../salesforce/org-clock.ts';
import { signIn } from '../salesforce/sign-in/sign-in.ts';
import { WrongTarget } from '../salesforce/sign-in/who.ts';
import { ABOUT, type About } from './doctor/finding.ts';
import { Findings } from './doctor/findings.ts';
import { askOrg, noteSignedIn, noteWrongTarget } from './doctor/org.ts';
import { ABOUT_PART, NOTES, noteClock } from './doctor/parts.ts';
import { lookAtPlace } from './doctor/place.ts';
import { findingText, summaryText } from './doctor/screen.ts';
import { stopped } from './end.ts';
import { EXIT } from './exit-codes.ts';
import { mailboxOf } from './mailbox.ts';
import { LEAST_MB } from './run-command.ts';
import { sealOf } from './seal.ts';
import { readSettings, type Settings } from './settings.ts';
import { refuseShownBy } from './shown.ts';
import { type AskedSinks, NO_SINK, sinkFor } from './sinks.ts';
import type { Speech } from './speech.ts';
import { type Lent, lend, type Watch } from './surroundings.ts';
import { refuseNoTarget } from './target.ts';

/** What the user asked for. */
export interface DoctorRequest extends AskedSinks {
  /** The runbook whose inputs are looked at, where one is named. @throws Trouble of kind `usage` where one is wrong */
  readonly runbook?: { readonly runbook: Runbook; inputs(): Record<string, unknown> };
  /** Settings by their names, from the environment and the settings file. @throws Trouble of kind `usage` */
  values(): Promise<Readonly<Record<string, string | undefined>>>;
  readonly out?: string | undefined;
  readonly headed: boolean;
  /** Whether a person may be asked. */
  readonly input: boolean;
  readonly json: boolean;
}

const ONE_DAY_MS = 86_400_000;

/**
 * Looks at everything that a run needs and says what it finds, one line each. Signs in, asks and looks; changes nothing
 * in the org.
 * @returns the exit code: 0 where nothing failed, else that of a run that does not start
 * @throws Trouble of kind `interrupted` when the signal fires
 */
export async function doctorCommand(request: DoctorRequest, speech: Speech, signal: AbortSignal): Promise<number> {
  const { json } = request;
  const { out, err, book } = speech;
  const screen = json ? err : out;
  const say = (line: string) => screen.write(`${book.redact(line)}\n`);
  const findings = new Findings(book, (finding) => json || out.write(findingText(finding, out)));
  if (!json) say('Looking at everything that a run needs; nothing is changed in the org.\n');
  await examine({ request, speech, signal, say, findings });
  const all = findings.all.toSorted((one, other) => ABOUT.indexOf(one.about) - ABOUT.indexOf(other.about));
  const ready = findings.failed.length === 0;
  out.write(json ? jsonText({ ready, findings: all }) : `\n${summaryText(all)}`);
  return ready ? EXIT.converged : EXIT.preflight;
}

/** What every look has at hand. */
interface Doctor {
  readonly request: DoctorRequest;
  readonly speech: Speech;
  readonly signal: AbortSignal;
  readonly findings: Findings;
  readonly say: (line: string) => void;
}

type Values = Readonly<Record<string, string | undefined>>;

async function examine(doctor: Doctor): Promise<void> {
  const { request, findings, signal } = doctor;
  const { headed } = request;
  const { values, settings } = await lookAtSettings(doctor);
  const inputs = await lookAtInputs(doctor, settings);
  const path = request.out ?? settings?.SETUPWRIGHT_OUT ?? values['SETUPWRIGHT_OUT'] ?? 'runs';
  await lookAtPlace(findings, { path, own: request.out !== undefined, leastMb: LEAST_MB });
  let inTheWay: About = 'Settings';
  if (settings) {
    await findings.look(
      'Seal',
      () => sealOf(settings),
      ({ plan }) => plan,
    );
    const sink = await lookAtSink(doctor, settings, values);
    await lookAtMailbox(doctor, settings);
    inTheWay = await lookAtOrg(doctor, { settings, sink: sink ?? NO_SINK, inputs });
  }
  if (signal.aborted) throw stopped();
  // What stood in the way of the browser does not keep one from looking at it.
  const program = settings?.SETUPWRIGHT_BROWSER ?? values['SETUPWRIGHT_BROWSER'];
  if (!findings.has('Browser'))
    await findings.look(
      'Browser',
      () => startOnce(headed, program),
      (text) => text,
    );
  const url = settings?.SALESFORCE_URL;
  if (url !== undefined && !findings.has('My Domain')) noteClock(findings, url, await clockOffsetOf(url, signal));
  findings.noteTheRest(expected(request, settings), inTheWay);
}

/** The settings by their names, as far as they could be read, and as they are meant, where nothing is wrong with them. */
async function lookAtSettings({ request, findings, speech: { book } }: Doctor) {
  let values: Values = {};
  const settings = await findings.look(
    'Settings',
    async () => {
      values = await request.values();
      const read = await readSettings(values, (name, value) => book.keep(name, value));
      refuseNoTarget(read, request.headed && request.input);
      refuseShownBy(book, read);
      return read;
    },
    ({ SALESFORCE_USERNAME: username, SALESFORCE_CLI_ORG: alias, SALESFORCE_URL: url }) =>
      `Complete, for ${username ?? alias} at ${url ?? 'the org of the CLI'}`,
  );
  return { values, settings };
}

async function lookAtInputs(
  { request: { runbook: asked }, findings, speech: { book } }: Doctor,
  settings: Settings | undefined,
): Promise<Record<string, unknown> | undefined> {
  if (!asked) return undefined;
  const { runbook } = asked;
  return findings.look(
    'Inputs',
    () => {
      const inputs = asked.inputs();
      if (settings) refuseShownBy(book, settings, { runbook, inputs });
      return inputs;
    },
    () => 'Complete',
  );
}

/** What is told of at least: the CLI, a kept session and a runbook only where there is one. */
function expected({ runbook }: DoctorRequest, settings: Settings | undefined): About[] {
  const absent: Partial<Record<About, boolean>> = {
    'Salesforce CLI': settings?.SALESFORCE_CLI_ORG === undefined,
    'Saved session': settings?.SALESFORCE_SESSION_FILE === undefined,
    Inputs: !runbook,
    Runbook: !runbook,
  };
  return ABOUT.filter((about) => absent[about] !== true);
}

function lookAtSink(
  { request, findings, speech }: Doctor,
  settings: Settings,
  values: Values,
): Promise<Sink | undefined> {
  return findings.look(
    'Sink',
    async () => {
      const sink = sinkFor(settings, request, values, (name, value) => speech.book.keep(name, value));
      await sink.preflight();
      return sink;
    },
    ({ name }) => `${name.charAt(0).toUpperCase()}${name.slice(1)} took a dummy value`,
  );
}

async function lookAtMailbox({ findings, speech, signal }: Doctor, settings: Settings): Promise<void> {
  await findings.look(
    'Mailbox',
    async () => {
      const mailbox = mailboxOf(settings, settings.SALESFORCE_USERNAME ?? '', speech.book);
      return mailbox && { mailbox, seen: await dryRun(mailbox, new Date(Date.now() - ONE_DAY_MS), signal) };
    },
    (looked) => {
      if (!looked) return 'None is set, so no code is taken from a mail';
      const { mailbox, seen } = looked;
      const read = `${seen.folders.join(' and ')} of ${mailbox.user} can be read`;
      // A mail is for somebody: without a username none would be taken.
      return settings.SALESFORCE_USERNAME === undefined ? read : `${read}; ${mailsTold(seen)}`;
    },
  );
}

/** Everything up to the sign-in, the sign-in, and what the org tells then. @returns what stood in the way of more */
async function lookAtOrg(
  { request, findings, speech, signal, say }: Doctor,
  { settings, sink, inputs }: { settings: Settings; sink: Sink; inputs: Record<string, unknown> | undefined },
): Promise<About> {
  const { headed, input, runbook } = request;
  const cleanUps: (() => Promise<void>)[] = [];
  const startedAt = new Date();
  let inTheWay: About = 'Sign-in';
  const watch: Watch = async (part, work) => {
    try {
      const found = await work();
      NOTES[part](findings, found, settings);
      return found;
    } catch (error) {
      inTheWay = ABOUT_PART[part];
      findings.noteError(inTheWay, error);
      throw error;
    }
  };
  let lent: Lent | undefined;
  try {
    lent = await lend({ settings, sink, book: speech.book, headed, input, speech, say, signal, cleanUps, watch });
    // Told of the browser and the clock already.
    lent.notices();
    const signedIn = await lent.signIn(runbook?.runbook.signIn ?? signIn);
    noteSignedIn(findings, lent, signedIn);
    await askOrg(findings, lent, startedAt);
    const { around } = lent;
    if (!inputs) inTheWay = 'Inputs';
    if (runbook && inputs) {
      await findings.look(
        'Runbook',
        () => runbook.runbook.ready(inputs, around),
        () => `"${runbook.runbook.title}" is ready to run`,
      );
    }
  } catch (error) {
    if (error instanceof WrongTarget) inTheWay = noteWrongTarget(findings, error);
    // What failed before was noted where it happened.
    else findings.noteError(inTheWay, error);
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp().catch(() => undefined);
  }
  return inTheWay;
}

function mailsTold({ mails }: DryRun): string {
  const taken = mails.filter(({ verdict }) => verdict === 'taken').length;
  if (mails.length === 0) return 'no mail came in the last day';
  return `of ${mails.length} mails of the last day it would take a code from ${taken === 0 ? 'none' : taken}`;
}

async function startOnce(headed: boolean, asked: string | undefined): Promise<string> {
  const { description, close } = await launchBrowser({ headed, asked });
  await close();
  return description;
}
