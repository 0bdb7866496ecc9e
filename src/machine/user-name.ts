import { userInfo } from 'node:os';

/** The name of who is signed in to the machine; `undefined` where the system has none, as for a mere number in a container. */
export function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
