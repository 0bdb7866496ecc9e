/**
 * Runs in the console's page: takes each part of the board that has changed, and hands over what the person says. It is
 * sent to the page as text, so it uses nothing from outside itself.
 */
export function client(): void {
  const SECOND = 1000;
  const place = document.querySelector<HTMLElement>('#board');
  if (!place) return;
  /** Each part as it was sent: what people fold open in it is not a change. */
  const sent = new Map<string, string>();
  for (const part of partsIn(place)) sent.set(nameOf(part), part.outerHTML);
  let busy = false;
  let again = false;
  /** Set while a button is held down: one that is drawn anew meanwhile would not be pressed at all. */
  let isHeld = false;

  function partsIn(root: ParentNode): HTMLElement[] {
    return [...root.querySelectorAll<HTMLElement>('[data-part]')];
  }

  function nameOf(part: HTMLElement): string {
    return part.dataset['part'] ?? '';
  }

  async function refresh(): Promise<void> {
    if (busy || isHeld) {
      again = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch('/board');
      const text = answer.ok ? await answer.text() : undefined;
      if (isHeld) again = true;
      else if (text !== undefined) take(text);
    } catch {
      // The run has ended: what it showed last stays.
    }
    busy = false;
    if (!again || isHeld) return;
    again = false;
    await refresh();
  }

  function take(text: string): void {
    const fresh = document.createElement('template');
    fresh.innerHTML = text;
    const parts = partsIn(fresh.content);
    if (parts.length !== sent.size) {
      place?.replaceChildren(fresh.content);
      sent.clear();
      for (const part of partsIn(document)) sent.set(nameOf(part), part.outerHTML);
      goToQuestion();
    } else for (const part of parts) renew(part);
    document.title = document.querySelector<HTMLElement>('[data-title]')?.dataset['title'] ?? document.title;
    tick();
  }

  function renew(part: HTMLElement): void {
    const name = nameOf(part);
    const text = part.outerHTML;
    if (sent.get(name) === text) return;
    sent.set(name, text);
    const old = document.querySelector<HTMLElement>(`[data-part="${name}"]`);
    if (!old) return;
    const open = [...old.querySelectorAll('details[open]')].map(({ id }) => id);
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const wasSeen = old.matches('.is-now') && isSeen(old);
    const isNew = name === 'question' && old.hidden && !part.hidden;
    old.replaceWith(part);
    for (const id of open) document.getElementById(id)?.setAttribute('open', '');
    if (focused?.id) document.getElementById(focused.id)?.focus();
    else if (focused instanceof HTMLElement && focused.dataset['answer']) {
      part.querySelector<HTMLElement>(`[data-answer="${focused.dataset['answer']}"]`)?.focus();
    }
    if (isNew) goToQuestion();
    if (wasSeen || (part.matches('.is-now') && isNear(part))) part.scrollIntoView({ block: 'nearest' });
  }

  /** Nobody who does something else on the page is taken away from it. */
  function goToQuestion(): void {
    if (document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>('#question:not([hidden])')?.focus();
  }

  function isSeen(element: HTMLElement): boolean {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }

  /** Somebody who reads elsewhere is not taken away from there. */
  function isNear(element: HTMLElement): boolean {
    const { top } = element.getBoundingClientRect();
    return top > 0 && top < innerHeight * 1.25;
  }

  async function say(path: string, body: object): Promise<void> {
    const told = document.querySelector<HTMLElement>('.refused');
    try {
      const answer = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const { refused } = (await answer.json()) as { refused?: string };
      if (told) {
        told.textContent = refused ?? '';
        told.hidden = !refused;
      }
    } catch {
      if (!told) return;
      told.textContent = 'The run does not answer any more.';
      told.hidden = false;
    }
    await refresh();
  }

  function release(): void {
    // What the press sets off comes first.
    setTimeout(() => {
      isHeld = false;
      if (again) void refresh();
    });
  }

  function tick(): void {
    const clock = document.querySelector<HTMLElement>('.elapsed');
    const { from, to, waited, waits } = clock?.dataset ?? {};
    if (!clock || !from) return;
    const until = waits ? Date.parse(waits) : to ? Date.parse(to) : Date.now();
    const seconds = Math.max(0, Math.round((until - Date.parse(from) - Number(waited)) / SECOND));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }

  /** Of the question that an element belongs to: what is pressed late must not answer the next one. */
  function questionOf(element: Element): { question?: number } {
    const id = element.closest<HTMLElement>('[data-question]')?.dataset['question'];
    return id ? { question: Number(id) } : {};
  }

  const hold = (event: Event) => {
    isHeld = event.target instanceof Element && event.target.closest('button, summary') !== null;
  };
  document.addEventListener('pointerdown', hold);
  document.addEventListener('keydown', (event) => {
    if (event.key === ' ') hold(event);
  });
  for (const type of ['pointerup', 'pointercancel', 'keyup']) document.addEventListener(type, release);
  window.addEventListener('blur', release);
  document.addEventListener('click', (event) => {
    const pressed = (event.target as Element).closest<HTMLElement>('button[type=button]');
    if (!pressed) return;
    if ('show' in pressed.dataset) void say('/show', {});
    else if (pressed.dataset['answer']) void say('/say', { answer: pressed.dataset['answer'], ...questionOf(pressed) });
  });
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    const { why, until } = Object.fromEntries(new FormData(form));
    void say('/say', {
      answer: form.dataset['answer'],
      why,
      ...questionOf(form),
      ...(until ? { until: Number(until) } : {}),
    });
  });
  const changes = new EventSource('/changes');
  changes.addEventListener('message', () => void refresh());
  changes.addEventListener('error', () => {
    document.documentElement.dataset['cut'] = '';
  });
  changes.addEventListener('open', () => {
    delete document.documentElement.dataset['cut'];
    void refresh();
  });
  setInterval(tick, SECOND / 2);
  tick();
  goToQuestion();
}
