import { LightningElement } from 'lwc';
import type { AppRow } from '../../../../shape.ts';
import { server } from '../../../server.ts';
import { goTo, places } from '../../../shell/places.ts';

/** The External Client App Manager, facts 3.1 [S]. */
export default class AppList extends LightningElement {
  apps: readonly AppRow[] | undefined;

  override async connectedCallback(): Promise<void> {
    const answer = await server.apps();
    if (answer.ok) this.apps = answer.value;
  }

  get loading(): boolean {
    return this.apps === undefined;
  }

  get rows() {
    return (this.apps ?? []).map((app, index) => ({
      ...app,
      number: index + 1,
      href: places.app(app.id),
      badgeClass: app.status === 'Enabled' ? 'status-badge slds-theme_success' : 'status-badge',
    }));
  }

  get countLine(): string {
    return `${this.rows.length} ${this.rows.length === 1 ? 'item' : 'items'} · Sorted by None`;
  }

  handleNew(): void {
    goTo(this, places.newApp);
  }

  handleName(event: MouseEvent): void {
    event.preventDefault();
    goTo(this, (event.currentTarget as HTMLAnchorElement).pathname);
  }
}
