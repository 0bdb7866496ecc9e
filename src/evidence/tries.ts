/** What is told of a step, as far as a later try of it must not forget it. */
interface Told {
  readonly n: number;
  readonly section: string;
  readonly outcome: string;
  readonly was?: unknown;
  readonly commits?: true | undefined;
}

/**
 * The steps of a run whose sections may begin again. What was told of a section's steps is then void, but for what its
 * try had the org keep: a later try finds that already so, and it is this run's work all the same.
 */
export class Tries<Step extends Told> {
  readonly #kept = new Map<number, Step>();
  #steps: Step[] = [];

  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** What a try that was lost may have had the org keep, as far as no later try has come to the same step. */
  get open(): readonly Step[] {
    return [...this.#kept.values()].filter(({ n }) => this.#steps.every((step) => step.n !== n));
  }

  ended(step: Step): void {
    this.#steps.push(this.#withEarlier(step));
  }

  /** @param unclear the step at which its page was lost, where what came of it is not known */
  again(title: string, unclear?: Step): void {
    const own = [...this.#steps.filter(({ section }) => section === title), ...(unclear ? [unclear] : [])];
    this.#steps = this.#steps.filter(({ section }) => section !== title);
    // Nothing of a form stays where it was not sent off.
    if (!own.some(({ commits }) => commits)) return;
    for (const step of own.filter(isDone)) {
      if (!this.#kept.has(step.n)) this.#kept.set(step.n, step);
    }
  }

  #withEarlier(step: Step): Step {
    const earlier = this.#kept.get(step.n);
    if (!earlier) return step;
    const { was, commits } = earlier;
    return {
      ...step,
      ...(step.outcome === 'already so' ? { outcome: 'changed' } : {}),
      ...(was === undefined ? {} : { was }),
      ...(commits ? { commits } : {}),
    };
  }
}

/** What was so before is of nobody's doing, though its page showed something. */
function isDone({ outcome, commits }: Told): boolean {
  return outcome === 'changed' || (commits === true && outcome !== 'already so');
}
