import fc from 'fast-check';
import { expect } from 'vitest';
import { CardId } from '../../../src/modules/cards/index.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import type { NotificationMachinery } from './notificationMachinery.ts';

const curators = 4;
const who = fc.nat(curators - 1);
const url = fc.nat(1);

/** What may happen. Numbers choose among what there is. */
export const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('save' as const), who, url, hasNote: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('saveAnothers' as const), who, nth: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), who, nth: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('follow' as const), who, whom: who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unfollow' as const), who, whom: who }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver' as const), nth: fc.nat(), isAwaited: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const), who, nth: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('readAll' as const), who, nth: fc.option(fc.nat()) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const nthOf = <T>(items: readonly T[], nth: number): T | undefined => items[nth % Math.max(1, items.length)];

/** A few curators of their own, and what they do. Deliveries may run beside it. */
export class History {
  readonly #app: NotificationMachinery;
  readonly #people: readonly CuratorId[];
  readonly #base: string;
  readonly #running: Promise<void>[] = [];

  private constructor(app: NotificationMachinery, people: readonly CuratorId[], base: string) {
    this.#app = app;
    this.#people = people;
    this.#base = base;
  }

  static async begin(app: NotificationMachinery, name: string): Promise<History> {
    const names = Array.from({ length: curators }, (_, n) => `${name}n${n}`);
    const people = await Promise.all(names.map((each) => app.enterCurator(each)));
    return new History(app, people, `https://example.org/${name}/`);
  }

  async take(next: Step): Promise<void> {
    if (next.do === 'deliver') return this.#deliver(next.nth, next.isAwaited);
    const curatorId = this.#person(next.who);
    switch (next.do) {
      case 'save':
        await this.#app.addUrl.execute({
          curatorId,
          url: `${this.#base}${next.url}`,
          ...(next.hasNote ? { note: 'A thought' } : {}),
        });
        return;
      case 'saveAnothers':
        return this.#withCard(next.nth, (cardId) => this.#app.addCard.execute({ curatorId, cardId }));
      case 'remove':
        return this.#withCard(next.nth, (cardId) => this.#app.removeCard.execute({ curatorId, cardId }));
      case 'follow':
        await this.#app.follow.execute({ followerId: curatorId, curatorId: this.#person(next.whom) });
        return;
      case 'unfollow':
        await this.#app.unfollow.execute({ followerId: curatorId, curatorId: this.#person(next.whom) });
        return;
      case 'read':
        return this.#read(curatorId, next.nth);
      case 'readAll':
        return this.#readAll(curatorId, next.nth);
    }
  }

  async settle(): Promise<void> {
    await Promise.all(this.#running);
    await this.#app.deliver();
  }

  /** Who is told of something that does not stand. */
  async phantoms(): Promise<object[]> {
    const { client } = this.#app.database;
    return client.$queryRaw`
      SELECT * FROM notifications n WHERE recipient_id = ANY(${this.#ids}::text[]) AND read_at IS NULL AND retracted_at IS NULL
        AND NOT EXISTS (SELECT FROM follows WHERE kind = 'FOLLOWED_YOU'
          AND follower_id = n.actor_id AND curator_id = n.recipient_id AND followed_at = n.created_at)
        AND NOT EXISTS (SELECT FROM library_memberships m WHERE kind <> 'FOLLOWED_YOU'
          AND m.card_id = n.card_id AND m.curator_id = n.actor_id AND m.added_at = n.created_at)`;
  }

  /** Follows that the followed were never told of, and saves that the card's author was never told of, in whatever kind. */
  async untold(): Promise<object[]> {
    const { client } = this.#app.database;
    return client.$queryRaw`
      SELECT curator_id AS recipient, follower_id AS actor FROM follows f WHERE curator_id = ANY(${this.#ids}::text[])
        AND NOT EXISTS (SELECT FROM notifications n WHERE kind = 'FOLLOWED_YOU' AND retracted_at IS NULL
          AND recipient_id = f.curator_id AND actor_id = f.follower_id AND created_at = f.followed_at)
      UNION ALL
      SELECT c.author_id, m.curator_id FROM library_memberships m JOIN cards c ON c.id = m.card_id
      WHERE m.curator_id = ANY(${this.#ids}::text[]) AND m.curator_id <> c.author_id
        AND NOT EXISTS (SELECT FROM notifications n WHERE kind = 'CARD_SAVED' AND retracted_at IS NULL
          AND recipient_id = c.author_id AND actor_id = m.curator_id AND card_id = m.card_id AND created_at = m.added_at)`;
  }

  get #ids(): string[] {
    return this.#people.map(({ value }) => value);
  }

  #person(n: number): CuratorId {
    const person = this.#people[n];
    if (!person) throw new RangeError(`there is no curator ${n}`);
    return person;
  }

  async #withCard(nth: number, work: (cardId: CardId) => Promise<unknown>): Promise<void> {
    const { client } = this.#app.database;
    const cards = await client.card.findMany({ where: { authorId: { in: this.#ids } }, orderBy: { id: 'asc' } });
    const card = nthOf(cards, nth);
    if (card) await work(CardId.create(card.id).unwrap());
  }

  async #deliver(nth: number, isAwaited: boolean): Promise<void> {
    const { handedOver, executor } = this.#app;
    const [delivery] = handedOver.splice(nth % Math.max(1, handedOver.length), 1);
    if (!delivery) return;
    const running = executor.execute(delivery);
    this.#running.push(running);
    if (isAwaited) await running;
  }

  async #read(recipientId: CuratorId, nth: number): Promise<void> {
    const id = nthOf(await this.#app.notifications(recipientId.value), nth)?.id;
    await Promise.all(this.#running);
    const marked = await this.#app.markRead.execute({ recipientId, notificationIds: id === undefined ? [] : [id] });
    expect(marked.unwrap()).toEqual({ unreadCount: await this.#recount(recipientId) });
  }

  async #readAll(recipientId: CuratorId, nth: number | null): Promise<void> {
    await Promise.all(this.#running);
    const upTo = nth === null ? undefined : nthOf(await this.#app.notifications(recipientId.value), nth)?.seq;
    const marked = await this.#app.markAllRead.execute({ recipientId, upTo });
    expect(marked.unwrap()).toEqual({ unreadCount: await this.#recount(recipientId) });
  }

  async #recount({ value }: CuratorId): Promise<number> {
    const rows = await this.#app.notifications(value);
    return rows.filter(({ readAt, retractedAt }) => readAt === null && retractedAt === null).length;
  }
}
