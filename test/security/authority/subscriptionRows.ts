import { everybody, members, type Outcomes, withToken } from './actors.ts';

/** What may be subscribed to, and what of the plot comes to everybody, in a word each; `REMOVED` before what is taken away. */
export interface SubscriptionRow {
  /** Of Subscription. */
  readonly field: string;
  readonly what: string;
  readonly query: string;
  /** Of the global ids of the plot. */
  readonly variables?: (ids: PlotIds) => Readonly<Record<string, unknown>>;
  readonly outcomes: Outcomes;
}

export interface PlotIds {
  readonly link: string;
  readonly public: string;
  readonly unlisted: string;
  readonly private: string;
  /** PUBLIC, and turned PRIVATE in the middle. */
  readonly turning: string;
}

const changes = `subscription ($feed: FeedInput!) {
  feedChanged(feed: $feed) {
    __typename
    ... on FeedItemAdded { item { id card { text url } collection { name } } }
    ... on FeedItemUpdated { item { id card { text url } collection { name } } }
    ... on FeedItemRemoved { activityId }
  }
}`;

const feed = (what: string, input: (ids: PlotIds) => object, outcomes: Outcomes): SubscriptionRow => ({
  field: 'feedChanged',
  what,
  query: changes,
  variables: (ids) => ({ feed: input(ids) }),
  outcomes,
});

const membersSee = 'saved, public, private, turning, turned';
const othersSee = 'saved, public, turning, REMOVED turning';
const herald = 'saved by the herald, marker';
/** That something is gone is hidden from nobody: it may be on a screen, and says nothing but an id (decision 18). */
const gone = 'REMOVED what was never shown';
const onlyGone = { blocked: gone, muter: gone };
const nothing = { blocked: 'nothing', muter: 'nothing' };

/** All that can be subscribed to. */
export const subscriptionRows: readonly SubscriptionRow[] = [
  feed(
    'GLOBAL',
    () => ({ global: true }),
    members(`${membersSee}, ${herald}`, `${othersSee}, ${herald}`, {
      blocked: `${gone}, ${herald}`,
      muter: `${gone}, ${herald}`,
    }),
  ),
  feed('FOLLOWING', () => ({ following: true }), withToken(herald, { follower: `${othersSee}, ${herald}` })),
  feed('CURATOR', () => ({ curatorId: 'did:plc:owner' }), members(membersSee, othersSee, onlyGone)),
  feed('COLLECTION, PUBLIC', (ids) => ({ collectionId: ids.public }), everybody('public', nothing)),
  feed('COLLECTION, UNLISTED', (ids) => ({ collectionId: ids.unlisted }), everybody('unlisted', nothing)),
  feed('COLLECTION, PRIVATE', (ids) => ({ collectionId: ids.private }), members('private', 'nothing')),
  feed(
    'COLLECTION, turned PRIVATE',
    (ids) => ({ collectionId: ids.turning }),
    members('turning, turned', 'turning, REMOVED turning', onlyGone),
  ),
  feed('CARD', (ids) => ({ cardId: ids.link }), everybody('saved by the herald')),
  {
    field: 'notificationChanged',
    what: 'their own',
    query: 'subscription { notificationChanged { op notification { kind } } }',
    outcomes: withToken('FOLLOWED_CURATOR_ADDED', { owner: 'CARD_SAVED, FOLLOWED_CURATOR_ADDED' }),
  },
];
