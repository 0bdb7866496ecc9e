import './shell/adopt-sheets.ts';
import { startShell } from './shell/shell.ts';

startShell();
