import type { Client, Commands } from './command.ts';
import { BadSyntax, itemsOf, stringOut, textOf } from './grammar.ts';
import type { Folder } from './store.ts';

const SYSTEM_FLAGS = '\\Answered \\Flagged \\Deleted \\Seen \\Draft';

/** Commands about folders as wholes. */
export const folders: Commands = {
  LIST: { for: 'signed in', run: (client, args) => list(client, 'LIST', args.map(argumentText)) },
  LSUB: { for: 'signed in', run: (client, args) => list(client, 'LSUB', args.map(argumentText)) },
  STATUS: {
    for: 'signed in',
    run(client, [name, items]) {
      const folder = client.store.folder(textOf(name));
      if (!folder) return 'NO [NONEXISTENT] No such folder';
      const values = itemsOf(items).map((item) => `${textOf(item).toUpperCase()} ${statusOf(folder, textOf(item))}`);
      client.wire.send(`* STATUS ${stringOut(folder.name)} (${values.join(' ')})`);
      return 'OK Done';
    },
  },
  SELECT: { for: 'signed in', run: (client, [name]) => select(client, textOf(name), false) },
  EXAMINE: { for: 'signed in', run: (client, [name]) => select(client, textOf(name), true) },
  CLOSE: {
    for: 'folder',
    run(client) {
      const view = client.view;
      client.look(undefined);
      if (view && !view.readOnly) view.folder.remove(view.folder.mails.filter(({ flags }) => flags.has('\\Deleted')));
      return 'OK Done';
    },
  },
  UNSELECT: {
    for: 'folder',
    run(client) {
      client.look(undefined);
      return 'OK Done';
    },
  },
};

/** Options in parentheses (RFC 6154) change nothing here: special uses are always told. */
function argumentText(token: Parameters<typeof textOf>[0]): string | undefined {
  return token?.kind === 'list' ? undefined : textOf(token);
}

function list(client: Client, response: 'LIST' | 'LSUB', args: ReadonlyArray<string | undefined>): string {
  const [reference, pattern] = args.filter((argument) => argument !== undefined);
  if (reference === undefined || pattern === undefined) throw new BadSyntax('Missing argument');
  if (pattern === '') client.wire.send(`* ${response} (\\Noselect) "/" ""`);
  const wanted = patternOf(reference + pattern);
  for (const { name, specialUse } of client.store.folders) {
    if (!wanted.test(name)) continue;
    const attributes = ['\\HasNoChildren', ...(specialUse ? [specialUse] : [])];
    client.wire.send(`* ${response} (${attributes.join(' ')}) "/" ${stringOut(name)}`);
  }
  return 'OK Done';
}

function patternOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*+/g, '.*').replace(/%+/g, '[^/]*')}$`, /^inbox$/i.test(pattern) ? 'i' : '');
}

function statusOf(folder: Folder, item: string): number {
  switch (item.toUpperCase()) {
    case 'MESSAGES':
      return folder.mails.length;
    case 'RECENT':
      return 0;
    case 'UIDNEXT':
      return folder.uidNext;
    case 'UIDVALIDITY':
      return folder.uidValidity;
    case 'UNSEEN':
      return folder.mails.filter(({ flags }) => !flags.has('\\Seen')).length;
    default:
      throw new BadSyntax(`Unknown status item ${item}`);
  }
}

function select(client: Client, name: string, readOnly: boolean): string {
  // A SELECT that fails leaves no folder in view (RFC 3501, 6.3.1).
  client.look(undefined);
  const folder = client.store.folder(name);
  if (!folder) return 'NO [NONEXISTENT] No such folder';
  client.look(folder, readOnly);
  const { mails, uidValidity, uidNext } = folder;
  const unseen = mails.findIndex(({ flags }) => !flags.has('\\Seen'));
  client.wire.send(`* FLAGS (${SYSTEM_FLAGS})`);
  client.wire.send(`* OK [PERMANENTFLAGS (${readOnly ? '' : `${SYSTEM_FLAGS} \\*`})] Flags kept`);
  client.wire.send(`* ${mails.length} EXISTS`);
  client.wire.send('* 0 RECENT');
  if (unseen >= 0) client.wire.send(`* OK [UNSEEN ${unseen + 1}] First unseen`);
  client.wire.send(`* OK [UIDVALIDITY ${uidValidity}] UIDs valid`);
  client.wire.send(`* OK [UIDNEXT ${uidNext}] Next UID`);
  return `OK [READ-${readOnly ? 'ONLY' : 'WRITE'}] Done`;
}
