import type { Client, Command, Commands } from './command.ts';
import { fetchParts, type Part, partsOf } from './fetch.ts';
import { BadSyntax, itemsOf, setOf, type Token, textOf } from './grammar.ts';
import { matcherOf } from './search.ts';
import type { Folder, StoredMail } from './store.ts';
import { flagList, type View } from './view.ts';

type Numbered = View['numbered'][number];

/** Commands about the messages of the folder in view. */
export const messages: Commands = {
  ...withUidForm('FETCH', fetch),
  ...withUidForm('SEARCH', search),
  ...withUidForm('STORE', store),
  ...withUidForm('COPY', (client, view, args, byUid) => {
    const target = client.store.folder(textOf(args[1]));
    return target ? `OK ${copy(chosen(view, args[0], byUid), target)} Copied` : NO_FOLDER;
  }),
  ...withUidForm('MOVE', (client, view, args, byUid) => {
    const target = client.store.folder(textOf(args[1]));
    if (!target) return NO_FOLDER;
    if (view.readOnly) return READ_ONLY;
    const mails = chosen(view, args[0], byUid);
    // RFC 6851 tells the new UIDs before the removals.
    client.wire.send(`* OK ${copy(mails, target)} Moved`);
    view.folder.remove(mails.map(({ mail }) => mail));
    return 'OK Done';
  }),
  ...withUidForm('EXPUNGE', (_client, view, args, byUid) => {
    if (view.readOnly) return READ_ONLY;
    const mails = byUid ? chosen(view, args[0], byUid) : view.numbered;
    view.folder.remove(mails.map(({ mail }) => mail).filter(({ flags }) => flags.has('\\Deleted')));
    return 'OK Done';
  }),
};

const NO_FOLDER = 'NO [TRYCREATE] No such folder';
const READ_ONLY = 'NO [READ-ONLY] The folder is open for reading only';

type Run = (client: Client, view: View, args: readonly Token[], byUid: boolean) => string;

/** A command that exists in two forms: with message numbers and, after the word `UID`, with UIDs. */
function withUidForm(name: string, run: Run): Commands {
  const form = (byUid: boolean): Command => ({
    for: 'folder',
    run: (client, args) => (client.view ? run(client, client.view, args, byUid) : 'BAD Select a folder first'),
  });
  return { [name]: form(false), [`UID ${name}`]: form(true) };
}

function chosen(view: View, set: Token | undefined, byUid: boolean): Numbered[] {
  const all = view.numbered;
  const last = all.at(-1);
  const wanted = setOf(textOf(set), (byUid ? last?.mail.uid : last?.number) ?? 0);
  return all.filter(({ number, mail }) => wanted(byUid ? mail.uid : number));
}

function fetch(client: Client, view: View, args: readonly Token[], byUid: boolean): string {
  const parts = partsOf(itemsOf(args[1]), byUid);
  for (const { number, mail } of chosen(view, args[0], byUid)) {
    const answer = fetchParts(mail, seenBy(view, mail, parts));
    client.wire.send(`* ${number} FETCH (`, ...answer, ')');
  }
  return 'OK Done';
}

/** Reading a body other than by PEEK marks the message as seen, and then its flags are told. */
function seenBy(view: View, mail: StoredMail, parts: readonly Part[]): readonly Part[] {
  if (view.readOnly || mail.flags.has('\\Seen') || !parts.some((part) => part.kind === 'body' && !part.peek))
    return parts;
  mail.flags.add('\\Seen');
  view.told(mail);
  view.folder.changed();
  return parts.some((part) => part.kind === 'item' && part.name === 'FLAGS')
    ? parts
    : [...parts, { kind: 'item', name: 'FLAGS' }];
}

function search(client: Client, view: View, args: readonly Token[], byUid: boolean): string {
  const hits = view.numbered.filter(matcherOf(args, view.numbered.at(-1)));
  client.wire.send(['* SEARCH', ...hits.map(({ number, mail }) => (byUid ? mail.uid : number))].join(' '));
  return 'OK Done';
}

function store(client: Client, view: View, [set, what, flagTokens]: readonly Token[], byUid: boolean): string {
  const action = /^([+-]?)FLAGS(\.SILENT)?$/i.exec(textOf(what));
  if (!action) throw new BadSyntax('Unknown kind of STORE');
  if (view.readOnly) return READ_ONLY;
  const flags = itemsOf(flagTokens).map((token) => textOf(token).replace(/^\\./, (start) => start.toUpperCase()));
  for (const { number, mail } of chosen(view, set, byUid)) {
    if (action[1] === '') mail.flags.clear();
    for (const flag of flags) action[1] === '-' ? mail.flags.delete(flag) : mail.flags.add(flag);
    view.told(mail);
    if (!action[2]) client.wire.send(`* ${number} FETCH (UID ${mail.uid} FLAGS ${flagList(mail)})`);
  }
  view.folder.changed();
  return 'OK Done';
}

/** Copies messages and returns where they are now, as UIDPLUS says it (RFC 4315). */
function copy(mails: readonly Numbered[], target: Folder): string {
  if (mails.length === 0) return '';
  const copies = mails.map(({ mail }) => target.add(mail.source, mail.arrived, mail.flags));
  const uids = (list: ReadonlyArray<{ uid: number }>): string => list.map(({ uid }) => uid).join(',');
  return `[COPYUID ${target.uidValidity} ${uids(mails.map(({ mail }) => mail))} ${uids(copies)}]`;
}
