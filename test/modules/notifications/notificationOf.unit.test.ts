import { describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import { CardAddedToCollectionEvent, CollaboratorAddedEvent } from '../../../src/modules/collections/index.ts';
import { CuratorFollowedEvent, collectionTarget, curatorTarget } from '../../../src/modules/curators/index.ts';
import {
  ofCollaboration,
  ofCollecting,
  ofFollow,
  ofSave,
} from '../../../src/modules/notifications/application/notificationOf.ts';
import {
  type NotificationKind,
  notificationKinds,
  subjectOf,
} from '../../../src/modules/notifications/domain/NotificationKind.ts';
import { UniqueEntityID } from '../../../src/shared/domain/UniqueEntityID.ts';
import { ada, bob, cardId, noon } from '../../support/cards.ts';
import { collectionId } from '../../support/collections.ts';
import { metadata } from '../../support/events.ts';

const told = { correlationId: metadata(7).correlationId, seq: 7n, createdAt: noon() };
const audience = { visibility: 'PUBLIC', members: [] } as const;

describe('what is told', () => {
  it('of a save: who saved which card', () => {
    const event = new CardAddedToLibraryEvent(cardId(), ada, 'URL', 'https://example.org/', undefined, noon());
    expect(ofSave('FOLLOWED_CURATOR_ADDED')(event, metadata(7))).toEqual({
      ...told,
      kind: 'FOLLOWED_CURATOR_ADDED',
      actorId: ada.value,
      cardId: cardId().value,
      collectionId: null,
    });
  });

  it.each([
    { target: curatorTarget(bob), kind: 'FOLLOWED_YOU', id: null },
    { target: collectionTarget(collectionId()), kind: 'FOLLOWED_YOUR_COLLECTION', id: collectionId().value },
  ])('of a follow: who follows, and which collection: $kind', ({ target, kind, id }) => {
    const event = new CuratorFollowedEvent(new UniqueEntityID('follow'), ada, target, noon());
    expect(ofFollow(event, metadata(7))).toEqual({
      ...told,
      kind,
      actorId: ada.value,
      cardId: null,
      collectionId: id,
    });
  });

  it('of a card in a collection: who added which card to which', () => {
    const event = new CardAddedToCollectionEvent(collectionId(), cardId(), bob, audience, noon());
    expect(ofCollecting('YOUR_CARD_COLLECTED')(event, metadata(7))).toEqual({
      ...told,
      kind: 'YOUR_CARD_COLLECTED',
      actorId: bob.value,
      cardId: cardId().value,
      collectionId: collectionId().value,
    });
  });

  it('of a collaborator: whose doing it was; of nobody’s doing, nobody is told', () => {
    const event = new CollaboratorAddedEvent(collectionId(), bob, audience, noon());
    const notification = { ...told, kind: 'COLLABORATOR_ADDED', cardId: null, collectionId: collectionId().value };
    expect(ofCollaboration(event, { ...metadata(7), actorId: ada.value })).toEqual({
      ...notification,
      actorId: ada.value,
    });
    expect(ofCollaboration(event, { ...metadata(7), actorId: null })).toEqual({ ...notification, actorId: bob.value });
  });
});

describe('kinds of notifications', () => {
  const isMoreSpecific = (one: NotificationKind, other: NotificationKind) =>
    notificationKinds.indexOf(one) < notificationKinds.indexOf(other);

  it.each([
    ['YOUR_CARD_COLLECTED', 'CARD_ADDED_TO_YOUR_COLLECTION'],
    ['CARD_ADDED_TO_YOUR_COLLECTION', 'CARD_SAVED'],
    ['CARD_SAVED', 'FOLLOWED_COLLECTION_ADDED'],
    ['FOLLOWED_COLLECTION_ADDED', 'FOLLOWED_CURATOR_ADDED'],
  ] as const)('%s is more specific than %s', (one, other) => {
    expect(isMoreSpecific(one, other)).toBe(true);
  });

  it('each are told as one by what they are about', () => {
    const about = (subject: string) => notificationKinds.filter((kind) => subjectOf[kind] === subject);
    expect(about('card')).toEqual(['YOUR_CARD_COLLECTED', 'CARD_SAVED', 'FOLLOWED_CURATOR_ADDED']);
    expect(about('recipient')).toEqual(['FOLLOWED_YOU']);
    expect(about('collection')).toHaveLength(4);
  });
});
