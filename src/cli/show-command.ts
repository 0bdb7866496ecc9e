import { z } from 'zod';
import { jsonText } from '../evidence/visible.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { Trouble } from '../runbook/trouble.ts';
import { readDotenv } from './dotenv-file.ts';
import { readInputs } from './inputs.ts';
import { manual } from './manual.ts';
import { allRunbooks, runbookNamed } from './runbooks.ts';

/** What stands in a manual where no setting names the org or the user. */
const SOMEWHERE = { url: 'https://your-domain.my.salesforce.com', username: 'the signed-in user' };

/** The runbooks, a line each, or as JSON. */
export async function listCommand(json: boolean): Promise<string> {
  const runbooks = await allRunbooks();
  if (json) return jsonText(runbooks.map(({ id, title, version, summary }) => ({ id, title, version, summary })));
  return runbooks.map(({ id, summary }) => `${id}\n  ${summary}\n`).join('');
}

/** What a runbook takes and does, or with `manual` how to do it by hand. */
export async function showCommand(
  id: string,
  flags: { manual?: true; json?: true; inputs?: string; set?: string[]; envFile?: string },
): Promise<string> {
  const runbook = await runbookNamed(id);
  if (flags.manual && flags.json) {
    throw new Trouble('usage', 'A manual is no JSON.', 'Give --manual or --json.');
  }
  if (flags.manual) {
    const { values } = readDotenv(flags.envFile ?? '.env', flags.envFile !== undefined);
    const given = { ...values, ...process.env };
    const inputs = readInputs(runbook, { file: flags.inputs, pairs: flags.set ?? [] });
    const url = given['SALESFORCE_URL'];
    return manual(runbook, inputs, {
      url: url && URL.canParse(url) ? url : SOMEWHERE.url,
      username: given['SALESFORCE_USERNAME'] || SOMEWHERE.username,
    });
  }
  const inputs = inputsOf(runbook);
  if (flags.json) {
    const { id: name, title, version, summary, guide } = runbook;
    return jsonText({
      id: name,
      title,
      version,
      summary,
      guide,
      inputs: z.toJSONSchema(runbook.inputs, { io: 'input' }),
    });
  }
  return [
    `${runbook.title} (${runbook.id}, version ${runbook.version})`,
    runbook.summary,
    '',
    'Inputs:',
    ...inputs.map(({ name, about, preset }) => `  ${name.padEnd(15)} ${about}\n  ${' '.repeat(15)} ${preset}`),
    '',
    `Guide: ${runbook.guide.title}`,
    ...runbook.guide.items.map(({ item, says }) => `  ${String(item).padStart(2)}  ${says}`),
    '',
    `By hand: setupwright show ${runbook.id} --manual --set contactEmail=you@example.com`,
    '',
  ].join('\n');
}

function inputsOf(runbook: Runbook): { name: string; about: string; preset: string }[] {
  return Object.entries(runbook.inputs.shape).map(([name, schema]) => {
    const preset = (schema as z.ZodType).safeParse(undefined);
    const shown = preset.success && preset.data !== undefined ? `default: ${JSON.stringify(preset.data)}` : undefined;
    return {
      name,
      about: (schema as z.ZodType).description ?? '',
      preset: shown ?? (preset.success ? 'optional' : 'required'),
    };
  });
}
