import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/ApiClient.ts';
import {
  AddUrl,
  FeedChanged,
  FeedPage,
  Follow,
  NotificationChanged,
  Notifications,
  RemoveCard,
} from '../support/client.operations.ts';
import { eventually } from '../support/eventually.ts';
import { type Cluster, startCluster } from './cluster.ts';

let cluster: Cluster;
let ada: ApiClient;
let bob: ApiClient;

beforeAll(async () => {
  cluster = await startCluster();
  ada = await cluster.connect(cluster.one, 'ada');
  bob = await cluster.connect(cluster.two, 'bob');
});
afterAll(() => cluster[Symbol.asyncDispose]());

/** Bob's live view of his following feed and his notifications, on instance 2. Nothing is missed from here on. */
async function bobWatches() {
  const feed = { following: true };
  const { liveCursor } = (await bob.send(FeedPage, { feed })).feed;
  const { notifications } = await bob.send(Notifications, {});
  return {
    liveCursor,
    feed: bob.subscribe(FeedChanged, { feed, after: liveCursor }),
    notifications: bob.subscribe(NotificationChanged, { after: notifications.liveCursor }),
  };
}

describe('a card saved on one instance', () => {
  it('appears live to a follower on another, with a notification from the worker', async () => {
    expect((await bob.send(Follow, { curatorId: 'did:plc:ada' })).follow.__typename).toBe('FollowPayload');
    const watching = await bobWatches();
    const url = 'https://example.org/live';
    const { addUrlToLibrary } = await ada.send(AddUrl, { url });
    expect(addUrlToLibrary).toMatchObject({ __typename: 'AddUrlToLibraryPayload', card: { url } });

    const added = await watching.feed.first(({ feedChanged }) => feedChanged.__typename === 'FeedItemAdded');
    expect(added.feedChanged).toMatchObject({ item: { actor: { did: 'did:plc:ada' }, card: { url } } });

    await eventually(async () => {
      const { notifications } = await bob.send(Notifications, {});
      expect(notifications.nodes).toMatchObject([
        { kind: 'FOLLOWED_CURATOR_ADDED', actor: { did: 'did:plc:ada' }, card: { url } },
      ]);
    });
    expect((await ada.send(Notifications, {})).notifications.nodes).toMatchObject([
      { kind: 'FOLLOWED_YOU', actor: { did: 'did:plc:bob' } },
    ]);
    const told = await watching.notifications.first(
      ({ notificationChanged: { notification } }) => notification?.card?.url === url,
    );
    expect(told.notificationChanged).toMatchObject({ op: 'ADDED', unreadCount: 1 });
  });

  it('disappears live when it is removed', async () => {
    const watching = await bobWatches();
    const url = 'https://example.org/removed';
    const saved = (await ada.send(AddUrl, { url })).addUrlToLibrary;
    const cardId = saved.__typename === 'AddUrlToLibraryPayload' ? saved.card?.id : undefined;
    const added = await watching.feed.first(({ feedChanged }) => feedChanged.__typename === 'FeedItemAdded');
    await ada.send(RemoveCard, { cardId: cardId ?? '' });
    const removed = await watching.feed.first(({ feedChanged }) => feedChanged.__typename === 'FeedItemRemoved');
    expect(removed.feedChanged).toMatchObject({
      activityId: added.feedChanged.__typename === 'FeedItemAdded' ? added.feedChanged.item.id : undefined,
    });
    const { feed } = await bob.send(FeedPage, { feed: { following: true } });
    expect(feed.nodes.map(({ card }) => card?.url)).not.toContain(url);
  });

  it('reaches a subscriber who comes back with a cursor, after what was missed', async () => {
    const { liveCursor } = (await bob.send(FeedPage, { feed: { following: true } })).feed;
    const urls = [1, 2, 3].map((n) => `https://example.org/missed/${n}`);
    for (const url of urls) await ada.send(AddUrl, { url });
    using feed = bob.subscribe(FeedChanged, { feed: { following: true }, after: liveCursor });
    await eventually(() => feed.events.length === urls.length);
    expect(
      feed.events.map(({ feedChanged }) => feedChanged.__typename === 'FeedItemAdded' && feedChanged.item.card?.url),
    ).toEqual(urls);
  });

  it('arrives although its instance is killed between the commit and telling anybody', async () => {
    const doomed = await cluster.startInstance('api');
    const client = await cluster.connect(doomed, 'ada');
    const watching = await bobWatches();
    await doomed.obey('die after the next commit');
    const url = 'https://example.org/killed';
    // Nobody answers: whether it happened is unknown to the client. It did.
    await expect(client.send(AddUrl, { url })).rejects.toThrow('fetch failed');
    expect(await doomed.ended()).toBe('SIGKILL');

    const added = await watching.feed.first(({ feedChanged }) => feedChanged.__typename === 'FeedItemAdded', 5_000);
    expect(added.feedChanged).toMatchObject({ item: { card: { url } } });
    await watching.notifications.first(
      ({ notificationChanged: { notification } }) => notification?.card?.url === url,
      15_000,
    );

    // Saving it again, as the client may, changes nothing.
    await ada.send(AddUrl, { url });
    const { notifications } = await bob.send(Notifications, {});
    expect(notifications.nodes.filter(({ card }) => card?.url === url)).toHaveLength(1);
    expect(watching.feed.events.filter(({ feedChanged }) => feedChanged.__typename === 'FeedItemAdded')).toHaveLength(
      1,
    );
  });
});

describe('an instance', () => {
  it('ends in good order when asked to, and its subscribers go on elsewhere', async () => {
    const leaving = await cluster.startInstance('all');
    const client = await cluster.connect(leaving, 'bob');
    const everything = { global: true };
    const { liveCursor } = (await client.send(FeedPage, { feed: everything })).feed;
    using feed = client.subscribe(FeedChanged, { feed: everything, after: liveCursor });
    await ada.send(AddUrl, { url: 'https://example.org/leaving' });
    await feed.first(({ feedChanged }) => feedChanged.__typename === 'FeedItemAdded');
    expect(await leaving.stop()).toBe(0);
  });
});
