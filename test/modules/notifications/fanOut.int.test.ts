import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import { CuratorFollowedEvent, curatorTarget } from '../../../src/modules/curators/index.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import type { EventMetadata } from '../../../src/shared/domain/events/EventMetadata.ts';
import { UniqueEntityID } from '../../../src/shared/domain/UniqueEntityID.ts';
import { ada, bob } from '../../support/cards.ts';
import { eventually } from '../../support/eventually.ts';
import { NodeProcess } from '../../support/NodeProcess.ts';
import { type NotificationMachinery, withNotificationMachinery } from './notificationMachinery.ts';
import { addAuthors, addFollowers, blockedBackends } from './rows.ts';

let app: NotificationMachinery;
withNotificationMachinery((machinery) => {
  app = machinery;
});

const program = fileURLToPath(new URL('fanOutProcess.ts', import.meta.url));
const url = 'https://example.org/';
const save = (curatorId: CuratorId = ada) => app.save(curatorId, { url });

async function savedBy(curatorId: CuratorId): Promise<[CardAddedToLibraryEvent, EventMetadata]> {
  const cardId = await save(curatorId);
  const row = await app.database.client.domainEvent.findFirstOrThrow({
    where: { type: 'CardAddedToLibrary', actorId: curatorId.value },
    orderBy: { seq: 'desc' },
  });
  const { id: eventId, seq, actorId, correlationId, causationId, occurredAt } = row;
  return [
    new CardAddedToLibraryEvent(cardId, curatorId, 'URL', url, undefined, occurredAt),
    { eventId, seq, actorId, correlationId, causationId },
  ];
}

describe('many recipients', () => {
  it('are told in pages of a thousand: 2,500 followers in three', async () => {
    await addFollowers(app.database, ada, 2_500);
    await save(ada);
    const counts: number[] = [];
    for (let due = app.handedOver.length; due > 0; due = app.handedOver.length) {
      const [delivery] = app.handedOver.splice(0, 1);
      if (delivery) await app.executor.execute(delivery);
      if (delivery?.handler === 'notify-followers-of-save') counts.push((await app.unread()).length);
    }
    expect(counts).toEqual([1_000, 2_000, 2_500]);
    expect(await app.changes()).toHaveLength(3);
    const told = new Set((await app.notifications()).map(({ recipientId }) => recipientId));
    expect(told.size).toBe(2_500);
  });

  it.each([
    [999, 1],
    [1_000, 1],
    [1_001, 2],
    [2_000, 2],
  ])('%d of them take %d pages', async (followers, pages) => {
    await addFollowers(app.database, ada, followers);
    const [event, metadata] = await savedBy(ada);
    const further = await app.database.inTransaction(() =>
      app.handlerOf('notify-followers-of-save').handle(event, metadata, undefined),
    );
    expect(further).toHaveLength(pages - 1);
    expect(further.at(-1)?.upTo ?? null).toBeNull();
  });

  it('the authors of one address are told in pages, too', async () => {
    await addAuthors(app.database, url, 2_100);
    await save(ada);
    await app.deliver();
    expect(await app.unread()).toHaveLength(2_100);
    expect(await app.changes()).toHaveLength(3);
  });

  it('who comes in between two pages is told by the page that their id belongs to', async () => {
    await addFollowers(app.database, ada, 1_500);
    await save(ada);
    await app.deliver('notify-card-saved');
    const [first] = app.handedOver.splice(0, 1);
    if (first) await app.executor.execute(first);
    const zoe = await app.enterCurator('zoe');
    await app.follow(zoe, ada);
    await app.deliver('notify-followers-of-save');
    expect(await app.unread()).toHaveLength(1_501);
  });
});

it('3,000 followers are told once each though the process is killed after their first page', async () => {
  await addFollowers(app.database, ada, 3_000);
  await save(ada);
  app.handedOver.length = 0;
  const { client } = app.database;
  const handler = 'notify-followers-of-save';
  const { eventId } = await client.eventDelivery.findFirstOrThrow({ where: { handler } });
  const ofSecondPage = await client.curator.findFirstOrThrow({
    where: { id: { startsWith: 'did:plc:n' } },
    orderBy: { id: 'asc' },
    skip: 700,
  });

  await app.database.inTransaction(async (held) => {
    await held.client.$queryRaw`SELECT FROM curators WHERE id = ${ofSecondPage.id} FOR NO KEY UPDATE`;
    await using worker = NodeProcess.start([program, app.databaseUrl, eventId, '500']);
    await eventually(async () => worker.hasEnded || (await blockedBackends(app.database)) === 1, { withinMs: 20_000 });
    worker.signal('SIGKILL');
    expect(await worker.end()).toMatchObject({ code: null, stderr: '' });
  });
  expect(await client.notification.count()).toBe(500);

  // Also the page that is done.
  const pages = await client.eventDelivery.findMany({ where: { handler }, orderBy: { page: 'asc' } });
  expect(pages.map(({ doneAt }) => doneAt !== null)).toEqual([true, false, false, false, false, false]);
  for (const { page } of pages) await app.executor.execute({ handler, eventId, page, claimToken: null });
  const told = (await app.causes()).map(({ recipientId }) => recipientId);
  expect([told.length, new Set(told).size]).toEqual([3_000, 3_000]);
  expect((await app.unread()).length).toBe(3_000);
}, 30_000);

describe('a second delivery', () => {
  const everything = async () => [await app.notifications(), await app.changes()];
  const again = (work: () => Promise<unknown>) => app.database.inTransaction(work);

  it('of a save changes nothing, also where a more specific kind took over', async () => {
    await addAuthors(app.database, url, 5);
    await addFollowers(app.database, ada, 7);
    const [event, metadata] = await savedBy(ada);
    const handleBoth = async () => {
      await again(() => app.handlerOf('notify-followers-of-save').handle(event, metadata, undefined));
      await again(() => app.handlerOf('notify-card-saved').handle(event, metadata, undefined));
    };
    await handleBoth();
    const before = await everything();
    expect(await app.causes()).toHaveLength(7);
    expect((await app.changes()).map(({ op }) => op)).toEqual(['ADDED', 'ADDED', 'REMOVED']);

    await handleBoth();
    expect(await everything()).toEqual(before);
    expect(app.commitsWithChanges).toBe(2);
  });

  it('of a follow changes nothing', async () => {
    await app.follow(bob, ada);
    const { id, followedAt } = await app.database.client.follow.findFirstOrThrow();
    const { id: eventId, seq, correlationId } = await app.database.client.domainEvent.findFirstOrThrow();
    const event = new CuratorFollowedEvent(new UniqueEntityID(id), bob, curatorTarget(ada), followedAt);
    const metadata = { eventId, seq, correlationId, actorId: bob.value, causationId: null };
    const run = () => again(() => app.handlerOf('notify-followed').handle(event, metadata, undefined));
    await run();
    const before = await everything();
    expect(before[0]).toHaveLength(1);
    await run();
    expect(await everything()).toEqual(before);
  });
});

describe('two kinds that race for the same recipients', () => {
  const race = (first: string, second: string) =>
    it(`${second} waits for ${first}, and the more specific wins`, async () => {
      await save(bob);
      await app.follow(bob, ada);
      app.handedOver.length = 0;
      const [event, metadata] = await savedBy(ada);
      const notify = (name: string) => app.handlerOf(name).handle(event, metadata, undefined);
      const held = Promise.withResolvers<void>();
      const isDone = Promise.withResolvers<void>();
      const firstRun = app.database.inTransaction(async () => {
        await notify(first);
        isDone.resolve();
        await held.promise;
      });
      await isDone.promise;
      const secondRun = app.database.inTransaction(async () => notify(second));
      await eventually(async () => (await blockedBackends(app.database)) === 1);
      held.resolve();
      await Promise.all([firstRun, secondRun]);
      expect(await app.unread()).toEqual(['did:plc:bob CARD_SAVED']);
    });
  race('notify-card-saved', 'notify-followers-of-save');
  race('notify-followers-of-save', 'notify-card-saved');

  it('never wait for each other in a circle', async () => {
    await addAuthors(app.database, url, 400);
    await addFollowers(app.database, ada, 600);
    for (let round = 0; round < 10; round += 1) {
      const [event, metadata] = await savedBy(ada);
      await Promise.all(
        (['notify-card-saved', 'notify-followers-of-save'] as const).map((name) =>
          app.database.inTransaction(() => app.handlerOf(name).handle(event, metadata, undefined)),
        ),
      );
      const unread = await app.unread();
      expect(unread).toHaveLength(600);
      expect(unread.filter((line) => line.endsWith('CARD_SAVED'))).toHaveLength(400);
      await app.remove(ada, event.cardId);
      await app.deliver('retract-saved');
      expect(await app.unread()).toEqual([]);
    }
  });
});

describe('several events at once', () => {
  const due = (handler: string) => app.handedOver.filter((delivery) => delivery.handler === handler);
  const executeAll = (handler: string, deliveries = due(handler)) => app.executor.executeAll(handler, deliveries);
  const told = async () =>
    (await app.causes()).map(({ recipientId, kind, seq, correlationId }) => [recipientId, kind, seq, correlationId]);
  const saveWithNote = (curatorId: CuratorId, address: string) =>
    app.save(curatorId, { url: address, note: 'worth keeping' });

  it('tell what they tell one by one, also where two come of one mutation', async () => {
    await addFollowers(app.database, ada, 5);
    await addFollowers(app.database, bob, 3);
    for (const [place, curator] of [ada, bob, ada].entries()) await saveWithNote(curator, `${url}${place}`);
    const deliveries = due('notify-followers-of-save');
    await executeAll('notify-followers-of-save');
    const together = await told();
    expect(together).toHaveLength(5 + 3 + 5);
    // Some follow both, who made three such mutations: one for the first that each is told, for the second, and for the third.
    expect(await app.changes()).toHaveLength(3);

    const { client } = app.database;
    await client.notification.deleteMany();
    await client.notificationCause.deleteMany();
    await client.inboxEntry.deleteMany();
    await client.eventDelivery.updateMany({ data: { doneAt: null } });
    for (const delivery of deliveries) await app.executor.execute(delivery);
    expect(await told()).toEqual(together);
  });

  it('give one back that concerns many: it runs alone, in pages, and the others are told at once', async () => {
    await addFollowers(app.database, ada, 1_100);
    await addFollowers(app.database, bob, 100);
    for (const curator of [ada, bob]) await save(curator);
    const deliveries = due('notify-followers-of-save');
    app.handedOver.length = 0;
    await executeAll('notify-followers-of-save', deliveries);
    expect(await app.causes()).toHaveLength(1_100);
    expect(app.handedOver.map(({ page }) => page)).toEqual([1]);
    await executeAll('notify-followers-of-save');
    expect(await app.causes()).toHaveLength(1_200);
  });

  it('leave out those that were undone', async () => {
    await addFollowers(app.database, ada, 2);
    const cardId = await save(ada);
    await saveWithNote(ada, `${url}kept`);
    await app.remove(ada, cardId);
    await executeAll('notify-followers-of-save');
    expect((await app.notifications()).map(({ cardId: told }) => told)).not.toContain(cardId.value);
    expect(await app.notifications()).toHaveLength(2);
  });

  it('never wait in a circle for those of another handler, whose order is another', async () => {
    await addAuthors(app.database, url, 60);
    await addFollowers(app.database, ada, 90);
    for (let round = 0; round < 5; round += 1) {
      app.handedOver.length = 0;
      for (const address of ['1', '2', '3', '4']) await saveWithNote(ada, `${url}${round}/${address}`);
      const cardId = await save(ada);
      const [saved, followers] = [due('notify-card-saved'), due('notify-followers-of-save')];
      await Promise.all([
        executeAll('notify-card-saved', saved),
        executeAll('notify-followers-of-save', followers.toReversed()),
      ]);
      await app.remove(ada, cardId);
    }
    expect(await app.causes()).toHaveLength(5 * 5 * 90);
    expect(app.logger.lines).toEqual([]);
  });
});
