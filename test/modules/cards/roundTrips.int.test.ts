import { graphql } from 'graphql';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCardHandlers } from '../../../src/composition/cardMetadata.ts';
import { createEventHandlers } from '../../../src/composition/eventHandlers.ts';
import { createEvents } from '../../../src/composition/eventParts.ts';
import { eventRoutes } from '../../../src/composition/eventRoutes.ts';
import { createUseCases } from '../../../src/composition/useCases.ts';
import { contextFactory } from '../../../src/graphql/context.ts';
import { buildSchema } from '../../../src/graphql/schema.ts';
import type { UseCases } from '../../../src/graphql/useCases.ts';
import type { UnitOfWork } from '../../../src/shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { PrometheusMetrics } from '../../../src/shared/infrastructure/metrics/PrometheusMetrics.ts';
import { systemClock as clock } from '../../../src/shared/infrastructure/system/systemClock.ts';
import { uuidGenerator as ids } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { FakeLive } from '../../graphql/fakeLive.ts';
import { rowSources } from '../../graphql/rowSources.ts';
import { ada, bob } from '../../support/cards.ts';
import { AddUrl } from '../../support/client.operations.ts';
import { createTestDatabase } from '../../support/database.ts';
import { log as logger } from '../../support/log.ts';
import { RoundTrips } from '../../support/RoundTrips.ts';
import { doingsOf } from '../notifications/doings.ts';

const schema = buildSchema();
let opened: AsyncDisposableStack;
let database: Database;
let roundTrips: RoundTrips;
let useCases: UseCases;
let save: (viewer: CuratorId, url: string, note?: string) => Promise<void>;

/** All that a request takes, but for those whom the commit wakes: the sequencer, the relay and the workers. */
beforeEach(async () => {
  opened = new AsyncDisposableStack();
  roundTrips = opened.use(await RoundTrips.to(opened.use(await createTestDatabase()).url));
  database = opened.use(new Database({ url: roundTrips.url, poolSize: 1, logger }));
  const nobody = { feedsChanged: () => {}, notificationsChanged: () => {} };
  const publisher = { publish: async () => {}, queued: async () => new Map<string, number>() };
  const late: UnitOfWork = { run: (actorId, work) => unitOfWork.run(actorId, work) };
  const cards = createCardHandlers({ database, unitOfWork: late, logger, isOn: false });
  const routes = eventRoutes({ ...createEventHandlers(database, nobody), cards });
  const metrics = new PrometheusMetrics(new Registry(), []);
  const { unitOfWork } = createEvents({ database, routes, publisher, ids, metrics, logger, hooks: undefined });
  useCases = createUseCases({ database, unitOfWork, clock, ids, ...nobody });
  const contextFor = contextFactory({
    prisma: database.client,
    ...rowSources(database.client, database),
    useCases,
    liveFeed: new FakeLive(),
    liveNotifications: new FakeLive(),
    clock,
  });
  save = async (viewer, url, note) => {
    const contextValue = await contextFor({ viewer, requestId: 'a request' });
    const variableValues = { url, note };
    const { data } = await graphql({ schema, contextValue, source: AddUrl.toString(), variableValues });
    expect(data).toMatchObject({ addUrlToLibrary: { card: { url } } });
  };
  await save(ada, 'https://example.org/');
});
afterEach(() => opened.disposeAsync());

const counts = async () => {
  const { cards, libraryMemberships, events, activities, changes } = {
    cards: await database.client.card.count(),
    libraryMemberships: await database.client.libraryMembership.count(),
    events: await database.client.domainEvent.count(),
    activities: await database.client.feedActivity.count(),
    changes: await database.client.feedChange.count(),
  };
  return { cards, libraryMemberships, events, activities, changes };
};

describe('round trips of addUrlToLibrary', () => {
  it('of a new link: the card that may be there, the events with all before them, the feed with the commit, the answer', async () => {
    expect(await roundTrips.of(() => save(ada, 'https://example.org/new'))).toBe(4);
    expect(await counts()).toEqual({ cards: 2, libraryMemberships: 2, events: 4, activities: 2, changes: 2 });
  });

  it('of a new link with a note: no more, however much is written', async () => {
    expect(await roundTrips.of(() => save(ada, 'https://example.org/new', 'worth keeping'))).toBe(4);
    expect(await counts()).toEqual({ cards: 3, libraryMemberships: 3, events: 6, activities: 3, changes: 3 });
  });

  it('of a link that is there: the card, the end of the transaction, the answer', async () => {
    expect(await roundTrips.of(() => save(ada, 'https://example.org/'))).toBe(3);
    expect(await counts()).toEqual({ cards: 1, libraryMemberships: 1, events: 2, activities: 1, changes: 1 });
  });

  it('of a viewer who was never seen before: one more, once', async () => {
    expect(await roundTrips.of(() => save(bob, 'https://example.org/'))).toBe(5);
    expect(await roundTrips.of(() => save(bob, 'https://example.org/new'))).toBe(4);
  });
});

it('round trips of removeCardFromLibrary are as many however many collections the card was in', async () => {
  const doings = doingsOf(useCases);
  const removingFrom = async (collections: number): Promise<number> => {
    const collectionIds = await Promise.all(Array.from({ length: collections }, () => doings.createCollection(ada)));
    const cardId = await doings.save(ada, { url: `https://example.org/${collections}`, collectionIds });
    return roundTrips.of(() => doings.remove(ada, cardId));
  };
  const ofOne = await removingFrom(1);
  expect(await removingFrom(20)).toBe(ofOne);
  expect(await database.client.collectionCard.count()).toBe(0);
  expect(await database.client.feedChange.count({ where: { op: 'REMOVED' } })).toBe(23);
});
