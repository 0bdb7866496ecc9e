import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchBrowser } from '../browser/launch.ts';
import type { RunFolder } from '../evidence/run-folder.ts';
import { Trouble } from '../runbook/trouble.ts';

const PAGE_WORDS = 'font: 7px sans-serif; color: #55626f; width: 100%; padding: 0 14mm; display: flex';

/**
 * Prints the report of a run as `report.pdf` beside it, by a browser of its own that knows nothing of the org. To be
 * called before the folder is sealed.
 * @param asked the setting SETUPWRIGHT_BROWSER
 * @returns why there is none, where it cannot be made: the record is whole without it
 */
export async function printReport(
  folder: RunFolder,
  { runId, asked }: { runId: string; asked: string | undefined },
): Promise<Trouble | undefined> {
  try {
    const browser = await launchBrowser({ headed: false, asked });
    try {
      const page = await browser.context.newPage();
      await page.goto(pathToFileURL(join(folder.path, 'report.html')).href);
      const pdf = await page.pdf({
        preferCSSPageSize: true,
        printBackground: true,
        tagged: true,
        outline: true,
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate: `<div style="${PAGE_WORDS}"><span>setupwright, run ${runId.replace(/[^\w-]/g, '')}</span><span style="margin-left: auto"><span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`,
      });
      await folder.bytes('report.pdf', pdf);
    } finally {
      await browser.close();
    }
    return undefined;
  } catch (error) {
    if (error instanceof Trouble) return error;
    return new Trouble('evidence', 'The report could not be printed as a PDF.', 'Print report.html by hand.', error);
  }
}
