import { describe, expect, it } from 'vitest';
import type { ReadUpTo } from '../../../src/modules/notifications/application/NotificationStore.ts';
import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada, bob } from '../../support/cards.ts';
import { eventually } from '../../support/eventually.ts';
import { type NotificationMachinery, withNotificationMachinery } from './notificationMachinery.ts';
import { addFollowers, blockedBackends } from './rows.ts';

let app: NotificationMachinery;
let cleo: CuratorId;
let dan: CuratorId;

withNotificationMachinery(async (machinery) => {
  app = machinery;
  cleo = await app.enterCurator('cleo');
  dan = await app.enterCurator('dan');
});

const readAll = async (recipientId: CuratorId, upTo?: ReadUpTo) =>
  (await app.markAllRead.execute({ recipientId, upTo })).unwrap();
const ofAda = () => app.notifications(ada.value);
const ops = async () => (await app.changes()).map(({ op }) => op);

describe('what has the same kind and subject', () => {
  it('is one while it is unread, of whatever spelling the link is, and shows who came last', async () => {
    await app.save(ada);
    await app.save(bob, { url: 'https://EXAMPLE.org/?utm_source=x' });
    await app.save(cleo);
    const dans = await app.save(dan);
    await app.deliver();
    expect(await ofAda()).toMatchObject([
      { kind: 'CARD_SAVED', actorId: dan.value, actorCount: 3, cardId: dans.value, seenAt: null, readAt: null },
    ]);
    // Whoever has the link when it is told is told of each of the others.
    expect(await app.unread()).toEqual(['ada', 'bob', 'cleo', 'dan'].map((name) => `did:plc:${name} CARD_SAVED`));
  });

  it('begins another once it was read', async () => {
    for (const follower of [bob, cleo]) await app.follow(follower, ada);
    await app.deliver();
    expect(await readAll(ada)).toEqual({ unreadCount: 0, unseenCount: 0 });
    await app.follow(dan, ada);
    await app.deliver();
    expect(await ofAda()).toMatchObject([
      { actorCount: 2, readAt: expect.any(Date) },
      { actorCount: 1, actorId: dan.value, readAt: null },
    ]);
  });

  it('has each actor counted once, whatever they did', async () => {
    const collectionId = await app.createCollection(ada);
    const cards = await Promise.all([app.writeNote(bob), app.writeNote(bob)]);
    for (const cardId of cards) await app.collect(bob, cardId, collectionId);
    await app.deliver();
    expect(await ofAda()).toMatchObject([{ actorCount: 1, cardId: cards[1]?.value }]);
    if (cards[1]) await app.uncollect(bob, cards[1], collectionId);
    await app.deliver();
    expect(await ofAda()).toMatchObject([{ actorCount: 1, cardId: cards[0]?.value, retractedAt: null }]);
    expect(await ops()).toEqual(['ADDED', 'UPDATED', 'UPDATED']);
  });

  it('is one also where it comes in one batch', async () => {
    for (const follower of [bob, cleo, dan]) await app.follow(follower, ada);
    await app.executor.executeAll('notify-followed', app.holdBack('notify-followed'));
    expect(await ofAda()).toMatchObject([{ actorCount: 3, actorId: dan.value }]);
    expect(await ops()).toEqual(['ADDED']);
  });

  it('is read up to where the reader knew it: who joins later leaves it unread', async () => {
    await app.follow(bob, ada);
    await app.deliver();
    const [known] = await ofAda();
    await app.follow(cleo, ada);
    await app.deliver();
    expect(await readAll(ada, known)).toEqual({ unreadCount: 1, unseenCount: 1 });
  });

  it('is read up to what was told by then: what is told late, of something older, leaves it unread', async () => {
    const collectionId = await app.createCollection(ada);
    await app.followCollection(bob, collectionId);
    await app.follow(dan, ada);
    const late = app.handedOver.splice(0);
    await app.follow(cleo, ada);
    await app.deliver();
    const [known] = await ofAda();
    app.handedOver.push(...late);
    await app.deliver();
    expect(await ofAda()).toMatchObject([{ kind: 'FOLLOWED_YOUR_COLLECTION' }, { seq: known?.seq, actorCount: 2 }]);
    expect(await readAll(ada, known)).toEqual({ unreadCount: 2, unseenCount: 2 });
  });

  it('is read up to what was told by then also if it was seen since, or somebody left', async () => {
    for (const follower of [bob, cleo]) await app.follow(follower, ada);
    await app.deliver();
    const [known] = await ofAda();
    (await app.markSeen.execute({ recipientId: ada, notificationIds: [known?.id ?? ''] })).unwrap();
    await app.unfollow(bob, ada);
    await app.deliver();
    expect(await readAll(ada, known)).toEqual({ unreadCount: 0, unseenCount: 0 });
  });
});

describe('a kind that is turned off', () => {
  const turn = async (isOn: boolean) =>
    (await app.useCases.setNotificationPreference.execute({ curatorId: ada, kind: 'CARD_SAVED', isOn })).unwrap();

  it('makes nothing, until it is on again; others go on', async () => {
    await app.save(ada);
    expect(await turn(false)).toEqual({ kind: 'CARD_SAVED', isOn: false });
    await app.save(bob);
    await app.follow(bob, ada);
    await app.deliver();
    expect((await ofAda()).map(({ kind }) => kind)).toEqual(['FOLLOWED_YOU']);
    await turn(true);
    await app.save(cleo);
    await app.deliver();
    expect(await app.unread()).toContain('did:plc:ada CARD_SAVED');
  });

  it('is refused for nobody', async () => {
    const curatorId = CuratorId.create('did:plc:nobody').unwrap();
    expect(
      await app.useCases.setNotificationPreference.execute({ curatorId, kind: 'CARD_SAVED', isOn: false }),
    ).toMatchObject({
      error: { kind: 'curator-not-found' },
    });
  });

  it('leaves what a less specific one has to tell of the same', async () => {
    await app.save(ada);
    await app.follow(ada, bob);
    app.handedOver.length = 0;
    await turn(false);
    await app.save(bob);
    await app.deliver();
    expect(await app.unread()).toEqual(['did:plc:ada FOLLOWED_CURATOR_ADDED']);
  });

  it('is not told any more once that is decided: who is being told is waited for', async () => {
    await app.save(ada);
    await app.save(bob);
    const [due] = app.holdBack('notify-card-saved').slice(1);
    const [decided, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const deciding = app.database.inTransaction(async () => {
      await turn(false);
      decided.resolve();
      await commit.promise;
    });
    await decided.promise;
    const telling = due && app.executor.execute(due);
    await eventually(async () => (await blockedBackends(app.database)) === 1);
    commit.resolve();
    await Promise.all([deciding, telling]);
    expect(await ofAda()).toEqual([]);
  });
});

it('telling, taking back and reading the same at once never wait in a circle, and counts stay right', async () => {
  await addFollowers(app.database, bob, 60);
  const recipients = await Promise.all(['n1', 'n20', 'n40'].map((name) => app.enterCurator(name)));
  for (let round = 0; round < 6; round += 1) {
    const cardIds = [];
    for (const path of ['1', '2', '3'])
      cardIds.push(await app.save(bob, { url: `https://example.org/${round}/${path}` }));
    const due = app.holdBack('notify-followers-of-save');
    const [first] = cardIds;
    if (first) await app.remove(bob, first);
    const undone = app.holdBack('retract-saved');
    const ids = await Promise.all(
      recipients.map(async ({ value }) => (await app.notifications(value)).map(({ id }) => id)),
    );
    await Promise.all([
      app.executor.executeAll('notify-followers-of-save', due.toReversed()),
      app.executor.executeAll('retract-saved', [...undone, ...app.holdBack('retract-saved')]),
      ...recipients.map((recipientId) => readAll(recipientId)),
      ...recipients.map((recipientId, nth) => app.markRead.execute({ recipientId, notificationIds: ids[nth] ?? [] })),
    ]);
  }
  for (const recipientId of recipients) {
    const { unreadCount } = (await app.markRead.execute({ recipientId, notificationIds: [] })).unwrap();
    const rows = await app.notifications(recipientId.value);
    expect(unreadCount).toBe(rows.filter(({ readAt, retractedAt }) => readAt === null && retractedAt === null).length);
  }
  // Two of three stand in each round, whoever read them; a lost race would be a line of the log, or a failure.
  expect(await app.causes()).toHaveLength(6 * 2 * 60);
  expect(app.logger.lines).toEqual([]);
});
