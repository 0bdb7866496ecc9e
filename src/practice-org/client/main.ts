import '@lwc/synthetic-shadow';
import { startShell } from './shell/shell.ts';

startShell();
