import { LightningElement } from 'lwc';
import type { AppRow } from '../../../../shape.ts';
import { server } from '../../../server.ts';
import { goTo, places } from '../../../shell/places.ts';
import { changeStatus, removeApp, statusAction, statusClass } from '../appActions/appActions.ts';

const textColumns = { 'Contact Email': 'contactEmail', 'App Authorization': 'authorization', Type: 'type' } as const;
/** How near to its end the list is scrolled before it loads more, in pixels. */
const near = 100;

/** The External Client App Manager, facts 3.1 [S]. guess [I]: facts 11.8, that it loads its rows bit by bit. */
export default class AppList extends LightningElement {
  apps: readonly AppRow[] = [];
  /** True as long as the server has rows that are not here yet. */
  more = true;
  loading = false;
  failed = false;
  /** Columns whose text wraps instead of being cut. */
  wrapped: readonly string[] = [];
  columns = [...Object.keys(textColumns), 'App Status'].map((label) => ({
    label,
    menuName: `Show ${label} column actions`,
  }));

  override async connectedCallback(): Promise<void> {
    await this.loadMore();
  }

  /** A window so tall that there is nothing to scroll would never ask for the rest. */
  override renderedCallback(): void {
    const box = this.template?.querySelector('.app-list__scroll');
    if (box && this.started && !this.failed && box.scrollHeight <= box.clientHeight) void this.loadMore();
  }

  get started(): boolean {
    return this.apps.length > 0 || !this.more;
  }

  get empty(): boolean {
    return this.started && this.apps.length === 0;
  }

  get rows() {
    return this.apps.map((app, index) => ({
      ...app,
      number: index + 1,
      href: places.app(app.id),
      cells: Object.entries(textColumns).map(([label, field]) => ({
        label,
        text: app[field],
        className: this.wrapped.includes(label) ? 'slds-cell-wrap' : 'slds-truncate',
      })),
      badgeClass: statusClass(app),
      statusAction: statusAction(app),
    }));
  }

  get countLine(): string {
    const count = this.apps.length;
    return `${count}${this.more ? '+' : ''} ${count === 1 ? 'item' : 'items'} · Sorted by None`;
  }

  async loadMore(): Promise<void> {
    if (this.loading || !this.more) return;
    this.loading = true;
    const answer = await server.apps(this.apps.length);
    this.loading = false;
    this.failed = !answer.ok;
    if (!answer.ok) return;
    this.apps = [...this.apps, ...answer.value.rows];
    this.more = answer.value.more;
  }

  handleScroll(event: Event): void {
    const box = event.currentTarget as HTMLElement;
    if (box.scrollHeight - box.scrollTop - box.clientHeight < near) void this.loadMore();
  }

  handleNew(): void {
    goTo(this, places.newApp);
  }

  handleName(event: MouseEvent): void {
    event.preventDefault();
    goTo(this, (event.currentTarget as HTMLAnchorElement).pathname);
  }

  handleColumn(event: CustomEvent<{ value: string }>): void {
    const { label = '' } = (event.currentTarget as HTMLElement).dataset;
    const others = this.wrapped.filter((each) => each !== label);
    this.wrapped = event.detail.value === 'wrap' ? [...others, label] : others;
  }

  /** guess [I]: facts 3.1, which actions a row offers is known in part only [D]. */
  async handleAction(event: CustomEvent<{ value: string }>): Promise<void> {
    const { id = '' } = (event.currentTarget as HTMLElement).dataset;
    const app = this.apps.find((each) => each.id === id);
    const action = event.detail.value;
    if (!app) return;
    if (action === 'settings' || action === 'policies') goTo(this, `${places.app(id)}?edit=${action}`);
    else if (action === 'delete') {
      if (await removeApp(this, app)) this.apps = this.apps.filter((each) => each !== app);
    } else {
      const changed = await changeStatus(this, app);
      if (changed) this.apps = this.apps.map((each) => (each === app ? changed : each));
    }
  }
}
