import { beforeEach, describe, expect, it } from 'vitest';
import { PageMetadata } from '../../../src/modules/cards/domain/PageMetadata.ts';
import {
  CardAddedToLibraryEvent,
  CardRemovedFromLibraryEvent,
  CardUpdatedEvent,
} from '../../../src/modules/cards/index.ts';
import {
  CardAddedToCollectionEvent,
  CardRemovedFromCollectionEvent,
  CollaboratorAddedEvent,
  CollaboratorRemovedEvent,
  CollectionDeletedEvent,
  CollectionUpdatedEvent,
} from '../../../src/modules/collections/index.ts';
import {
  CuratorBlockedEvent,
  CuratorFollowedEvent,
  CuratorMutedEvent,
  CuratorUnblockedEvent,
  CuratorUnfollowedEvent,
  CuratorUnmutedEvent,
  collectionTarget,
  curatorTarget,
} from '../../../src/modules/curators/index.ts';
import { FeedBlockHandler } from '../../../src/modules/feeds/application/FeedBlockHandler.ts';
import { FeedCardAddedToCollectionHandler } from '../../../src/modules/feeds/application/FeedCardAddedToCollectionHandler.ts';
import { FeedCardAddedToLibraryHandler } from '../../../src/modules/feeds/application/FeedCardAddedToLibraryHandler.ts';
import { FeedCardRemovedFromCollectionHandler } from '../../../src/modules/feeds/application/FeedCardRemovedFromCollectionHandler.ts';
import { FeedCardRemovedFromLibraryHandler } from '../../../src/modules/feeds/application/FeedCardRemovedFromLibraryHandler.ts';
import { FeedCardUpdatedHandler } from '../../../src/modules/feeds/application/FeedCardUpdatedHandler.ts';
import { FeedCollectionAudienceHandler } from '../../../src/modules/feeds/application/FeedCollectionAudienceHandler.ts';
import { FeedCollectionDeletedHandler } from '../../../src/modules/feeds/application/FeedCollectionDeletedHandler.ts';
import { FeedCuratorFollowedHandler } from '../../../src/modules/feeds/application/FeedCuratorFollowedHandler.ts';
import { FeedCuratorUnfollowedHandler } from '../../../src/modules/feeds/application/FeedCuratorUnfollowedHandler.ts';
import { FeedMuteHandler } from '../../../src/modules/feeds/application/FeedMuteHandler.ts';
import type { FeedStore } from '../../../src/modules/feeds/application/FeedStore.ts';
import { UniqueEntityID } from '../../../src/shared/domain/UniqueEntityID.ts';
import { ada, bob, cardId, noon } from '../../support/cards.ts';
import { collectionId, detailsOf } from '../../support/collections.ts';
import { metadata } from '../../support/events.ts';

const followId = new UniqueEntityID('01900000-0000-7000-8000-000000000002');
const at = noon();

/** Of a collection, and of what is done in it. */
const audiences = [
  [{ visibility: 'PUBLIC', members: [] }, 'EVERYONE'],
  [{ visibility: 'UNLISTED', members: [] }, 'COLLECTION_FEED'],
  [{ visibility: 'PRIVATE', members: [ada, bob] }, [ada.value, bob.value]],
] as const;

let written: unknown[];
let store: FeedStore;
beforeEach(() => {
  written = [];
  store = {
    add: async (activity) => void written.push(['add', activity]),
    retract: async (retraction) => void written.push(['retract', retraction]),
    updateCard: async (card) => void written.push(['updateCard', card]),
    retractCollection: async (...what) => void written.push(['retractCollection', ...what]),
    showCollection: async (...what) => void written.push(['showCollection', ...what]),
    changeAudience: async (change) => void written.push(['changeAudience', change]),
    changeHiding: async (change) => void written.push(['changeHiding', change]),
  };
});

describe('the handlers of feeds', () => {
  it('show a saved card as an activity that has the id and the place of the event', async () => {
    const event = new CardAddedToLibraryEvent(cardId(), ada, 'URL', 'https://example.org/', undefined, at);
    await new FeedCardAddedToLibraryHandler(store).handle(event, metadata(7));
    const { eventId: id, seq } = metadata(7);
    const kind = 'CARD_ADDED_TO_LIBRARY';
    expect(written).toEqual([['add', { id, seq, kind, actorId: ada.value, cardId: cardId().value, createdAt: at }]]);
  });

  it('retract it when the card is removed', async () => {
    await new FeedCardRemovedFromLibraryHandler(store).handle(new CardRemovedFromLibraryEvent(cardId(), ada, at));
    const kind = 'CARD_ADDED_TO_LIBRARY';
    expect(written).toEqual([['retract', { kind, actorId: ada.value, cardId: cardId().value, at }]]);
  });

  it('tell of a card that looks different', async () => {
    const event = new CardUpdatedEvent(cardId(), PageMetadata.of({ title: 'A page' }), at);
    await new FeedCardUpdatedHandler(store).handle(event);
    expect(written).toEqual([['updateCard', cardId().value]]);
  });

  it('show an added card to those who see the collection', async () => {
    const handler = new FeedCardAddedToCollectionHandler(store);
    for (const [audience] of audiences) {
      await handler.handle(new CardAddedToCollectionEvent(collectionId(), cardId(), bob, audience, at), metadata(7));
    }
    const { eventId: id, seq } = metadata(7);
    const activity = {
      id,
      seq,
      kind: 'CARD_ADDED_TO_COLLECTION',
      actorId: bob.value,
      cardId: cardId().value,
      createdAt: at,
    };
    expect(written).toEqual(
      audiences.map(([, audience]) => ['add', { ...activity, collection: { id: collectionId().value, audience } }]),
    );
  });

  it('retract it when the card is removed, whoever removed it, and all of a collection that is deleted', async () => {
    const removed = new CardRemovedFromCollectionEvent(collectionId(), cardId(), bob, at);
    await new FeedCardRemovedFromCollectionHandler(store).handle(removed);
    await new FeedCollectionDeletedHandler(store).handle(
      new CollectionDeletedEvent(collectionId(), ada, at),
      metadata(7),
    );
    const of = { actorId: bob.value, cardId: cardId().value, collectionId: collectionId().value };
    expect(written).toEqual([
      ['retract', { kind: 'CARD_ADDED_TO_COLLECTION', ...of, at }],
      ['retractCollection', collectionId().value, metadata(7).seq, at],
    ]);
  });

  it('show a collection to those who see it from now on', async () => {
    const handler = new FeedCollectionAudienceHandler(store);
    for (const [audience] of audiences) {
      await handler.handle(new CollectionUpdatedEvent(collectionId(), ada, detailsOf(), audience, at), metadata(7));
      await handler.handle(new CollaboratorAddedEvent(collectionId(), bob, audience, at), metadata(7));
      await handler.handle(new CollaboratorRemovedEvent(collectionId(), bob, audience, at), metadata(7));
    }
    expect(written).toEqual(
      audiences.flatMap(([, audience]) =>
        [1, 2, 3].map(() => ['showCollection', collectionId().value, metadata(7).seq, audience]),
      ),
    );
  });

  it('change the audience when somebody follows and unfollows', async () => {
    await new FeedCuratorFollowedHandler(store).handle(new CuratorFollowedEvent(followId, ada, curatorTarget(bob), at));
    await new FeedCuratorUnfollowedHandler(store).handle(
      new CuratorUnfollowedEvent(followId, ada, collectionTarget(collectionId()), at),
    );
    expect(written).toEqual([
      ['changeAudience', { followerId: ada.value, targetId: bob.value, following: true }],
      ['changeAudience', { followerId: ada.value, targetId: collectionId().value, following: false }],
    ]);
  });

  it('hide and show when somebody mutes, blocks, and no longer does', async () => {
    const [target, of] = [collectionTarget(collectionId()), { actorId: ada.value, targetId: collectionId().value }];
    await new FeedMuteHandler(store, 'MUTED').handle(new CuratorMutedEvent(followId, ada, target, at));
    await new FeedMuteHandler(store, 'UNMUTED').handle(new CuratorUnmutedEvent(followId, ada, target, at));
    await new FeedBlockHandler(store, 'BLOCKED').handle(new CuratorBlockedEvent(followId, ada, bob, at));
    await new FeedBlockHandler(store, 'UNBLOCKED').handle(new CuratorUnblockedEvent(followId, ada, bob, at));
    const both = { actorId: ada.value, targetId: bob.value };
    expect(written).toEqual([
      ['changeHiding', { op: 'MUTED', ...of }],
      ['changeHiding', { op: 'UNMUTED', ...of }],
      ['changeHiding', { op: 'BLOCKED', ...both }],
      ['changeHiding', { op: 'UNBLOCKED', ...both }],
    ]);
  });
});
