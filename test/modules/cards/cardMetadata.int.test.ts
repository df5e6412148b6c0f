import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import type { OutboundRules } from '../../../src/shared/infrastructure/outbound/OutboundRules.ts';
import type { ApiClient } from '../../support/ApiClient.ts';
import { testApp } from '../../support/app.ts';
import { AddUrl, FeedChanged } from '../../support/client.operations.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { log as logger } from '../../support/log.ts';
import { html, type PageServer, pageServer, status } from '../../support/pageServer.ts';

const withinMs = 20_000;
const page = html(`<title>A page</title><meta name="description" content="Text">
  <meta property="og:image" content="/a.png"><meta property="og:site_name" content="A site">`);

let server: PageServer;
let testDatabase: TestDatabase;
let database: Database;
beforeEach(async () => {
  server = await pageServer();
  testDatabase = await createTestDatabase();
  database = new Database({ url: testDatabase.url, poolSize: 2, logger });
});
afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await testDatabase[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Retries come soon; that they are in order is the outbox's own business. */
const start = ({
  withRedis = false,
  outbound = server.rules(),
}: {
  withRedis?: boolean;
  outbound?: OutboundRules;
} = {}) =>
  testApp({
    withRedis,
    database: testDatabase,
    hooks: {
      outbound,
      timing: { relay: { pollMs: 20 }, retries: { firstBackoffMs: 600, maxBackoffMs: 700, maxStarts: 4 } },
    },
  });
const save = (client: ApiClient, url: string) => client.send(AddUrl, { url });
const cards = () => database.client.card.findMany({ orderBy: { createdAt: 'asc' } });
const delivered = () =>
  eventually(
    async () => {
      const rows = await database.client.eventDelivery.findMany({ where: { handler: 'fetch-card-metadata' } });
      expect(rows.map(({ doneAt, deadAt }) => [doneAt !== null, deadAt])).toEqual(rows.map(() => [true, null]));
      return rows;
    },
    { withinMs },
  );

describe('a link that is saved', () => {
  it.each([
    ['in one process', false],
    ['by a worker', true],
  ])('gets what its page says of itself, and whoever watches sees it: %s', async (_where, withRedis) => {
    server.answer('/page', page);
    await using app = await start({ withRedis });
    const ada = await app.connect('ada');
    using feed = ada.subscribe(FeedChanged, { feed: { global: true } });
    const saved = await save(ada, server.url('/page'));
    expect(saved.addUrlToLibrary.__typename).toBe('AddUrlToLibraryPayload');

    const { feedChanged } = await feed.first((event) => event.feedChanged.__typename === 'FeedItemUpdated', withinMs);
    const added = feed.events[0]?.feedChanged;
    const isOf = added?.__typename === 'FeedItemAdded' && feedChanged.__typename === 'FeedItemUpdated';
    expect(isOf && feedChanged.item).toEqual({
      id: isOf && added.item.id,
      card: { title: 'A page', description: 'Text', imageUrl: server.url('/a.png'), siteName: 'A site' },
    });
    expect(feed.events).toHaveLength(2);
    expect(await cards()).toMatchObject([{ title: 'A page', version: 2 }]);
    const events = await database.client.domainEvent.findMany({ orderBy: { seq: 'asc' } });
    const [created, , updated] = events;
    expect(events.map(({ type }) => type)).toEqual(['CardCreated', 'CardAddedToLibrary', 'CardUpdated']);
    expect(updated).toMatchObject({
      causationId: created?.id,
      correlationId: created?.correlationId,
      actorId: 'did:plc:ada',
    });
  });

  it('has its page asked once, however many save it', async () => {
    server.answer('/page', page);
    await using app = await start();
    const names = ['ada', 'bob', 'eve', 'kim', 'lea', 'max'];
    const clients = await Promise.all(names.map((name) => app.connect(name)));
    await Promise.all(clients.map((client) => save(client, server.url('/page'))));
    await delivered();
    expect((await cards()).map(({ title }) => title)).toEqual(names.map(() => 'A page'));
    expect(server.asked).toEqual(['/page']);
  });

  it('is asked for again where its server was down', async () => {
    server.answer('/page', status(500));
    await using app = await start();
    await save(await app.connect('ada'), server.url('/page'));
    await eventually(() => server.asked.length === 1, { withinMs });
    server.answer('/page', page);
    await delivered();
    expect(await cards()).toMatchObject([{ title: 'A page' }]);
    expect(server.asked).toEqual(['/page', '/page']);
  });

  it('stays as it is where there is nothing to be had, and nobody asks twice', async () => {
    await using app = await start();
    const ada = await app.connect('ada');
    await save(ada, server.url('/none'));
    await save(ada, server.url('/inside', '127.0.0.2'));
    const deliveries = await delivered();
    expect(deliveries.map(({ attempts }) => attempts)).toEqual([1, 1]);
    expect(await cards()).toMatchObject([{ title: null }, { title: null }]);
    expect(server.asked).toEqual(['/none']);
    const noted = await database.client.pageMetadata.findMany({ orderBy: { canonicalUrl: 'asc' } });
    expect(noted.map(({ reason }) => reason)).toEqual([
      'NoPageError: status 404',
      'OutboundRefusedError: the address 127.0.0.2',
    ]);
  });

  it('stays as it is where nothing can be reached, and that is no dead letter', async () => {
    const offline: OutboundRules = {
      ...server.rules(),
      resolve: () => Promise.reject(new Error('getaddrinfo EAI_AGAIN')),
    };
    await using app = await start({ outbound: offline });
    await save(await app.connect('ada'), server.url('/page', 'page.test'));
    expect(await delivered()).toMatchObject([{ attempts: 4 }]);
    expect(await cards()).toMatchObject([{ title: null, version: 1 }]);
    expect(server.asked).toEqual([]);
  });
});

describe('without card metadata', () => {
  it('nothing is asked, and nothing is left to do', async () => {
    server.answer('/page', page);
    await using app = await testApp({ withRedis: false, database: testDatabase });
    await save(await app.connect('ada'), server.url('/page'));
    expect(await delivered()).toMatchObject([{ attempts: 1 }]);
    expect(server.asked).toEqual([]);
    expect(await database.client.pageMetadata.count()).toBe(0);
  });
});
