import { Trouble } from './trouble.ts';

/**
 * What comes of works that go on side by side. Each is waited for, also where another fails: nothing of a try goes on
 * behind the next one.
 * @throws what one of them threw, a Trouble before anything else
 */
export async function sideBySide<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(works);
  const failures = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((failure) => failure instanceof Trouble) ?? failures[0];
  return ended.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

/** What was begun before anybody asks for it: that it fails is told to who does. */
export function atOnce<T>(begun: Promise<T>): Promise<T> {
  begun.catch(() => undefined);
  return begun;
}
