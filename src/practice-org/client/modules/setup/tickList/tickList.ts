import { api, LightningElement } from 'lwc';
import type { Tick } from '../../../../shape.ts';

/** A column of checkboxes; a box under another one shows only while that one is ticked. */
export default class TickList extends LightningElement {
  @api ticks: readonly Tick[] = [];
  @api ticked: readonly string[] = [];
  @api readOnly = false;

  get rows() {
    return this.ticks
      .filter(({ under }) => !under || this.ticked.includes(under))
      .map((tick) => ({
        ...tick,
        checked: this.ticked.includes(tick.value),
        disabled: this.readOnly || tick.locked === true,
        className: tick.under ? 'tick tick_nested' : 'tick',
      }));
  }

  handleChange(event: Event): void {
    const { value } = (event.currentTarget as HTMLElement).dataset;
    const { checked } = (event as CustomEvent<{ checked: boolean }>).detail;
    this.dispatchEvent(new CustomEvent('tick', { detail: { value, checked } }));
  }
}
