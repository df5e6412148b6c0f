/** The part of our schema that the benchmarks use, and where the peers get their events from. */
export const typeDefs = /* GraphQL */ `
  type Query { viewer: Curator }
  type Curator { did: ID! }
  type Card { url: String, title: String }
  type FeedActivity { id: ID!, actor: Curator!, card: Card, createdAt: String! }
  type FeedItemAdded { cursor: String!, item: FeedActivity! }
  type FeedItemUpdated { cursor: String!, item: FeedActivity! }
  type FeedItemRemoved { cursor: String!, activityId: ID! }
  union FeedChange = FeedItemAdded | FeedItemUpdated | FeedItemRemoved
  input FeedInput { global: Boolean, following: Boolean, curatorId: ID }
  type Subscription { feedChanged(feed: FeedInput!, after: String): FeedChange! }
`;

/** The Redis channel of the events: each message is the data of one `next` frame, whole. */
export const channel = 'bench:events';

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

export const surroundings = () => ({ port: Number(variable('PORT')), redisUrl: variable('REDIS_URL') });
