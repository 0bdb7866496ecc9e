import { places } from './places.ts';

interface ClassicClick {
  readonly practiceOrgLink: string;
}

const allUsers = '/005?isUserEntityOverride=1';

let lastNumber = Date.now();
let lastPath = allUsers;

/** The list of users, in the view that was shown last. */
export const usersFrame = (): HTMLElement => classicFrame(allUsers);

/**
 * A classic page inside Lightning Setup, facts 2.4 [C]: it lives in shadow DOM, the name of the frame is another one
 * on every navigation, and its title is the title of the classic page.
 */
export function classicFrame(path: string): HTMLElement {
  lastPath = path.startsWith('/') ? path : allUsers;
  return framed(lastPath);
}

/** A frame of an earlier page that was forgotten in the document, hidden: facts 2.4 [C], 10.11 [C]. */
export function staleFrame(): HTMLElement {
  const page = framed(lastPath);
  page.hidden = true;
  return page;
}

function framed(path: string): HTMLElement {
  lastNumber = Math.max(lastNumber + 1, Date.now());
  const page = document.createElement('force-aloha-page');
  const frame = document.createElement('iframe');
  frame.name = `vfFrameId_${lastNumber}`;
  frame.id = frame.name;
  frame.src = path;
  frame.addEventListener('load', () => {
    frame.title = frame.contentDocument?.title ?? '';
  });
  frame.style.cssText = 'width: 100%; height: 100%; border: 0; border-radius: 4px; background: #fff';
  page.attachShadow({ mode: 'open' }).append(frame);
  return page;
}

/** Links inside a classic frame change the address of the whole page, so the frame tells and the shell goes. */
export function followClassicFrames(goTo: (path: string) => void): void {
  window.addEventListener('message', ({ origin, data }: MessageEvent<Partial<ClassicClick> | null>) => {
    const link = data?.practiceOrgLink;
    if (origin === window.location.origin && typeof link === 'string') goTo(places.classic(link));
  });
}
