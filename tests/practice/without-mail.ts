import runbook from '../../runbooks/external-client-app/runbook.ts';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { NO_SINK } from '../../src/cli/sinks.ts';
import type { Shot } from '../../src/engine/camera.ts';
import type { Capture } from '../../src/engine/record.ts';
import { run } from '../../src/engine/run.ts';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import { showsSign } from '../../src/salesforce/keeper.ts';
import { facts, NotedCamera } from '../engine/stage.ts';
import { surroundings } from '../salesforce/support.ts';
import { launchBrowser } from '../support/browser.ts';
import { byMail, prover } from '../support/identity.ts';
import { practice } from '../support/practice.ts';

const SOON = 2_000;

/** A camera that notes where a page showed a sign of something in the way. */
class WatchfulCamera extends NotedCamera {
  readonly signs: string[] = [];
  override async take(shot: Shot): Promise<Capture> {
    const capture = await super.take(shot);
    if (await showsSign(shot.page)) this.signs.push(`${capture.n}: ${shot.page.url()}`);
    return capture;
  }
}

/** A whole run against an org whose mails do not come, with less patience for them than the command line has. */
export async function runWithoutMail(): Promise<{
  code: number;
  says: string;
  org: PracticeOrg;
  camera: WatchfulCamera;
}> {
  const { org, mailbox, close } = await practice({ faults: ['mail-none'] });
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    const camera = new WatchfulCamera();
    const identity = prover(byMail(mailbox, org.admin.username, { deadlineMs: SOON }));
    const around = surroundings(org, context, { identity, sink: NO_SINK });
    const signedIn = await runbook.signIn(around);
    const inputs = { appName: 'Document AI', contactEmail: 'ops@acme.example' };
    const { failure } = await run(runbook.sections(inputs, { ...around, signedIn: () => signedIn }), {
      facts,
      camera,
      readers: [],
      signal: around.signal,
      notices: () => [],
      challenges: () => [],
    });
    return {
      code: exitCodeOf(failure),
      says: failure instanceof Error ? failure.message : String(failure),
      org,
      camera,
    };
  } finally {
    await browser.close();
    await close();
  }
}
