import { api, LightningElement } from 'lwc';

type Row = Readonly<Record<string, string>>;

/**
 * A card of rows, facts 3.2 and 4.2 [S]; a field to the form around it.
 * guess [I]: facts 3.2, 4.2, how a row looks once `+` was pressed.
 */
export default class RowCard extends LightningElement {
  @api heading = '';
  @api hint = '';
  @api help = '';
  /** What a row consists of, such as `start: Start IP Address`. */
  @api columns: Readonly<Record<string, string>> = {};
  @api rows: readonly Row[] = [];
  @api readOnly = false;
  message = '';

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  get lines() {
    return this.rows.map((row, index) => ({
      index,
      cells: Object.entries(this.columns).map(([column, label]) => ({ column, label, value: row[column] })),
    }));
  }

  @api
  setCustomValidity(message: string): void {
    this.message = message;
  }

  @api
  reportValidity(): boolean {
    const inputs =
      this.template?.querySelectorAll<HTMLElement & { reportValidity(): boolean }>('lightning-input') ?? [];
    return [...inputs].map((input) => input.reportValidity()).every(Boolean) && this.message === '';
  }

  handleAdd(): void {
    this.tell([...this.rows, Object.fromEntries(Object.keys(this.columns).map((column) => [column, '']))]);
  }

  handleRemove(event: Event): void {
    const at = placeOf(event);
    this.tell(this.rows.filter((_, index) => index !== at));
  }

  handleChange(event: CustomEvent<{ value: string }>): void {
    const at = placeOf(event);
    const { column = '' } = (event.currentTarget as HTMLElement).dataset;
    this.tell(this.rows.map((row, index) => (index === at ? { ...row, [column]: event.detail.value } : row)));
  }

  tell(value: readonly Row[]): void {
    this.dispatchEvent(new CustomEvent('rowschange', { detail: { value } }));
  }
}

function placeOf(event: Event): number {
  return Number((event.currentTarget as HTMLElement).dataset['index']);
}
