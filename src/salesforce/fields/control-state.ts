import type { Locator } from 'playwright';

/** What a control shows. */
export interface ControlState {
  /** What was typed or chosen; the text of a control that one does not type in. */
  readonly value: string;
  readonly ticked: boolean;
  readonly disabled: boolean;
  readonly readOnly: boolean;
}

/**
 * What a control shows, in one look at the page; undefined where it is not there.
 * @throws Error where there are several of them
 */
export async function stateOf(control: Locator): Promise<ControlState | undefined> {
  const [state, ...more] = await control.evaluateAll(statesOf);
  if (more.length > 0) throw new Error(`strict mode violation: ${more.length + 1} controls of this name`);
  return state;
}

/** Runs in the page. A control is disabled by itself or by what holds it, and by what is said to screen readers too. */
function statesOf(elements: Element[]): ControlState[] {
  const outside = (inner: Element) =>
    inner.assignedSlot ?? inner.parentElement ?? (inner.getRootNode() as Partial<ShadowRoot>).host;
  /** The innermost that says something of it counts. */
  const isDisabled = (element: Element | undefined): boolean =>
    element !== undefined &&
    (element.ariaDisabled === 'true' ||
      (element.ariaDisabled !== 'false' && isDisabled(outside(element) ?? undefined)));
  return elements.map((element) => {
    const typed: Partial<HTMLInputElement> = ['input', 'textarea', 'select'].includes(element.localName) ? element : {};
    return {
      value: typed.value ?? element.textContent ?? '',
      ticked: typed.checked ?? element.ariaChecked === 'true',
      disabled: element.matches(':disabled') || isDisabled(element),
      readOnly: typed.readOnly ?? element.ariaReadOnly === 'true',
    };
  });
}
