/** How often the clock is looked at, and from which gap on the machine must have slept: milliseconds. */
interface Rhythm {
  readonly every: number;
  readonly longer: number;
}

/** Notices that the machine slept, or that nothing ran on it for another reason. */
export interface SleepWatch {
  /** How long it slept since this moment of `performance.now()`, in milliseconds. */
  since(moment: number): number;
  end(): void;
}

/** Watches from now on. What waits has its patience used up by a sleep, though nothing had the time to happen. */
export function watchSleep({ every, longer }: Rhythm = { every: 1_000, longer: 10_000 }): SleepWatch {
  const sleeps: { readonly until: number; readonly ms: number }[] = [];
  let last = performance.now();
  let lastOnTheWall = Date.now();
  const look = () => {
    const now = performance.now();
    // The one clock stands still while some systems sleep, the other may be set.
    const ms = Math.max(now - last, Date.now() - lastOnTheWall);
    if (ms > longer) sleeps.push({ until: now, ms });
    last = now;
    lastOnTheWall = Date.now();
  };
  const timer = setInterval(look, every).unref();
  return {
    since: (moment) => {
      look();
      return sleeps.filter(({ until }) => until >= moment).reduce((sum, { ms }) => sum + ms, 0);
    },
    end: () => clearInterval(timer),
  };
}
