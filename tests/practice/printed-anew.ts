import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printReport } from '../../src/cli/report-pdf.ts';
import { RunFolder } from '../../src/evidence/run-folder.ts';
import { SecretBook } from '../../src/runbook/secret.ts';

/**
 * Whether a printed report is what its own page makes when it is printed anew, to the byte but for when that was: then it
 * tells nothing that the page does not tell, and two of them need not be compared, which name their pictures by hashes.
 */
export async function isPrintOf(pdf: Buffer, page: Buffer, runId: string): Promise<boolean> {
  const base = await mkdtemp(join(tmpdir(), 'setupwright-print-'));
  try {
    const folder = await RunFolder.create(join(base, 'run'), new SecretBook());
    await writeFile(join(folder.path, 'report.html'), page);
    const trouble = await printReport(folder, { runId, asked: process.env['SETUPWRIGHT_BROWSER'] });
    if (trouble) throw trouble;
    return paper(pdf) === paper(await readFile(join(folder.path, 'report.pdf')));
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

/** A PDF of Chromium without the time at which it was made, and with its elements numbered from the first on. */
function paper(pdf: Buffer): string {
  const numbers = new Map<string, number>();
  return pdf
    .toString('latin1')
    .replace(/\/(CreationDate|ModDate) \(D:[^)]*\)/g, '/$1')
    .replace(/\(node(\d{8})\)/g, (_, id) => {
      if (!numbers.has(id)) numbers.set(id, numbers.size);
      return `(node ${numbers.get(id)})`;
    });
}
