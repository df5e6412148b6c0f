import { beforeEach, describe, expect, it } from 'vitest';
import { PageMetadata } from '../../../src/modules/cards/domain/PageMetadata.ts';
import {
  CardAddedToLibraryEvent,
  CardRemovedFromLibraryEvent,
  CardUpdatedEvent,
} from '../../../src/modules/cards/index.ts';
import { CuratorFollowedEvent, CuratorUnfollowedEvent } from '../../../src/modules/curators/index.ts';
import { FeedCardAddedToLibraryHandler } from '../../../src/modules/feeds/application/FeedCardAddedToLibraryHandler.ts';
import { FeedCardRemovedFromLibraryHandler } from '../../../src/modules/feeds/application/FeedCardRemovedFromLibraryHandler.ts';
import { FeedCardUpdatedHandler } from '../../../src/modules/feeds/application/FeedCardUpdatedHandler.ts';
import { FeedCuratorFollowedHandler } from '../../../src/modules/feeds/application/FeedCuratorFollowedHandler.ts';
import { FeedCuratorUnfollowedHandler } from '../../../src/modules/feeds/application/FeedCuratorUnfollowedHandler.ts';
import type { FeedStore } from '../../../src/modules/feeds/application/FeedStore.ts';
import { UniqueEntityID } from '../../../src/shared/domain/UniqueEntityID.ts';
import { ada, bob, cardId, noon } from '../../support/cards.ts';
import { metadata } from '../../support/events.ts';

const followId = new UniqueEntityID('01900000-0000-7000-8000-000000000002');
const at = noon();

let written: unknown[];
let store: FeedStore;
beforeEach(() => {
  written = [];
  store = {
    add: async (activity) => void written.push(['add', activity]),
    retract: async (retraction) => void written.push(['retract', retraction]),
    updateCard: async (card) => void written.push(['updateCard', card]),
    changeAudience: async (change) => void written.push(['changeAudience', change]),
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

  it('change the audience when somebody follows and unfollows', async () => {
    await new FeedCuratorFollowedHandler(store).handle(new CuratorFollowedEvent(followId, ada, bob, at));
    await new FeedCuratorUnfollowedHandler(store).handle(new CuratorUnfollowedEvent(followId, ada, bob, at));
    const pair = { followerId: ada.value, targetId: bob.value };
    expect(written).toEqual([
      ['changeAudience', { ...pair, following: true }],
      ['changeAudience', { ...pair, following: false }],
    ]);
  });
});
