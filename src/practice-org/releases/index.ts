import { release2025 } from './2025-10.ts';
import { release2026 } from './2026-08.ts';
import type { Release } from './release.ts';

export { adopt } from './adopt.ts';
export type { Release, SignIn } from './release.ts';

/** The releases that the practice org can be, by name. */
export const releases = { '2025-10': release2025, '2026-08': release2026 } as const satisfies Record<string, Release>;

export type ReleaseName = keyof typeof releases;

export const newest: ReleaseName = '2026-08';
