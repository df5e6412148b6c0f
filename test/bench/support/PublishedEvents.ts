import { Redis } from 'ioredis';
import { encodeGlobalId } from '../../../src/graphql/globalIds.ts';
import { encodeLiveCursor } from '../../../src/shared/application/live/LiveCursor.ts';
import { machineMs } from './clock.ts';
import type { Events } from './Events.ts';

/** What the peers' programs subscribe to. */
const channel = 'bench:events';

/** Events as the peers take them: each a Redis message with the whole payload, as long as ours, so that they need no database. */
export class PublishedEvents implements Events {
  readonly #redis: Redis;
  readonly #epoch = crypto.randomUUID();
  #published = 0;

  constructor(redisUrl: string) {
    this.#redis = new Redis(redisUrl);
  }

  async emit(count: number): Promise<number> {
    const messages = Array.from({ length: count }, () => this.#next());
    const emittedAt = machineMs();
    await Promise.all(messages.map((message) => this.#redis.publish(channel, message)));
    return emittedAt;
  }

  #next(): string {
    const position = (this.#published += 1);
    const cursor = encodeLiveCursor({ log: 'feeds', epoch: this.#epoch, position });
    const item = {
      id: encodeGlobalId('FeedActivity', crypto.randomUUID()),
      actor: { did: 'did:plc:bench-000001' },
      card: { url: `https://example.org/bench/${position}` },
      createdAt: new Date().toISOString(),
    };
    return JSON.stringify({ feedChanged: { __typename: 'FeedItemAdded', cursor, item } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#redis.quit();
  }
}
