import { describe, expect, it } from 'vitest';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada, bob } from '../../support/cards.ts';
import { type NotificationMachinery, withNotificationMachinery } from './notificationMachinery.ts';

let app: NotificationMachinery;
let cleo: CuratorId;
let dan: CuratorId;

withNotificationMachinery(async (machinery) => {
  app = machinery;
  cleo = await app.enterCurator('cleo');
  dan = await app.enterCurator('dan');
});

const url = 'https://example.org/';
const save = (curatorId: CuratorId, options: { url?: string; note?: string } = {}) =>
  app.save(curatorId, { url, ...options });
const follow = (followerId: CuratorId, curatorId: CuratorId) => app.follow(followerId, curatorId);

describe('whoever saves a URL', () => {
  it('tells the authors of cards with the same address, in whatever spelling, and not themselves', async () => {
    await save(ada);
    await save(bob, { url: 'https://EXAMPLE.org/?utm_source=x' });
    await save(cleo, { url: 'https://example.org/other' });
    app.handedOver.length = 0;
    const cardId = await save(dan);
    await app.deliver();
    expect(await app.unread()).toEqual(['did:plc:ada CARD_SAVED', 'did:plc:bob CARD_SAVED']);
    const event = await app.database.client.domainEvent.findFirstOrThrow({
      where: { type: 'CardAddedToLibrary', actorId: dan.value },
    });
    expect(await app.notifications(bob.value)).toMatchObject([
      {
        actorId: dan.value,
        cardId: cardId.value,
        seq: event.seq,
        createdAt: event.occurredAt,
        readAt: null,
        retractedAt: null,
      },
    ]);
    expect(await app.causes()).toMatchObject([{}, { recipientId: bob.value, correlationId: event.correlationId }]);
  });

  it("tells the author of somebody else's card, and the authors of cards with its address", async () => {
    const cardId = await save(ada);
    await save(cleo);
    app.handedOver.length = 0;
    await app.saveAnothers(bob, cardId);
    await app.deliver();
    expect(await app.unread()).toEqual(['did:plc:ada CARD_SAVED', 'did:plc:cleo CARD_SAVED']);
  });

  it('tells their followers, and nobody of whom they follow', async () => {
    await follow(bob, ada);
    await follow(cleo, ada);
    await follow(ada, dan);
    app.handedOver.length = 0;
    await save(ada);
    await app.deliver();
    expect(await app.unread()).toEqual(['did:plc:bob FOLLOWED_CURATOR_ADDED', 'did:plc:cleo FOLLOWED_CURATOR_ADDED']);
  });
});

describe('whoever saves a note', () => {
  it('tells its author unless it is their own', async () => {
    const cardId = await app.writeNote(ada);
    await save(bob);
    await app.deliver();
    expect(await app.unread()).toEqual([]);

    await app.saveAnothers(bob, cardId);
    await app.deliver();
    expect(await app.unread()).toEqual(['did:plc:ada CARD_SAVED']);
  });
});

describe('whoever follows', () => {
  it('tells the followed, once', async () => {
    await follow(bob, ada);
    await follow(bob, ada);
    await app.deliver();
    expect(await app.notifications()).toMatchObject([
      { recipientId: ada.value, actorId: bob.value, kind: 'FOLLOWED_YOU', cardId: null },
    ]);
  });
});

describe('of several causes in one mutation', () => {
  const orders = [
    ['notify-card-saved', 'notify-followers-of-save'],
    ['notify-followers-of-save', 'notify-card-saved'],
  ] as const;

  it.each(orders)('the most specific kind wins: %s before %s', async (...order) => {
    await save(bob);
    await follow(bob, ada);
    app.handedOver.length = 0;
    await save(ada);
    for (const handler of order) await app.deliver(handler);

    expect(await app.unread()).toEqual(['did:plc:bob CARD_SAVED']);
    // The second one told somebody anew only where it was the more specific.
    const ops = order[0] === 'notify-card-saved' ? ['ADDED'] : ['ADDED', 'ADDED', 'REMOVED'];
    expect((await app.changes()).map(({ op }) => op)).toEqual(ops);
    expect(await app.causes()).toMatchObject([{ kind: 'CARD_SAVED' }]);
  });

  it.each(['in order', 'in reverse'])('the first of one kind wins: a URL with its note, %s', async (order) => {
    await follow(bob, ada);
    app.handedOver.length = 0;
    const cardId = await save(ada, { note: 'Worth it' });
    if (order === 'in reverse') app.handedOver.reverse();
    await app.deliver();
    expect(await app.unread()).toEqual(['did:plc:bob FOLLOWED_CURATOR_ADDED']);
    expect(await app.causes()).toMatchObject([{ recipientId: bob.value, cardId: cardId.value }]);
  });

  it('what was read is not told again, in a more specific kind', async () => {
    await save(bob);
    await follow(bob, ada);
    app.handedOver.length = 0;
    await save(ada);
    await app.deliver('notify-followers-of-save');
    (await app.markAllRead.execute({ recipientId: bob, upTo: undefined })).unwrap();
    await app.deliver('notify-card-saved');
    expect(await app.notifications()).toMatchObject([{ kind: 'FOLLOWED_CURATOR_ADDED', readAt: expect.any(Date) }]);
  });

  it('a cause that stands takes the place of one that was undone', async () => {
    await follow(bob, ada);
    app.handedOver.length = 0;
    const cardId = await save(ada, { note: 'Worth it' });
    const ofNote = app.handedOver.filter(({ eventId }) => eventId !== app.handedOver[0]?.eventId);
    app.handedOver.splice(0, app.handedOver.length, ...app.handedOver.filter((due) => !ofNote.includes(due)));
    await app.deliver();
    await app.remove(ada, cardId);
    await app.deliver();
    expect(await app.unread()).toEqual([]);

    app.handedOver.push(...ofNote);
    await app.deliver();
    expect(await app.unread()).toEqual(['did:plc:bob FOLLOWED_CURATOR_ADDED']);
    expect(await app.causes()).toHaveLength(1);
  });
});

it('whatever told somebody woke the sequencer after its commit, and nothing else did', async () => {
  await save(ada);
  await app.deliver();
  expect(app.commitsWithChanges).toBe(0);
  expect(await app.changes()).toEqual([]);
  await save(bob);
  await app.deliver();
  expect(app.commitsWithChanges).toBe(1);
  expect(await app.changes()).toMatchObject([{ op: 'ADDED', recipientId: null, position: null }]);
});
