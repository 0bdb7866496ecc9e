import type { Surroundings } from '../runbook/ports.ts';
import type { Product } from '../runbook/runbook.ts';
import { Tab } from '../runbook/tab.ts';
import { type App, appPage } from './app.ts';
import { auditTrail } from './audit-trail.ts';
import { type Consumer, consumerPage } from './consumer.ts';
import { setupOrigin } from './hosts.ts';
import { keeperOf } from './keeper.ts';
import { appManager, type Manager } from './manager.ts';
import { type NewApp, newAppForm } from './new-app.ts';
import { type Proof, proofOf } from './proof.ts';
import { type SetupShell, setupShell } from './setup.ts';
import { approach } from './sign-in/attempt.ts';
import { takeLanding } from './sign-in/landing.ts';
import { signIn } from './sign-in/sign-in.ts';
import { type Users, usersPage } from './users.ts';

/** The pages of Salesforce Setup that runbooks are written in. */
export interface SalesforcePages {
  readonly setup: SetupShell;
  /** Setup in a second tab, so that a form in the first keeps what is typed. */
  readonly secondSetup: SetupShell;
  readonly manager: Manager;
  readonly newApp: NewApp;
  readonly users: Users;
  app(name: string): App;
  consumer(app: App): Consumer;
  proof(app: App): Proof;
}

export const salesforce: Product<SalesforcePages> = {
  name: 'Salesforce',
  pages: (around: Surroundings) => {
    const origin = setupOrigin(around.target.url);
    const keeper = (kind: 'setup' | 'behindChallenge') => keeperOf(around, kind, () => signIn(around));
    const tab = (name: string) => new Tab(name, around.browser, keeper('setup'));
    const main = tab('the main tab');
    const behindChallenge = new Tab('the tab of the key and secret', around.browser, keeper('behindChallenge'));
    const setup = setupShell(main, origin);
    const secondSetup = setupShell(tab('the second tab'), origin);
    const manager = appManager(main, origin, (path) => takeLanding(around.browser(), path));
    return {
      setup,
      secondSetup,
      manager,
      newApp: newAppForm(main),
      users: usersPage(secondSetup, origin),
      app: (name) => appPage(main, manager, name),
      consumer: (app) => consumerPage(behindChallenge, app, around),
      proof: (app) => proofOf(app, around),
    };
  },
  approach,
  signIn,
  auditTrail,
};
