import { z } from 'zod';
import { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { defineEventCodec, stringAs } from '../../../shared/infrastructure/events/defineEventCodec.ts';
import { CardId } from '../domain/CardId.ts';
import { cardTypes } from '../domain/CardType.ts';
import { CardAddedToLibraryEvent } from '../domain/events/CardAddedToLibraryEvent.ts';
import { CardCreatedEvent } from '../domain/events/CardCreatedEvent.ts';
import { CardRemovedFromLibraryEvent } from '../domain/events/CardRemovedFromLibraryEvent.ts';
import { CardUpdatedEvent } from '../domain/events/CardUpdatedEvent.ts';
import { PageMetadata } from '../domain/PageMetadata.ts';

const cardId = stringAs((value) => CardId.create(value));
const curatorId = stringAs((value) => CuratorId.create(value));
const optionalText = z
  .string()
  .nullable()
  .transform((text) => text ?? undefined);

const cardCreated = defineEventCodec({
  eventType: CardCreatedEvent,
  type: 'CardCreated',
  aggregateType: 'Card',
  version: 1,
  schema: z.object({ cardId, authorId: curatorId, cardType: z.enum(cardTypes), url: optionalText }),
  encode: (event) => ({
    cardId: event.cardId.value,
    authorId: event.authorId.value,
    cardType: event.cardType,
    url: event.url ?? null,
  }),
  decode: ({ cardId, authorId, cardType, url }, occurredAt) =>
    new CardCreatedEvent(cardId, authorId, cardType, url, occurredAt),
});

const cardAddedToLibrary = defineEventCodec({
  eventType: CardAddedToLibraryEvent,
  type: 'CardAddedToLibrary',
  aggregateType: 'Card',
  version: 1,
  schema: z.object({ cardId, curatorId, cardType: z.enum(cardTypes), url: optionalText, title: optionalText }),
  encode: (event) => ({
    cardId: event.cardId.value,
    curatorId: event.curatorId.value,
    cardType: event.cardType,
    url: event.url ?? null,
    title: event.title ?? null,
  }),
  decode: ({ cardId, curatorId, cardType, url, title }, occurredAt) =>
    new CardAddedToLibraryEvent(cardId, curatorId, cardType, url, title, occurredAt),
});

const cardRemovedFromLibrary = defineEventCodec({
  eventType: CardRemovedFromLibraryEvent,
  type: 'CardRemovedFromLibrary',
  aggregateType: 'Card',
  version: 1,
  schema: z.object({ cardId, curatorId }),
  encode: (event) => ({ cardId: event.cardId.value, curatorId: event.curatorId.value }),
  decode: ({ cardId, curatorId }, occurredAt) => new CardRemovedFromLibraryEvent(cardId, curatorId, occurredAt),
});

const cardUpdated = defineEventCodec({
  eventType: CardUpdatedEvent,
  type: 'CardUpdated',
  aggregateType: 'Card',
  version: 1,
  schema: z.object({
    cardId,
    title: optionalText,
    description: optionalText,
    imageUrl: optionalText,
    siteName: optionalText,
  }),
  encode: ({ cardId, page }) => ({
    cardId: cardId.value,
    title: page.title ?? null,
    description: page.description ?? null,
    imageUrl: page.imageUrl ?? null,
    siteName: page.siteName ?? null,
  }),
  decode: ({ cardId, ...page }, occurredAt) => new CardUpdatedEvent(cardId, PageMetadata.of(page), occurredAt),
});

export const cardEventCodecs = [cardCreated, cardAddedToLibrary, cardRemovedFromLibrary, cardUpdated];
