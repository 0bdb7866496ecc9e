import type { Camera, NoPicture, Shot } from '../../src/engine/camera.ts';
import type { Capture } from '../../src/engine/record.ts';
import { type CameraOptions, camera } from '../../src/evidence/camera.ts';

/** A camera whose pictures stay in memory. */
export class Darkroom {
  readonly pictures = new Map<string, Buffer>();
  readonly #camera: Camera;

  constructor(options?: CameraOptions) {
    this.#camera = camera({ picture: async (name, png) => void this.pictures.set(name, png) }, options);
  }

  /** A picture that must be kept. */
  async take(shot: Shot): Promise<Capture> {
    const taken = await this.#camera.take(shot);
    if ('rejected' in taken) throw new Error(taken.rejected);
    return taken;
  }

  /** A picture that may be rejected. */
  tryToTake(shot: Shot): Promise<Capture | NoPicture> {
    return this.#camera.take(shot);
  }

  picture({ file }: Capture): Buffer {
    const png = this.pictures.get(file);
    if (!png) throw new Error(`No picture ${file}`);
    return png;
  }
}
