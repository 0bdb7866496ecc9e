import { api, LightningElement } from 'lwc';

/** The header of a Setup page, facts 2.4 [S]: a small line, the title, and buttons on the right. */
export default class PageHeader extends LightningElement {
  @api eyebrow = '';
  @api heading = '';
  @api hasHelp = false;
  helpPath = '/lightning/setup/HelpForThisPage/home';
}
