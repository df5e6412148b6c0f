import { describe, expect, it } from 'vitest';
import { testApp } from '../support/app.ts';
import {
  AddUrl,
  FeedChanged,
  FeedPage,
  Follow,
  NotificationChanged,
  Notifications,
  RemoveCard,
  Unfollow,
} from '../support/client.operations.ts';
import { eventually } from '../support/eventually.ts';

const following = { following: true };

// The same scenario, whichever registry the composition root chose: with Redis and BullMQ, or alone in one process.
describe.each([
  { name: 'with distribution', withRedis: true },
  { name: 'alone in its process', withRedis: false },
])('the app $name', ({ withRedis }) => {
  it('brings what one curator saves to another: feed, notification, and both again when it is undone', async () => {
    await using test = await testApp({ withRedis });
    const [ada, bob] = [await test.connect('ada'), await test.connect('bob')];
    await bob.send(Follow, { curatorId: 'did:plc:ada' });
    const { liveCursor } = (await bob.send(FeedPage, { feed: following })).feed;
    using feed = bob.subscribe(FeedChanged, { feed: following, after: liveCursor });
    const { notifications } = await bob.send(Notifications, {});
    using told = bob.subscribe(NotificationChanged, { after: notifications.liveCursor });

    const saved = (await ada.send(AddUrl, { url: 'https://example.org/' })).addUrlToLibrary;
    const cardId = saved.__typename === 'AddUrlToLibraryPayload' ? (saved.card?.id ?? '') : '';
    await feed.first(({ feedChanged }) => feedChanged.__typename === 'FeedItemAdded');
    await eventually(async () => {
      const { notifications, unreadNotificationCount } = await bob.send(Notifications, {});
      expect(notifications.nodes).toMatchObject([{ kind: 'FOLLOWED_CURATOR_ADDED', actor: { did: 'did:plc:ada' } }]);
      expect(unreadNotificationCount).toBe(1);
    });

    await ada.send(RemoveCard, { cardId });
    await feed.first(({ feedChanged }) => feedChanged.__typename === 'FeedItemRemoved');
    await eventually(async () => expect((await bob.send(Notifications, {})).unreadNotificationCount).toBe(0));
    await told.first(({ notificationChanged: { op, unreadCount } }) => op === 'REMOVED' && unreadCount === 0);
    expect((await bob.send(FeedPage, { feed: following })).feed.nodes).toEqual([]);
  });

  it('shows the past of whom one follows, and hides it again', async () => {
    await using test = await testApp({ withRedis });
    const [ada, bob] = [await test.connect('ada'), await test.connect('bob')];
    await ada.send(AddUrl, { url: 'https://example.org/past' });
    const urls = async () => (await bob.send(FeedPage, { feed: following })).feed.nodes.map(({ card }) => card?.url);
    expect(await urls()).toEqual([]);
    await bob.send(Follow, { curatorId: 'did:plc:ada' });
    expect(await urls()).toEqual(['https://example.org/past']);
    await bob.send(Unfollow, { curatorId: 'did:plc:ada' });
    expect(await urls()).toEqual([]);
  });

  it('tells the one who is followed, once', async () => {
    await using test = await testApp({ withRedis });
    const [ada, bob] = [await test.connect('ada'), await test.connect('bob')];
    for (let again = 0; again < 3; again++) await bob.send(Follow, { curatorId: 'did:plc:ada' });
    await eventually(async () => expect((await ada.send(Notifications, {})).unreadNotificationCount).toBe(1));
    expect((await ada.send(Notifications, {})).notifications.nodes).toMatchObject([
      { kind: 'FOLLOWED_YOU', actor: { did: 'did:plc:bob' } },
    ]);
  });
});

describe('two apps in one process', () => {
  it('do not hear each other', async () => {
    await using one = await testApp({ withRedis: true });
    await using other = await testApp({ withRedis: true });
    const [ada, stranger] = [await one.connect('ada'), await other.connect('ada')];
    const { liveCursor } = (await stranger.send(FeedPage, { feed: { global: true } })).feed;
    using feed = stranger.subscribe(FeedChanged, { feed: { global: true }, after: liveCursor });
    await ada.send(AddUrl, { url: 'https://example.org/one' });
    await stranger.send(AddUrl, { url: 'https://example.org/other' });
    await feed.first(({ feedChanged }) => feedChanged.__typename === 'FeedItemAdded');
    expect(
      feed.events.map(({ feedChanged }) => feedChanged.__typename === 'FeedItemAdded' && feedChanged.item.card?.url),
    ).toEqual(['https://example.org/other']);
  });
});
