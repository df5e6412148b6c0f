import type { OperationAttack } from './OperationAttack.ts';
import type { Things } from './target.ts';

// Cursors that were forged, or are of something else or somebody else. Each list and each subscription with some 14 forgeries of its own stands in
// test/security/authority/describeCursors.ts.

const notOfList = '200 INVALID_CURSOR: after is not a cursor of this list';
const notYours = '200 InvalidCursorError INVALID_CURSOR at input.upTo: This is not a cursor of your notifications';

const feed = 'query ($after: String) { feed(feed: { global: true }, after: $after) { nodes { id } } }';
const ofCurator =
  'query ($after: String) { feed(feed: { curatorId: "did:plc:owner" }, after: $after) { nodes { id } } }';
const notifications = 'query ($after: String) { notifications(after: $after) { nodes { id } } }';
const library = 'query ($after: String) { viewer { library(after: $after) { nodes { id } } } }';
const readAll =
  'mutation ($after: String) { markAllNotificationsRead(input: { upTo: $after }) { __typename ... on Error { code message path } } }';

const encoded = (text: string): string => Buffer.from(text).toString('base64url');
const decoded = (cursor: string): string => Buffer.from(cursor, 'base64url').toString();

/** A page after this cursor. */
const after = (query: string, cursor: (there: Things) => unknown) => (there: Things) => ({
  query,
  variables: { after: cursor(there) },
});

export const cursorAttacks: readonly OperationAttack[] = [
  ['a cursor that is nothing', after(feed, () => ''), notOfList],
  ['a cursor that is no base64', after(feed, () => '§§§'), notOfList],
  ['a cursor that is a path', after(feed, () => '../../etc/passwd'), notOfList],
  ['a cursor in SQL', after(feed, () => encoded("feed:global:1' OR '1'='1")), notOfList],
  ['a cursor with NUL', after(feed, ({ feedCursor }) => `${feedCursor}\0`), notOfList],
  ['a cursor cut short', after(feed, ({ feedCursor }) => feedCursor.slice(0, -2)), notOfList],
  ['a cursor with padding', after(feed, ({ feedCursor }) => `${feedCursor}=`), notOfList],
  [
    'a cursor of another place, beyond all numbers',
    after(feed, ({ feedCursor }) => encoded(decoded(feedCursor).replace(/\d+$/, '9'.repeat(30)))),
    notOfList,
  ],
  ['a cursor of 50,000 letters', after(feed, () => 'x'.repeat(50_000)), notOfList],
  [
    'a cursor that is a number',
    after(feed, () => 1),
    '400 BAD_USER_INPUT: Variable "$after" got invalid value 1; String cannot represent a non string value: 1',
  ],
  ['a cursor of the global feed for a curator’s', after(ofCurator, ({ feedCursor }) => feedCursor), notOfList],
  ['a cursor of a feed for a library', after(library, ({ feedCursor }) => feedCursor), notOfList],
  ['a cursor of a feed for notifications', after(notifications, ({ feedCursor }) => feedCursor), notOfList],
  ['a live cursor for a page', after(feed, ({ liveCursor }) => liveCursor), notOfList],
  [
    'a cursor of somebody else’s notifications',
    after(notifications, ({ notificationCursor }) => notificationCursor),
    notOfList,
  ],
  ['to read up to a cursor of somebody else', after(readAll, ({ notificationCursor }) => notificationCursor), notYours],
  ['to read up to a cursor that is none', after(readAll, () => '\0'), notYours],
];
