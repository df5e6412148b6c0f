import pg from 'pg';
import type { FeedInput, FollowInput, MuteInput } from '../../../src/generated/graphql/graphql.ts';
import { collectionsApp, didOf } from '../collections/collectionsApp.ts';
import * as operations from './people.operations.ts';

/** The whole app, in one process, and curators who meet in it. What is refused comes back as its code. */
export async function peopleApp() {
  await using opened = new AsyncDisposableStack();
  const app = opened.use(await collectionsApp());
  const database = new pg.Client({ connectionString: app.databaseUrl });
  await database.connect();
  opened.defer(() => database.end());
  const parts = opened.move();
  return {
    ...app,
    async follow(name: string, input: FollowInput) {
      return (await (await app.as(name)).send(operations.FollowTarget, { input })).follow;
    },
    async unfollow(name: string, input: FollowInput) {
      return (await (await app.as(name)).send(operations.UnfollowTarget, { input })).unfollow;
    },
    async mute(name: string, input: MuteInput) {
      return (await (await app.as(name)).send(operations.MuteTarget, { input })).mute;
    },
    async unmute(name: string, input: MuteInput) {
      return (await (await app.as(name)).send(operations.UnmuteTarget, { input })).unmute;
    },
    async block(name: string, curator: string) {
      return (await (await app.as(name)).send(operations.BlockCurator, { curatorId: didOf(curator) })).block;
    },
    async unblock(name: string, curator: string) {
      return (await (await app.as(name)).send(operations.UnblockCurator, { curatorId: didOf(curator) })).unblock;
    },
    async notifications(name: string) {
      const { notifications, unreadNotificationCount } = await (await app.as(name)).send(
        operations.NotificationsOf,
        {},
      );
      return {
        actors: notifications.nodes.flatMap(({ actors }) => actors.nodes.map(({ did }) => did)),
        unread: unreadNotificationCount,
      };
    },
    async page(name: string, feed: FeedInput, { first, after }: { first?: number; after?: string | null } = {}) {
      return (await (await app.as(name)).send(operations.ActivitiesOf, { feed, first, after })).feed;
    },
    /** The ids of the feed's activities, newest first. */
    async activities(name: string, feed: FeedInput): Promise<string[]> {
      return (await this.page(name, feed)).nodes.map(({ id }) => id);
    },
    /** Adds a card of Sam's to a collection: the id of that activity, as the curator's own feed has it. */
    async collect(name: string, collectionId: string): Promise<string> {
      const cardId = await app.saveCard('sam');
      const outcome = await app.addCard(name, collectionId, cardId);
      if (outcome !== 'done') throw new Error(outcome);
      return this.activityOf(name, cardId, 'CARD_ADDED_TO_COLLECTION');
    },
    /** Saves a card: the id of that activity. */
    async save(name: string): Promise<string> {
      return this.activityOf(name, await app.saveCard(name), 'CARD_ADDED_TO_LIBRARY');
    },
    async activityOf(name: string, cardId: string, kind: string): Promise<string> {
      const { nodes } = await this.page(name, { curatorId: didOf(name) });
      const activity = nodes.find((node) => node.kind === kind && node.card?.id === cardId);
      if (!activity) throw new Error(`${name} does not find it`);
      return activity.id;
    },
    /** The events that a curator's mutations raised, in their order. */
    async eventsOf(name: string): Promise<string[]> {
      const { rows } = await database.query<{ type: string }>(
        'SELECT type FROM domain_events WHERE actor_id = $1 ORDER BY seq',
        [didOf(name)],
      );
      return rows.map(({ type }) => type);
    },
    /** What a curator is told of a feed from now on, or from a cursor on: `+`, `~` or `-` and the activity's id. */
    async listen(name: string, feed: FeedInput, cursor?: string) {
      const after = cursor ?? (await this.page(name, feed)).liveCursor;
      const received = parts.use((await app.as(name)).subscribe(operations.ActivityTold, { feed, after }));
      return {
        after,
        get events(): readonly string[] {
          return received.events.map(({ feedChanged: change }) => {
            if (change.__typename === 'FeedItemRemoved') return `-${change.activityId}`;
            return `${change.__typename === 'FeedItemAdded' ? '+' : '~'}${change.item.id}`;
          });
        },
        /** Resolves when it was told of this activity: of all that was committed before, it was told already. */
        heard: (activityId: string) =>
          received.first(
            ({ feedChanged: change }) => change.__typename === 'FeedItemAdded' && change.item.id === activityId,
          ),
      };
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

export type PeopleApp = Awaited<ReturnType<typeof peopleApp>>;
