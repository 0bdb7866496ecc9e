import type { Seal } from '../runbook/move.ts';
import type { Settled } from '../runbook/runbook.ts';
import type { Eyes } from './camera.ts';
import type { Where } from './operator.ts';
import type { Capture, SectionRecord } from './record.ts';
import { readByWeakNames } from './weak-names.ts';

/** What a section is pictured with: its number counts from one. */
interface Pictured {
  readonly eyes: Eyes;
  readonly number: number;
  readonly sealedNow?: Seal | undefined;
}

/** What proves that a section is settled: settings, text and pictures. */
export async function proofOf(
  settled: Settled,
  options: Pictured & { readonly strict: boolean },
): Promise<Pick<SectionRecord, 'subjectId' | 'exhibit' | 'readBack' | 'captures' | 'remarks'>> {
  const readBack = settled.readBack?.();
  const weak = readByWeakNames(readBack, options.strict);
  const { captures, remarks = [] } = await pictures(settled, 'after', options);
  const said = [...weak, ...remarks];
  return {
    subjectId: settled.subjectId?.(),
    exhibit: settled.exhibit?.(),
    readBack,
    captures,
    ...(said.length > 0 ? { remarks: said } : {}),
  };
}

/** One picture of what is framed, and more only where it does not show all that is to be seen. */
export async function pictures(
  settled: Settled | undefined,
  shows: Capture['shows'],
  { eyes, number, sealedNow }: Pictured,
): Promise<Pick<SectionRecord, 'captures' | 'remarks'>> {
  const page = settled?.screen?.();
  if (!settled || !page) return { captures: [] };
  const captures: Capture[] = [];
  const remarks: string[] = [];
  const also = shows === 'after' ? (settled.alsoFrames?.() ?? []) : [];
  for (const frame of [shows === 'after' ? settled.frames?.() : undefined, ...also]) {
    // What the page does not have is told in words.
    if (frame && also.includes(frame) && (await frame.count()) !== 1) continue;
    const taken = await eyes.take({ page, frame, seal: settled.seal, sealedNow, shows, of: { section: number } });
    if ('rejected' in taken) remarks.push(taken.rejected);
    else if (captures.every(({ n }) => n !== taken.n)) captures.push(taken);
  }
  return { captures, ...(remarks.length > 0 ? { remarks } : {}) };
}

/** Where a section is to be seen. */
export function whereIs(settled: Settled | undefined): Where | undefined {
  try {
    const page = settled?.screen?.();
    return page && !page.isClosed() ? { page, frame: settled?.frames?.() } : undefined;
  } catch {
    return undefined;
  }
}
