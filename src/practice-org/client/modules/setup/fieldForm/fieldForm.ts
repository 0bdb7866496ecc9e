import { api, LightningElement } from 'lwc';
import type { Refusal } from '../../../../shape.ts';
import type { FormFault } from '../formPage/formPage.ts';

interface FieldElement extends HTMLElement {
  setCustomValidity(message: string): void;
  reportValidity(): boolean;
}

interface FieldChange {
  readonly value?: unknown;
  readonly checked?: boolean;
  readonly files?: FileList;
}

const redraws = 4;

/** What every form does: keep a draft, check it, and show what the server refused beside the field it is about. */
export default class FieldForm<Values extends object> extends LightningElement {
  /** Replaced as a whole on each change, so that the template notices. */
  draft: Values | undefined;
  showsErrors = false;
  /** Saved values have come back: complaints about what was typed before are void once they are shown. */
  forgetsErrors = false;
  /** One item: a new one has the template draw all fields anew, with the values of the draft. */
  drawings = [0];
  /** The sections that are unfolded when the form is drawn. */
  openSections: readonly string[] = [];
  unfolded: readonly string[] | undefined;
  /** The field that the fault `lost-field` empties. */
  fragileField = '';
  losesField = false;

  /** guess [I]: facts 2.5, which controls become text in read mode and which only grey; some of it is seen [S]. */
  @api readOnly = false;

  @api
  get values(): Values | undefined {
    return this.draft;
  }
  set values(values: Values | undefined) {
    this.draft = values;
    this.forgetsErrors = this.showsErrors;
  }

  @api
  get fault(): FormFault | undefined {
    return undefined;
  }
  set fault(fault: FormFault | undefined) {
    if (fault?.name === 're-render') void this.redraw(fault.value);
    if (fault?.name === 'lost-field') this.losesField = true;
  }

  override renderedCallback(): void {
    if (!this.forgetsErrors) return;
    this.forgetsErrors = false;
    this.showsErrors = false;
    for (const field of this.fields()) field.setCustomValidity('');
    this.check();
  }

  /** True where every field accepts its value; the others show why not. */
  @api
  check(): boolean {
    let valid = true;
    for (const field of this.fields()) valid = field.reportValidity() && valid;
    this.showsErrors = !valid;
    return valid;
  }

  /** Shows refusals at their fields and returns the messages that belong to no field on the page. */
  @api
  refuse(refusals: readonly Refusal[]): string[] {
    const left: string[] = [];
    const shown: FieldElement[] = [];
    this.showsErrors = true;
    for (const { field, message } of refusals) {
      const element = this.fields().find((each) => each.dataset['field'] === field);
      if (!element) left.push(message);
      element?.setCustomValidity(message);
      element?.reportValidity();
      if (element) shown.push(element);
    }
    // The field may be far above the button that was pressed.
    shown[0]?.focus();
    return left;
  }

  handleChange(event: Event): void {
    const field = event.currentTarget as FieldElement;
    const { value, checked, files } = (event as CustomEvent<FieldChange>).detail;
    field.setCustomValidity('');
    this.patch(field.dataset['field'] ?? '', files ? (files[0]?.name ?? '') : (checked ?? value));
  }

  handleSections(event: CustomEvent<{ openSections: readonly string[] }>): void {
    this.unfolded = [...event.detail.openSections];
  }

  async redraw(milliseconds: number): Promise<void> {
    for (let left = redraws; left > 0; left -= 1) {
      await new Promise((resolve) => setTimeout(resolve, milliseconds / redraws));
      this.openSections = this.unfolded ?? this.openSections;
      this.drawings = this.drawings.map((drawing) => drawing + 1);
    }
  }

  patch(field: string, value: unknown): void {
    if (!this.draft) return;
    const fragile = this.fragileField;
    const loses = this.losesField && field !== fragile && Boolean(this.draft[fragile as keyof Values]);
    this.losesField &&= !loses;
    this.draft = { ...this.draft, ...(loses ? { [fragile]: '' } : {}), [field]: value };
  }

  fields(): FieldElement[] {
    return [...(this.template?.querySelectorAll<FieldElement>('[data-field]') ?? [])];
  }
}
