import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { inject } from 'vitest';

export interface TestRedis extends AsyncDisposable {
  readonly url: string;
  /** Of no other test: for the names of keys and channels. */
  readonly prefix: string;
}

/** A part of the Redis that all tests share. At dispose every key goes whose name contains the prefix. */
export function testRedis(): TestRedis {
  const url = inject('redisUrl');
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  return { url, prefix, [Symbol.asyncDispose]: async () => void (await emptyRedis({ url, prefix })) };
}

/** Removes every key whose name contains the prefix, and gives how many those were. */
export async function emptyRedis({ url, prefix }: Pick<TestRedis, 'url' | 'prefix'>): Promise<number> {
  const client = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    let removed = 0;
    // The prefix need not come first: BullMQ has it within braces, for Redis Cluster.
    let cursor = '0';
    do {
      const [next, keys] = await client.scan(cursor, 'MATCH', `*${prefix}*`, 'COUNT', 1_000);
      if (keys.length > 0) removed += await client.unlink(keys);
      cursor = next;
    } while (cursor !== '0');
    return removed;
  } finally {
    client.disconnect();
  }
}
