import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada, bob } from '../../support/cards.ts';
import { eventually } from '../../support/eventually.ts';
import { Gates } from '../../support/live/Gates.ts';
import { InMemoryNotifications } from './InMemoryNotifications.ts';
import { liveInstance, read } from './liveInstance.ts';

const people = [ada, bob, CuratorId.create('did:plc:cleo').unwrap()];
const person = fc.constantFrom(...people);

/** What may happen while look-ups and reads of the database are under way. Numbers choose among what there is. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('change' as const), recipients: fc.subarray(people) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('subscribe' as const), recipient: person }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), nth: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('go on' as const), nth: fc.nat() }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Instance = Awaited<ReturnType<typeof liveInstance>>;

class Subscribers {
  readonly #instance: Instance;
  readonly #notifications: InMemoryNotifications;
  readonly #gates: Gates;
  /** The positions that each of `people` is to hear of. */
  readonly #due = new Map(people.map((recipient): [CuratorId, string[]] => [recipient, []]));
  readonly #present: { recipient: CuratorId; subscription: AsyncGenerator; heard: { cursor: string }[] }[] = [];

  constructor(instance: Instance, notifications: InMemoryNotifications, gates: Gates) {
    this.#instance = instance;
    this.#notifications = notifications;
    this.#gates = gates;
  }

  async take(next: Step): Promise<void> {
    switch (next.do) {
      case 'change':
        return this.#change(next.recipients);
      case 'subscribe':
        return this.#subscribe(next.recipient);
      case 'leave':
        return this.#leave(next.nth);
      case 'go on':
        return this.#gates.open(next.nth);
    }
  }

  check(): void {
    this.#gates.openAll();
    for (const { recipient, heard } of this.#present) {
      expect(heard.map(({ cursor }) => cursor)).toEqual(this.#due.get(recipient));
    }
  }

  async end(): Promise<void> {
    this.#notifications.step = async () => {};
    this.#gates.openAll();
    await Promise.all(this.#present.map(({ subscription }) => subscription.return(undefined)));
  }

  #change(recipients: readonly CuratorId[]): void {
    const sequenced = this.#notifications.change('ADDED', ...recipients.map(({ value }) => value));
    const cursors = sequenced.changes.map(({ position }) => this.#instance.cursor(position));
    for (const recipient of recipients) this.#due.get(recipient)?.push(...cursors);
    this.#instance.log.accept(sequenced);
  }

  #subscribe(recipient: CuratorId): void {
    const subscription = this.#instance.live.subscribe(recipient, this.#instance.cursor(0));
    this.#present.push({ recipient, subscription, heard: read(subscription) });
  }

  async #leave(nth: number): Promise<void> {
    const [gone] = this.#present.splice(nth % Math.max(1, this.#present.length), 1);
    await gone?.subscription.return(undefined);
  }
}

it('whenever a subscriber comes, it hears of each of its changes once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 4 }),
      async (steps, bufferSize) => {
        const notifications = new InMemoryNotifications();
        await using instance = await liveInstance(notifications.log, notifications, bufferSize);
        const gates = new Gates();
        notifications.step = gates.pass;
        const subscribers = new Subscribers(instance, notifications, gates);
        for (const next of steps) {
          await subscribers.take(next);
          await new Promise(setImmediate); // whatever can go on by itself does
        }
        await eventually(() => subscribers.check(), { everyMs: 1 });
        await subscribers.end();
      },
    ),
    { numRuns: 100 },
  );
});
