import { everybody, members, type Outcomes, withToken } from './actors.ts';
import { unreadCounts, type World } from './world.ts';

/** One thing that may be asked for, and what comes of it for everybody. */
export interface ReadRow {
  /** The schema's coordinate. */
  readonly field: `Query.${string}`;
  /** What is asked for; for node and nodes it begins with the type. */
  readonly what: string;
  readonly query: string;
  readonly variables?: (ids: World['ids']) => Readonly<Record<string, unknown>>;
  /** As `outcomeOf` puts it. */
  readonly outcomes: Outcomes;
}

type Ids = World['ids'];
const byId = (name: keyof Ids) => (ids: Ids) => ({ id: ids[name] });

const node = (what: string, name: keyof Ids, outcomes: Outcomes): ReadRow => ({
  field: 'Query.node',
  what,
  query: 'query ($id: ID!) { root: node(id: $id) { __typename id } }',
  variables: byId(name),
  outcomes,
});

const visible = 'filed, inPublic, inUnlisted, note, owner, public, saved, unlisted';

/** All at once: what is not there for somebody is null in its place. */
const nodesRow: ReadRow = {
  field: 'Query.nodes',
  what: 'of all types',
  query: 'query ($ids: [ID!]!) { list: nodes(ids: $ids) { id } }',
  variables: (ids) => ({ ids: nodeIds(ids) }),
  outcomes: everybody(visible, {
    owner: 'filed, inPrivate, inPublic, inUnlisted, note, notification, owner, private, public, saved, unlisted',
    collaborator: 'filed, inPrivate, inPublic, inUnlisted, note, owner, private, public, saved, unlisted',
    blocked: 'filed, note, owner, public, unlisted',
  }),
};

/** Of what Query.node is asked for one by one. */
export const nodeIds = (ids: Ids): string[] => [
  ids.note,
  ids.filed,
  ids.owner,
  ids.public,
  ids.unlisted,
  ids.private,
  ids.saved,
  ids.takenBack,
  ids.inPublic,
  ids.inUnlisted,
  ids.inPrivate,
  ids.notification,
];

const nodeRows: readonly ReadRow[] = [
  node('Card', 'note', everybody('Card')),
  node('Card that lies in a private collection', 'filed', everybody('Card')),
  node('Curator', 'owner', everybody('Curator')),
  nodesRow,
  node('Collection PUBLIC', 'public', everybody('Collection')),
  node('Collection UNLISTED', 'unlisted', everybody('Collection')),
  node('Collection PRIVATE', 'private', members('Collection', 'null')),
  node('FeedActivity', 'saved', everybody('FeedActivity', { blocked: 'null' })),
  node('FeedActivity that was taken back', 'takenBack', everybody('null')),
  node('FeedActivity in a PUBLIC collection', 'inPublic', everybody('FeedActivity', { blocked: 'null' })),
  node('FeedActivity in an UNLISTED collection', 'inUnlisted', everybody('FeedActivity', { blocked: 'null' })),
  node('FeedActivity in a PRIVATE collection', 'inPrivate', members('FeedActivity', 'null')),
  node('Notification', 'notification', everybody('null', { owner: 'Notification' })),
];

const feed = (what: string, input: (ids: Ids) => object, outcomes: Outcomes): ReadRow => ({
  field: 'Query.feed',
  what,
  query: 'query ($feed: FeedInput!) { feed(feed: $feed, first: 100) { nodes { id collection { name } } } }',
  variables: (ids) => ({ feed: input(ids) }),
  outcomes,
});

const listed = 'inPublic, saved';
const hidden = { blocked: 'nothing', muter: 'nothing' };

const feedRows: readonly ReadRow[] = [
  feed('GLOBAL', () => ({ global: true }), members(`inPrivate, ${listed}`, listed, hidden)),
  feed('FOLLOWING', () => ({ following: true }), withToken('nothing', { follower: listed })),
  feed('CURATOR', () => ({ curatorId: 'did:plc:owner' }), members(`inPrivate, ${listed}`, listed, hidden)),
  feed('COLLECTION, PUBLIC', (ids) => ({ collectionId: ids.public }), everybody('inPublic', hidden)),
  feed('COLLECTION, UNLISTED', (ids) => ({ collectionId: ids.unlisted }), everybody('inUnlisted', hidden)),
  feed('COLLECTION, PRIVATE', (ids) => ({ collectionId: ids.private }), members('inPrivate', 'nothing')),
  feed('CARD', (ids) => ({ cardId: ids.note }), everybody('saved', hidden)),
];

const collection = (name: 'public' | 'unlisted' | 'private', outcomes: Outcomes): ReadRow => ({
  field: 'Query.collection',
  what: name.toUpperCase(),
  query:
    'query ($id: ID!) { root: collection(id: $id) { __typename id name cards { nodes { id } } collaborators { did } } }',
  variables: byId(name),
  outcomes,
});

const curator = (what: string, selection: string, outcomes: Outcomes): ReadRow => ({
  field: 'Query.curator',
  what,
  query: `{ root: curator(id: "did:plc:owner") { __typename ${selection} } }`,
  outcomes,
});

const own = (field: string, what: string, query: string, outcomes: Outcomes): ReadRow => ({
  field: `Query.${field}`,
  what,
  query,
  outcomes,
});

const counts = Object.fromEntries(Object.entries(unreadCounts).map(([who, count]) => [who, String(count)]));

/** All that can be read. */
export const readRows: readonly ReadRow[] = [
  ...nodeRows,
  ...feedRows,
  collection('public', everybody('Collection')),
  collection('unlisted', everybody('Collection')),
  collection('private', members('Collection', 'null')),
  curator('themselves', 'did handle', everybody('Curator')),
  curator('and their library', 'list: library { nodes { id } }', everybody('filed, link, note')),
  curator('and their followers', 'list: followers { nodes { did } }', everybody('follower')),
  curator(
    'and their collections',
    'list: collections { nodes { id } }',
    members('open, private, public, unlisted', 'open, public'),
  ),
  curator('and how many collections', 'count: collectionCount', members('4', '2')),
  own(
    'librariesWithUrl',
    'a link of the owner',
    '{ librariesWithUrl(url: "https://page.example/") { nodes { did } } }',
    everybody('owner', { blocked: 'nothing' }),
  ),
  own(
    'notifications',
    'their own',
    '{ notifications { nodes { id } } }',
    withToken('nothing', { owner: 'notification' }),
  ),
  own(
    'notificationPreferences',
    'their own',
    '{ root: notificationPreferences { __typename } }',
    withToken('NotificationPreference'),
  ),
  own('unreadNotificationCount', 'their own', '{ count: unreadNotificationCount }', withToken('0', counts)),
  own('unseenNotificationCount', 'their own', '{ count: unseenNotificationCount }', withToken('0', counts)),
  own('viewer', 'themselves', '{ did: viewer { did } }', {
    ...everybody('null'),
    owner: 'owner',
    collaborator: 'collaborator',
    follower: 'follower',
    stranger: 'stranger',
    blocked: 'blocked',
    muter: 'muter',
  }),
];
