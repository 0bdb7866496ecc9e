let asks = false;
let changed = false;

/** Whether the browser asks before a changed form is left: facts 10.7 [P]. */
export function askBeforeLeaving(on: boolean): void {
  asks = on;
}

/** The form was saved, or another page took its place. */
export function nothingChanged(): void {
  changed = false;
}

/** Notes when somebody changes a field. */
export function watchForChanges(content: HTMLElement): void {
  for (const kind of ['input', 'change']) {
    content.addEventListener(
      kind,
      () => {
        changed = true;
      },
      { capture: true },
    );
  }
  content.addEventListener('click', (event) => {
    const pressed = event.composedPath().find((node) => node instanceof HTMLButtonElement);
    if (pressed?.textContent?.trim() === 'Cancel') nothingChanged();
  });
  window.addEventListener('beforeunload', (event) => {
    if (asks && changed) event.preventDefault();
  });
}
