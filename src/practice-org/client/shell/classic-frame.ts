import { places } from './places.ts';

interface ClassicClick {
  readonly practiceOrgLink: string;
}

let lastNumber = Date.now();

/**
 * A classic page inside Lightning Setup, facts 2.4 [C]: the name of the frame is another one on every navigation,
 * and its title is the title of the classic page.
 */
export function classicFrame(path: string): Promise<HTMLElement> {
  lastNumber = Math.max(lastNumber + 1, Date.now());
  const page = document.createElement('force-aloha-page');
  const frame = document.createElement('iframe');
  frame.name = `vfFrameId_${lastNumber}`;
  frame.id = frame.name;
  frame.src = path.startsWith('/') ? path : '/005?isUserEntityOverride=1';
  frame.addEventListener('load', () => {
    frame.title = frame.contentDocument?.title ?? '';
  });
  page.append(frame);
  return Promise.resolve(page);
}

/** Links inside a classic frame change the address of the whole page, so the frame tells and the shell goes. */
export function followClassicFrames(goTo: (path: string) => void): void {
  window.addEventListener('message', ({ origin, data }: MessageEvent<Partial<ClassicClick> | null>) => {
    const link = data?.practiceOrgLink;
    if (origin === window.location.origin && typeof link === 'string') goTo(places.classic(link));
  });
}
