import { afterEach, describe, expect, it } from 'vitest';
import { Prisma } from '../../../src/generated/prisma/client.ts';
import { AddCardToLibrary } from '../../../src/modules/cards/application/AddCardToLibrary.ts';
import { AddUrlToLibrary } from '../../../src/modules/cards/application/AddUrlToLibrary.ts';
import { RemoveCardFromLibrary } from '../../../src/modules/cards/application/RemoveCardFromLibrary.ts';
import type { Card } from '../../../src/modules/cards/domain/Card.ts';
import {
  CardAddedToLibraryEvent,
  CardCreatedEvent,
  CardRemovedFromLibraryEvent,
} from '../../../src/modules/cards/index.ts';
import { AddSavedCardToCollections } from '../../../src/modules/collections/application/AddSavedCardToCollections.ts';
import { TakeOutDeletedCard } from '../../../src/modules/collections/application/TakeOutDeletedCard.ts';
import { PrismaCollectionRepository } from '../../../src/modules/collections/infrastructure/PrismaCollectionRepository.ts';
import { PrismaBlockRepository } from '../../../src/modules/curators/infrastructure/PrismaBlockRepository.ts';
import { local, queued } from '../../../src/shared/application/EventRoute.ts';
import { err, ok } from '../../../src/shared/domain/Result.ts';
import { systemClock } from '../../../src/shared/infrastructure/system/systemClock.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { ada, bob, urlCard } from '../../support/cards.ts';
import { type EventMachinery, eventMachinery } from '../../support/eventMachinery.ts';

let machinery: EventMachinery;
afterEach(() => machinery[Symbol.asyncDispose]());

const noPages = { handle: async () => [] };
const addUrl = () =>
  new AddUrlToLibrary(
    machinery.cards,
    machinery.unitOfWork,
    systemClock,
    uuidGenerator,
    new AddSavedCardToCollections(
      new PrismaCollectionRepository(machinery.database),
      new PrismaBlockRepository(machinery.database),
    ),
  );

describe('PrismaUnitOfWork', () => {
  it('commits aggregates, events, local effects and deliveries together', async () => {
    const heard: string[] = [];
    machinery = await eventMachinery([
      local(CardCreatedEvent, {
        handle: async ({ cardId }, { seq }) => void heard.push(`created ${cardId.value} ${seq}`),
      }),
      local(CardAddedToLibraryEvent, {
        handle: async ({ cardId }, { seq }) => void heard.push(`added ${cardId.value} ${seq}`),
      }),
      queued(CardAddedToLibraryEvent, 'one', noPages),
      queued(CardAddedToLibraryEvent, 'two', noPages),
    ]);
    const { cardId } = (await addUrl().execute({ curatorId: ada, url: 'https://example.org/' })).unwrap();

    const events = await machinery.database.client.domainEvent.findMany({ orderBy: { seq: 'asc' } });
    expect(
      events.map(({ type, version, aggregateType, aggregateId, actorId }) => [
        type,
        version,
        aggregateType,
        aggregateId,
        actorId,
      ]),
    ).toEqual([
      ['CardCreated', 1, 'Card', cardId.value, ada.value],
      ['CardAddedToLibrary', 1, 'Card', cardId.value, ada.value],
    ]);
    expect(new Set(events.map(({ correlationId }) => correlationId)).size).toBe(1);
    expect(heard).toEqual([`created ${cardId.value} ${events[0]?.seq}`, `added ${cardId.value} ${events[1]?.seq}`]);
    const added = events[1]?.id;
    expect(machinery.handedOver).toEqual(
      ['one', 'two'].map((handler) => ({ handler, eventId: added, page: 0, claimToken: null })),
    );
    const deliveries = await machinery.database.client.eventDelivery.findMany({ orderBy: { handler: 'asc' } });
    expect(deliveries).toMatchObject(
      ['one', 'two'].map((handler) => ({ handler, eventId: added, page: 0, attempts: 0, doneAt: null })),
    );
  });

  it('leaves nothing behind when a local handler fails', async () => {
    machinery = await eventMachinery([
      local(CardAddedToLibraryEvent, { handle: () => Promise.reject(new Error('the feed is broken')) }),
      queued(CardAddedToLibraryEvent, 'one', noPages),
    ]);
    await expect(addUrl().execute({ curatorId: ada, url: 'https://example.org/' })).rejects.toThrow(
      'the feed is broken',
    );
    const { client } = machinery.database;
    expect(await Promise.all([client.card.count(), client.domainEvent.count(), client.eventDelivery.count()])).toEqual([
      0, 0, 0,
    ]);
    expect(machinery.handedOver).toEqual([]);
  });

  it('leaves nothing behind of a refusal', async () => {
    machinery = await eventMachinery([]);
    const refused = await machinery.unitOfWork.run(ada.value, async () => {
      await machinery.cards.save(urlCard());
      return err({ kind: 'changed-my-mind' });
    });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'changed-my-mind' } });
    expect(await machinery.database.client.card.count()).toBe(0);
    expect(await machinery.database.client.domainEvent.count()).toBe(0);
  });

  it('joins the unit of work that it runs in', async () => {
    machinery = await eventMachinery([]);
    const outer = machinery.unitOfWork.run(ada.value, async () => {
      await addUrl().execute({ curatorId: ada, url: 'https://example.org/' });
      return err('rolled back');
    });
    expect((await outer).ok).toBe(false);
    expect(await machinery.database.client.card.count()).toBe(0);
  });

  it('records what a local handler raises, as caused by the event it handled', async () => {
    machinery = await eventMachinery([
      local(CardCreatedEvent, {
        handle: async ({ cardId }) => {
          const card = await machinery.cards.find(cardId, bob);
          card?.addToLibrary(bob).unwrap();
          if (card) await machinery.cards.save(card);
        },
      }),
    ]);
    await addUrl().execute({ curatorId: ada, url: 'https://example.org/' });
    const events = await machinery.database.client.domainEvent.findMany({ orderBy: { seq: 'asc' } });
    const created = events.find(({ type }) => type === 'CardCreated');
    expect(events.map(({ type, causationId }) => [type, causationId])).toEqual([
      ['CardCreated', null],
      ['CardAddedToLibrary', null],
      ['CardAddedToLibrary', created?.id],
    ]);
    expect(new Set(events.map(({ correlationId }) => correlationId)).size).toBe(1);
  });

  it('records what an aggregate raised since, each time that a local handler saves it again, and nothing that was not saved', async () => {
    const steps: ((card: Card) => Promise<void>)[] = [
      async (card) => {
        card.removeFromLibrary(bob).unwrap();
        await machinery.cards.save(card);
      },
      async (card) => {
        card.addToLibrary(bob).unwrap();
        await machinery.cards.save(card);
      },
      async (card) => card.removeFromLibrary(bob).unwrap(),
    ];
    let card: Card | undefined;
    const takeStep = { handle: async () => card && steps.shift()?.(card) };
    machinery = await eventMachinery([
      local(CardAddedToLibraryEvent, takeStep),
      local(CardRemovedFromLibraryEvent, takeStep),
    ]);
    const { cardId } = (await addUrl().execute({ curatorId: ada, url: 'https://example.org/' })).unwrap();
    await machinery.unitOfWork.run(bob.value, async () => {
      card = await machinery.cards.find(cardId, bob);
      card?.addToLibrary(bob).unwrap();
      if (card) await machinery.cards.save(card);
      return ok(undefined);
    });
    expect(steps).toEqual([]);
    const events = await machinery.database.client.domainEvent.findMany({
      where: { actorId: bob.value },
      orderBy: { seq: 'asc' },
    });
    expect(events.map(({ type, causationId }) => [type, causationId])).toEqual([
      ['CardAddedToLibrary', null],
      ['CardRemovedFromLibrary', events[0]?.id],
      ['CardAddedToLibrary', events[1]?.id],
    ]);
    expect(await machinery.database.client.libraryMembership.count()).toBe(2);
  });

  it('refuses to save outside of a unit of work', async () => {
    machinery = await eventMachinery([]);
    await expect(machinery.cards.save(urlCard())).rejects.toThrow('inside a unit of work');
  });

  it('makes one card of many concurrent additions of one address', async () => {
    machinery = await eventMachinery([]);
    const results = await Promise.all(
      Array.from({ length: 16 }, (_, n) =>
        addUrl().execute({ curatorId: ada, url: `https://EXAMPLE.org/?utm_source=${n}` }),
      ),
    );
    expect(new Set(results.map((result) => result.unwrap().cardId.value)).size).toBe(1);
    const { client } = machinery.database;
    expect(
      await Promise.all([client.card.count(), client.libraryMembership.count(), client.domainEvent.count()]),
    ).toEqual([1, 1, 2]);
  });

  it('deletes a card that leaves the last library, but never one that is being added to another', async () => {
    machinery = await eventMachinery([]);
    const remove = new RemoveCardFromLibrary(
      machinery.cards,
      machinery.unitOfWork,
      systemClock,
      new TakeOutDeletedCard(new PrismaCollectionRepository(machinery.database)),
    );
    const add = new AddCardToLibrary(machinery.cards, machinery.unitOfWork, systemClock);
    for (let round = 0; round < 20; round++) {
      const { cardId } = (await addUrl().execute({ curatorId: ada, url: `https://example.org/${round}` })).unwrap();
      const [removed, added] = await Promise.all([
        remove.execute({ curatorId: ada, cardId }),
        add.execute({ curatorId: bob, cardId }),
      ]);
      expect(removed.ok).toBe(true);
      const card = await machinery.database.client.card.findUnique({
        where: { id: cardId.value },
        include: { memberships: true },
      });
      if (added.ok) expect(card?.memberships.map(({ curatorId }) => curatorId)).toEqual([bob.value]);
      else {
        expect(added.error).toEqual({ kind: 'card-not-found', cardId: cardId.value });
        expect(card).toBeNull();
      }
    }
  });

  it('runs work again that lost a race, from the start', async () => {
    machinery = await eventMachinery([]);
    let runs = 0;
    const rename = (displayName: string) =>
      machinery.unitOfWork.run(ada.value, async () => {
        runs += 1;
        const curator = await machinery.curators.find(ada);
        curator?.updateProfile({ displayName }).unwrap();
        if (curator) await machinery.curators.save(curator);
        return ok(displayName);
      });
    await Promise.all(Array.from({ length: 6 }, (_, n) => rename(`Ada ${n}`)));
    const curator = await machinery.database.client.curator.findUniqueOrThrow({ where: { id: ada.value } });
    // Each of the six counted, on top of the one before: none was lost silently.
    expect(curator.version).toBe(7);
    expect(runs).toBeGreaterThanOrEqual(6);
  });

  it.each(['40001', '40P01', '23505', '23503'])('runs work again that ended with %s', async (sqlState) => {
    machinery = await eventMachinery([]);
    let runs = 0;
    const result = await machinery.unitOfWork.run(ada.value, async () => {
      runs += 1;
      await machinery.cards.save(urlCard());
      if (runs === 1) {
        const raise = `DO $$ BEGIN RAISE 'lost' USING ERRCODE = '${sqlState}'; END $$`;
        await machinery.database.transaction.client.$executeRaw(Prisma.raw(raise));
      }
      return ok(runs);
    });
    expect(result).toEqual(ok(2));
    expect(await machinery.database.client.card.count()).toBe(1);
    expect(await machinery.database.client.domainEvent.count()).toBe(1);
  });

  it('cannot rewrite the log', async () => {
    machinery = await eventMachinery([]);
    await addUrl().execute({ curatorId: ada, url: 'https://example.org/' });
    const { client } = machinery.database;
    await expect(client.$executeRaw`UPDATE domain_events SET version = 2`).rejects.toThrow('append-only');
    await expect(client.$executeRaw`DELETE FROM domain_events`).rejects.toThrow('append-only');
    await expect(client.$executeRaw`TRUNCATE domain_events`).rejects.toThrow('append-only');
    expect(await client.domainEvent.count()).toBe(2);
  });
});
