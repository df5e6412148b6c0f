import { z } from 'zod';
import { CardId } from '../../../shared/domain/CardId.ts';
import { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { defineEventCodec, stringAs } from '../../../shared/infrastructure/events/defineEventCodec.ts';
import { collectionAccesses } from '../domain/CollectionAccess.ts';
import type { CollectionAudience } from '../domain/CollectionAudience.ts';
import { CollectionDescription } from '../domain/CollectionDescription.ts';
import type { CollectionDetails } from '../domain/CollectionDetails.ts';
import { CollectionId } from '../domain/CollectionId.ts';
import { CollectionName } from '../domain/CollectionName.ts';
import { collectionVisibilities } from '../domain/CollectionVisibility.ts';
import { CardAddedToCollectionEvent } from '../domain/events/CardAddedToCollectionEvent.ts';
import { CardRemovedFromCollectionEvent } from '../domain/events/CardRemovedFromCollectionEvent.ts';
import { CollaboratorAddedEvent } from '../domain/events/CollaboratorAddedEvent.ts';
import { CollaboratorRemovedEvent } from '../domain/events/CollaboratorRemovedEvent.ts';
import { CollectionCreatedEvent } from '../domain/events/CollectionCreatedEvent.ts';
import { CollectionDeletedEvent } from '../domain/events/CollectionDeletedEvent.ts';
import { CollectionUpdatedEvent } from '../domain/events/CollectionUpdatedEvent.ts';

const collectionId = stringAs((value) => CollectionId.create(value));
const cardId = stringAs((value) => CardId.create(value));
const curatorId = stringAs((value) => CuratorId.create(value));
const visibility = z.enum(collectionVisibilities);
const details = z.object({
  name: stringAs((value) => CollectionName.create(value)),
  description: stringAs((value) => CollectionDescription.create(value))
    .nullable()
    .transform((description) => description ?? undefined),
  access: z.enum(collectionAccesses),
  visibility,
});
const audience = z.object({ visibility, members: z.array(curatorId) });

const encodeDetails = ({ name, description, access, visibility }: CollectionDetails) => ({
  name: name.value,
  description: description?.value ?? null,
  access,
  visibility,
});
const encodeAudience = ({ visibility, members }: CollectionAudience) => ({
  visibility,
  members: members.map(({ value }) => value),
});

const aggregateType = 'Collection';
const version = 1;

const collectionCreated = defineEventCodec({
  eventType: CollectionCreatedEvent,
  type: 'CollectionCreated',
  aggregateType,
  version,
  schema: z.object({ collectionId, authorId: curatorId, details }),
  encode: (event) => ({
    collectionId: event.collectionId.value,
    authorId: event.authorId.value,
    details: encodeDetails(event.details),
  }),
  decode: ({ collectionId, authorId, details }, occurredAt) =>
    new CollectionCreatedEvent(collectionId, authorId, details, occurredAt),
});

const collectionUpdated = defineEventCodec({
  eventType: CollectionUpdatedEvent,
  type: 'CollectionUpdated',
  aggregateType,
  version,
  schema: z.object({ collectionId, authorId: curatorId, details, audience }),
  encode: (event) => ({
    collectionId: event.collectionId.value,
    authorId: event.authorId.value,
    details: encodeDetails(event.details),
    audience: encodeAudience(event.audience),
  }),
  decode: ({ collectionId, authorId, details, audience }, occurredAt) =>
    new CollectionUpdatedEvent(collectionId, authorId, details, audience, occurredAt),
});

const collectionDeleted = defineEventCodec({
  eventType: CollectionDeletedEvent,
  type: 'CollectionDeleted',
  aggregateType,
  version,
  schema: z.object({ collectionId, authorId: curatorId }),
  encode: (event) => ({ collectionId: event.collectionId.value, authorId: event.authorId.value }),
  decode: ({ collectionId, authorId }, occurredAt) => new CollectionDeletedEvent(collectionId, authorId, occurredAt),
});

const cardAddedToCollection = defineEventCodec({
  eventType: CardAddedToCollectionEvent,
  type: 'CardAddedToCollection',
  aggregateType,
  version,
  schema: z.object({ collectionId, cardId, addedBy: curatorId, audience }),
  encode: (event) => ({
    collectionId: event.collectionId.value,
    cardId: event.cardId.value,
    addedBy: event.addedBy.value,
    audience: encodeAudience(event.audience),
  }),
  decode: ({ collectionId, cardId, addedBy, audience }, occurredAt) =>
    new CardAddedToCollectionEvent(collectionId, cardId, addedBy, audience, occurredAt),
});

const cardRemovedFromCollection = defineEventCodec({
  eventType: CardRemovedFromCollectionEvent,
  type: 'CardRemovedFromCollection',
  aggregateType,
  version,
  schema: z.object({ collectionId, cardId, addedBy: curatorId }),
  encode: (event) => ({
    collectionId: event.collectionId.value,
    cardId: event.cardId.value,
    addedBy: event.addedBy.value,
  }),
  decode: ({ collectionId, cardId, addedBy }, occurredAt) =>
    new CardRemovedFromCollectionEvent(collectionId, cardId, addedBy, occurredAt),
});

const collaboration = z.object({ collectionId, curatorId, audience });
const encodeCollaboration = (event: CollaboratorAddedEvent | CollaboratorRemovedEvent) => ({
  collectionId: event.collectionId.value,
  curatorId: event.curatorId.value,
  audience: encodeAudience(event.audience),
});

const collaboratorAdded = defineEventCodec({
  eventType: CollaboratorAddedEvent,
  type: 'CollaboratorAdded',
  aggregateType,
  version,
  schema: collaboration,
  encode: encodeCollaboration,
  decode: ({ collectionId, curatorId, audience }, occurredAt) =>
    new CollaboratorAddedEvent(collectionId, curatorId, audience, occurredAt),
});

const collaboratorRemoved = defineEventCodec({
  eventType: CollaboratorRemovedEvent,
  type: 'CollaboratorRemoved',
  aggregateType,
  version,
  schema: collaboration,
  encode: encodeCollaboration,
  decode: ({ collectionId, curatorId, audience }, occurredAt) =>
    new CollaboratorRemovedEvent(collectionId, curatorId, audience, occurredAt),
});

export const collectionEventCodecs = [
  collectionCreated,
  collectionUpdated,
  collectionDeleted,
  cardAddedToCollection,
  cardRemovedFromCollection,
  collaboratorAdded,
  collaboratorRemoved,
];
