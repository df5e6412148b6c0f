import { describe, expect, it } from 'vitest';
import type { CardId } from '../../../src/modules/cards/index.ts';
import type { CollectionId } from '../../../src/modules/collections/index.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada, bob } from '../../support/cards.ts';
import { type NotificationMachinery, withNotificationMachinery } from './notificationMachinery.ts';

let app: NotificationMachinery;
let cleo: CuratorId;
let dan: CuratorId;
/** Ada's, to which everybody may add. */
let collectionId: CollectionId;
/** Bob's. */
let cardId: CardId;

withNotificationMachinery(async (machinery) => {
  app = machinery;
  cleo = await app.enterCurator('cleo');
  dan = await app.enterCurator('dan');
  collectionId = await app.createCollection(ada);
  cardId = await app.writeNote(bob);
  app.handedOver.length = 0;
});

const standing = async () => (await app.notifications()).filter(({ retractedAt }) => retractedAt === null);
const ops = async () => (await app.changes()).map(({ op }) => op);

describe('a card in a collection', () => {
  it("is told to the card's author, the collection's author, and those who follow the collection", async () => {
    await app.followCollection(dan, collectionId);
    app.handedOver.length = 0;
    await app.collect(cleo, cardId, collectionId);
    await app.deliver();
    const named = { actorId: cleo.value, cardId: cardId.value, collectionId: collectionId.value };
    expect(await app.notifications()).toMatchObject([
      { recipientId: ada.value, kind: 'CARD_ADDED_TO_YOUR_COLLECTION', ...named },
      { recipientId: bob.value, kind: 'YOUR_CARD_COLLECTED', ...named },
      { recipientId: dan.value, kind: 'FOLLOWED_COLLECTION_ADDED', ...named },
    ]);
  });

  it.each(['in order', 'in reverse'])('is told once to whom several of that concern, %s', async (order) => {
    await app.followCollection(bob, collectionId);
    const adas = await app.writeNote(ada);
    await app.deliver();
    (await app.markAllRead.execute({ recipientId: ada, upTo: undefined })).unwrap();
    await app.collect(cleo, cardId, collectionId);
    await app.collect(cleo, adas, collectionId);
    if (order === 'in reverse') app.handedOver.reverse();
    await app.deliver();
    // Ada's card came to her collection; of Bob's card she knows that it came there.
    expect(await app.unread()).toEqual([
      'did:plc:ada CARD_ADDED_TO_YOUR_COLLECTION',
      'did:plc:ada YOUR_CARD_COLLECTED',
      'did:plc:bob FOLLOWED_COLLECTION_ADDED',
      'did:plc:bob YOUR_CARD_COLLECTED',
    ]);
  });

  it('that is saved with it is told in the most specific kind', async () => {
    await app.follow(dan, cleo);
    await app.save(ada, { url: 'https://example.org/kept' });
    app.handedOver.length = 0;
    await app.save(cleo, { url: 'https://example.org/kept', collectionIds: [collectionId] });
    app.handedOver.reverse();
    await app.deliver();
    expect(await app.unread()).toEqual([
      'did:plc:ada CARD_ADDED_TO_YOUR_COLLECTION',
      'did:plc:dan FOLLOWED_CURATOR_ADDED',
    ]);
  });

  it('is told to nobody any more when it is taken out, unless they read it', async () => {
    await app.followCollection(dan, collectionId);
    app.handedOver.length = 0;
    await app.collect(cleo, cardId, collectionId);
    await app.deliver();
    (await app.markAllRead.execute({ recipientId: dan, upTo: undefined })).unwrap();
    await app.uncollect(cleo, cardId, collectionId);
    await app.deliver();
    expect(await standing()).toMatchObject([{ recipientId: dan.value, readAt: expect.any(Date) }]);
  });

  it('is told to nobody any more when the card is gone from all libraries', async () => {
    await app.collect(cleo, cardId, collectionId);
    await app.deliver();
    await app.remove(bob, cardId);
    await app.deliver();
    expect(await standing()).toEqual([]);
  });
});

describe('a link that is saved', () => {
  it("is told to those who have it, by a card of their own or another's", async () => {
    const url = 'https://example.org/link';
    const bobs = await app.save(bob, { url });
    await app.saveAnothers(dan, bobs);
    await app.save(ada, { url });
    app.handedOver.length = 0;
    await app.save(cleo, { url });
    await app.deliver();
    expect(await app.unread()).toEqual(['ada', 'bob', 'dan'].map((name) => `did:plc:${name} CARD_SAVED`));
  });
});

describe('a collaborator', () => {
  it('is told, and no longer when they are one no more', async () => {
    await app.addCollaborator(ada, collectionId, cleo);
    await app.deliver();
    expect(await standing()).toMatchObject([
      { recipientId: cleo.value, kind: 'COLLABORATOR_ADDED', actorId: ada.value, collectionId: collectionId.value },
    ]);
    await app.removeCollaborator(ada, collectionId, cleo);
    await app.deliver();
    expect(await standing()).toEqual([]);
  });
});

describe('who follows a collection', () => {
  it('is told to its author, together with others, and leaves again', async () => {
    for (const follower of [cleo, dan, bob]) await app.followCollection(follower, collectionId);
    await app.deliver();
    expect(await standing()).toMatchObject([
      { recipientId: ada.value, kind: 'FOLLOWED_YOUR_COLLECTION', actorId: bob.value, actorCount: 3 },
    ]);
    await app.unfollowCollection(bob, collectionId);
    await app.deliver();
    expect(await standing()).toMatchObject([{ actorId: dan.value, actorCount: 2 }]);
    await app.unfollowCollection(dan, collectionId);
    await app.unfollowCollection(cleo, collectionId);
    await app.deliver();
    expect(await standing()).toEqual([]);
    expect(await ops()).toEqual(['ADDED', 'UPDATED', 'UPDATED', 'UPDATED', 'UPDATED', 'REMOVED']);
  });
});

describe('a collection that is turned private', () => {
  it('is told of to its members alone: what others were told goes, read or not, each by a change of its own', async () => {
    await app.followCollection(bob, collectionId);
    const other = await app.writeNote(dan);
    app.handedOver.length = 0;
    await app.collect(cleo, cardId, collectionId);
    await app.collect(cleo, other, collectionId);
    await app.deliver();
    (await app.markAllRead.execute({ recipientId: dan, upTo: undefined })).unwrap();
    expect(await standing()).toHaveLength(4);
    await app.show(ada, collectionId, 'PRIVATE');
    await app.deliver();
    expect(await standing()).toMatchObject([{ recipientId: ada.value, kind: 'CARD_ADDED_TO_YOUR_COLLECTION' }]);
    expect((await ops()).filter((op) => op === 'REMOVED')).toHaveLength(2);
  });

  it('before it is told is told to its members alone', async () => {
    await app.addCollaborator(ada, collectionId, cleo);
    await app.followCollection(dan, collectionId);
    app.handedOver.length = 0;
    await app.collect(cleo, cardId, collectionId);
    await app.show(ada, collectionId, 'PRIVATE');
    await app.deliver();
    expect(await app.unread()).toEqual(['did:plc:ada CARD_ADDED_TO_YOUR_COLLECTION']);
  });

  it('is hidden from a collaborator who leaves', async () => {
    await app.addCollaborator(ada, collectionId, bob);
    await app.show(ada, collectionId, 'PRIVATE');
    await app.collect(ada, cardId, collectionId);
    await app.deliver();
    expect(await app.unread()).toEqual(['did:plc:bob COLLABORATOR_ADDED', 'did:plc:bob YOUR_CARD_COLLECTED']);
    (await app.markAllRead.execute({ recipientId: bob, upTo: undefined })).unwrap();
    await app.removeCollaborator(bob, collectionId, bob);
    await app.deliver();
    expect(await standing()).toEqual([]);
  });
});

describe('a collection that is muted', () => {
  it('is told of no more to the muter, and what was told goes', async () => {
    for (const follower of [bob, dan]) await app.followCollection(follower, collectionId);
    app.handedOver.length = 0;
    await app.collect(cleo, await app.writeNote(cleo), collectionId);
    await app.deliver();
    await app.muteCollection(dan, collectionId);
    await app.deliver();
    await app.collect(cleo, await app.writeNote(cleo), collectionId);
    await app.deliver();
    expect(await app.unread()).toEqual([
      'did:plc:ada CARD_ADDED_TO_YOUR_COLLECTION',
      'did:plc:bob FOLLOWED_COLLECTION_ADDED',
    ]);
  });

  it.each([
    ['is told of as of its curator instead, while it is unread', false, ['did:plc:dan FOLLOWED_CURATOR_ADDED']],
    ['is told of no more to who has read it', true, []],
  ])('and a save into it that a curator whom one follows made: %s', async (_, isRead, expected) => {
    await app.follow(dan, cleo);
    await app.followCollection(dan, collectionId);
    app.handedOver.length = 0;
    await app.save(cleo, { url: 'https://example.org/kept', collectionIds: [collectionId] });
    await app.deliver();
    const ofDan = async () => (await app.unread()).filter((each) => each.startsWith(dan.value));
    expect(await ofDan()).toEqual(['did:plc:dan FOLLOWED_COLLECTION_ADDED']);
    if (isRead) (await app.markAllRead.execute({ recipientId: dan, upTo: undefined })).unwrap();
    await app.muteCollection(dan, collectionId);
    await app.deliver();
    expect(await ofDan()).toEqual(expected);
  });
});

it('an UNLISTED collection is not given away to the author of a card in it', async () => {
  const unlisted = await app.createCollection(ada, 'UNLISTED');
  await app.followCollection(dan, unlisted);
  app.handedOver.length = 0;
  await app.collect(ada, cardId, unlisted);
  await app.deliver();
  expect(await app.unread()).toEqual(['did:plc:dan FOLLOWED_COLLECTION_ADDED']);
});

it('of a deleted collection what is unread goes', async () => {
  await app.followCollection(dan, collectionId);
  await app.collect(cleo, cardId, collectionId);
  await app.deliver();
  await app.deleteCollection(ada, collectionId);
  await app.deliver();
  expect(await standing()).toEqual([]);
});
