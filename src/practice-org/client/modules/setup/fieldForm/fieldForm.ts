import { api, LightningElement } from 'lwc';
import type { Refusal } from '../../../../shape.ts';

interface FieldElement extends HTMLElement {
  setCustomValidity(message: string): void;
  reportValidity(): boolean;
}

interface FieldChange {
  readonly value?: string | string[];
  readonly checked?: boolean;
}

/** What every form does: keep a draft, check it, and show what the server refused beside the field it is about. */
export default class FieldForm<Values extends object> extends LightningElement {
  /** Replaced as a whole on each change, so that the template notices. */
  draft: Values | undefined;
  showsErrors = false;
  /** Saved values have come back: complaints about what was typed before are void once they are shown. */
  forgetsErrors = false;

  @api readOnly = false;

  @api
  get values(): Values | undefined {
    return this.draft;
  }
  set values(values: Values | undefined) {
    this.draft = values;
    this.forgetsErrors = this.showsErrors;
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
    this.showsErrors = true;
    for (const { field, message } of refusals) {
      const element = this.fields().find((each) => each.dataset['field'] === field);
      if (!element) left.push(message);
      element?.setCustomValidity(message);
      element?.reportValidity();
    }
    return left;
  }

  handleChange(event: Event): void {
    const field = event.currentTarget as FieldElement;
    const change = (event as CustomEvent<FieldChange>).detail;
    field.setCustomValidity('');
    this.patch(field.dataset['field'] ?? '', change.checked ?? change.value);
  }

  patch(field: string, value: unknown): void {
    if (this.draft) this.draft = { ...this.draft, [field]: value };
  }

  fields(): FieldElement[] {
    return [...(this.template?.querySelectorAll<FieldElement>('[data-field]') ?? [])];
  }
}
