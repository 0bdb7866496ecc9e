import { LightningElement } from 'lwc';

/** Something that goes wrong in a form: `re-render` for some milliseconds, or `lost-field`. */
export interface FormFault {
  readonly name: string;
  readonly value: number;
}

/** A page of forms. It hears of faults from the shell as soon as it is shown, and keeps them for forms that come later. */
export default class FormPage extends LightningElement {
  fault: FormFault | undefined;

  override connectedCallback(): void {
    window.addEventListener('practice-fault', this.handleFault);
  }

  override disconnectedCallback(): void {
    window.removeEventListener('practice-fault', this.handleFault);
  }

  handleFault = (event: Event): void => {
    this.fault = (event as CustomEvent<FormFault>).detail;
  };
}
