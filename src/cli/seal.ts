import { type SealOptions, sealFolder, sealInWords, sealPlan, timeStampAskedOf } from '../evidence/seal/seal.ts';
import { signerFrom } from '../evidence/seal/signer.ts';
import { Trouble } from '../runbook/trouble.ts';
import type { Settings } from './settings.ts';

/** A run's folder and the writer of its seal. */
interface SealedFolder {
  readonly path: string;
  readonly seal: SealOptions['write'];
  /** As of {@link SealOptions.written}. */
  readonly written?: ReadonlyMap<string, string>;
}

/** How the evidence of a run is to be sealed. */
export interface Seal {
  /** In a sentence, for the report: no file can hold the seal that is made over it. */
  readonly plan: string;
  /** Whom a time stamp will be asked of, for `run.json`. */
  readonly timeStamp: { readonly askedOf: string } | undefined;
  /**
   * Seals a folder in which everything is written, and says so.
   * @returns whether nothing is lacking that the settings ask for
   * @throws Trouble of kind `evidence` where it cannot
   */
  close(folder: SealedFolder, say: (line: string) => void): Promise<boolean>;
}

/** Looks, before a run, whether its evidence can be sealed as the settings say. @throws Trouble where it cannot */
export async function sealOf(settings: Settings, options: Pick<SealOptions, 'pausesMs'> = {}): Promise<Seal> {
  const { SETUPWRIGHT_SEAL_KEY_FILE: key, SETUPWRIGHT_TIMESTAMP_URL: timeStampUrl } = settings;
  if (key === undefined && timeStampUrl !== undefined) {
    const what =
      'SETUPWRIGHT_TIMESTAMP_URL is set and SETUPWRIGHT_SEAL_KEY_FILE is not: a signature is what is stamped.';
    throw new Trouble('usage', what, 'Set both or neither.');
  }
  const how = { signer: key === undefined ? undefined : await signerFrom(key), timeStampUrl };
  return {
    plan: sealPlan(how),
    timeStamp: timeStampAskedOf(how),
    close: async (folder, say) => {
      if (how.signer?.waitsForTouch) say('Touch the security key: it signs the seal of the evidence.');
      const write: SealOptions['write'] = (name, content) => folder.seal(name, content);
      const result = await sealFolder(folder.path, { ...how, ...options, written: folder.written, write });
      say(`Sealed       ${sealInWords(result)}`);
      return result.remark === undefined;
    },
  };
}
