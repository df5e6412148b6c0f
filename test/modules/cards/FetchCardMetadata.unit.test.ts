import { expect, it } from 'vitest';
import { FetchCardMetadata } from '../../../src/modules/cards/application/FetchCardMetadata.ts';
import type { PageReading } from '../../../src/modules/cards/application/PageReader.ts';
import { PageMetadata } from '../../../src/modules/cards/domain/PageMetadata.ts';
import { CardCreatedEvent } from '../../../src/modules/cards/index.ts';
import { NotNowError } from '../../../src/shared/application/PreparedEventHandler.ts';
import { ada, cardId, cardIn, noon } from '../../support/cards.ts';
import { metadata } from '../../support/events.ts';
import { log as logger } from '../../support/log.ts';

const url = 'https://example.org/';
const created = new CardCreatedEvent(cardId(), ada, 'URL', url, noon());
const page = PageMetadata.of({ title: 'A page' });

function handlerWhere(reading: PageReading, card = cardIn(ada)) {
  const asked: string[] = [];
  const stored: string[] = [];
  const handler = new FetchCardMetadata({
    pages: {
      read: async ({ value }) => {
        asked.push(value);
        return reading;
      },
    },
    cards: {
      find: async () => card,
      findToRemove: async () => card,
      findByUrl: async () => card,
      save: async ({ title }) => void stored.push(title ?? ''),
    },
    unitOfWork: { run: (_actorId, work) => work() },
    clock: { now: () => noon(1) },
    logger,
  });
  return { handler, asked, stored };
}

it('has a card say what its page says', async () => {
  const { handler, asked, stored } = handlerWhere({ kind: 'read', metadata: page });
  expect(await handler.prepare(created, { isLast: false })).toEqual(page);
  await handler.handle(created, metadata(), page);
  expect([asked, stored]).toEqual([[url], ['A page']]);
});

it('asks nobody for a note, nor for what is no longer an address', async () => {
  const { handler, asked } = handlerWhere({ kind: 'read', metadata: page });
  for (const given of [undefined, 'ftp://example.org/']) {
    const event = new CardCreatedEvent(cardId(), ada, given ? 'URL' : 'NOTE', given, noon());
    expect(await handler.prepare(event, { isLast: false })).toEqual(PageMetadata.nothing);
  }
  expect(asked).toEqual([]);
});

it('asks again where nobody answered, until the last start', async () => {
  const { handler } = handlerWhere({ kind: 'not-now', reason: 'timeout' });
  await expect(handler.prepare(created, { isLast: false })).rejects.toThrow(NotNowError);
  expect(await handler.prepare(created, { isLast: true })).toEqual(PageMetadata.nothing);
});

it('is content at once where there is nothing to be had, and stores nothing', async () => {
  const { handler, stored } = handlerWhere({ kind: 'nothing', reason: 'no HTML' });
  const said = await handler.prepare(created, { isLast: false });
  await handler.handle(created, metadata(), said);
  expect([said, stored]).toEqual([PageMetadata.nothing, []]);
});
