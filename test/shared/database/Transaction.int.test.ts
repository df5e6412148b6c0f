import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { prepared } from '../../../src/shared/infrastructure/database/prepared.ts';
import { noon } from '../../support/cards.ts';
import { createTestDatabase } from '../../support/database.ts';
import { recordingLog } from '../../support/log.ts';
import { RoundTrips } from '../../support/RoundTrips.ts';

let opened: AsyncDisposableStack;
let roundTrips: RoundTrips;
let database: Database;
beforeAll(async () => {
  opened = new AsyncDisposableStack();
  roundTrips = opened.use(await RoundTrips.to(opened.use(await createTestDatabase()).url));
  // One connection: what a transaction left on it would be met by the next.
  database = opened.use(new Database({ url: roundTrips.url, poolSize: 1, logger: recordingLog() }));
});
afterAll(() => opened.disposeAsync());
beforeEach(async () => {
  await database.client.curator.deleteMany();
});

const enter = (id: string, at = noon()) => prepared`INSERT INTO curators (id, created_at) VALUES (${id}, ${at})`;
const everybody = prepared`SELECT id FROM curators ORDER BY id`;
const entered = async () => (await database.query(everybody)).rows;

describe('a transaction', () => {
  it('asks once for what is written and what is asked, in their order, and once for the commit', async () => {
    const trips = await roundTrips.of(() =>
      database.inTransaction(async (transaction) => {
        transaction.write(enter('a'));
        transaction.write(enter('b'));
        expect((await transaction.query(everybody)).rows).toEqual([{ id: 'a' }, { id: 'b' }]);
        transaction.write(enter('c'));
      }),
    );
    expect(trips).toBe(2);
    expect(await entered()).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
  });

  it('sends what is written with what it has grown to by then, once', async () => {
    await database.inTransaction(async (transaction) => {
      const ids = ['a'];
      transaction.write(() => prepared`INSERT INTO curators (id, created_at) SELECT unnest(${ids}::text[]), now()`);
      ids.push('b');
      expect((await transaction.query(everybody)).rows).toEqual([{ id: 'a' }, { id: 'b' }]);
      ids.push('c');
    });
    expect(await entered()).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it('that asks nothing takes no round trip', async () => {
    expect(await roundTrips.of(() => database.inTransaction(async () => {}))).toBe(0);
  });

  it('fails with the write that failed, and leaves nothing', async () => {
    const told: string[] = [];
    const failing = database.inTransaction(async (transaction) => {
      transaction.afterCommit(() => told.push('committed'));
      transaction.write(enter('a'));
      transaction.write(enter('a'));
      transaction.write(enter('b'));
    });
    await expect(failing).rejects.toMatchObject({ code: '23505', constraint: 'curators_pkey' });
    expect(told).toEqual([]);
    expect(await entered()).toEqual([]);
  });

  it('tells whoever asks next of the write that failed', async () => {
    const failing = database.inTransaction(async (transaction) => {
      transaction.write(enter('a'));
      transaction.write(enter('a'));
      await transaction.query(everybody);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(await entered()).toEqual([]);
  });

  it('is not taken for committed when somebody caught the failure of a statement', async () => {
    const failing = database.inTransaction(async (transaction) => {
      transaction.write(enter('a'));
      await transaction.client.$executeRaw`SELECT nothing`.catch(() => 'never mind');
    });
    await expect(failing).rejects.toThrow('PostgreSQL rolled it back');
    expect(await entered()).toEqual([]);
  });

  it('refuses what comes while it is being committed', async () => {
    const late = Promise.withResolvers<unknown>();
    await database.inTransaction(async (transaction) => {
      transaction.write(enter('a'));
      setImmediate(() => late.resolve(transaction.query(enter('b')).catch((error: unknown) => error)));
    });
    expect(String(await late.promise)).toContain('this transaction is over');
    expect(await entered()).toEqual([{ id: 'a' }]);
  });

  it('refuses what comes after its end', async () => {
    const late = await database.inTransaction(async (transaction) => transaction);
    expect(() => late.write(enter('a'))).toThrow('this transaction is over');
    await expect(late.query(enter('a'))).rejects.toThrow('this transaction is over');
    await expect(late.client.$executeRaw`DELETE FROM curators`).rejects.toThrow('this transaction is over');
    const undone = Promise.withResolvers<typeof late>();
    await expect(
      database.inTransaction(async (transaction) => {
        undone.resolve(transaction);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    await expect((await undone.promise).query(enter('a'))).rejects.toThrow('this transaction is over');
    expect(await entered()).toEqual([]);
  });

  it('gives large numbers and moments as they are, prepared or not', async () => {
    const row = { large: 2n ** 53n + 1n, at: noon(7), none: null };
    await database.inTransaction(async (transaction) => {
      const { rows } = await transaction.query(
        prepared`SELECT ${row.large}::int8 AS large, ${row.at}::timestamptz AS at, ${null}::text AS none`,
      );
      expect(rows).toEqual([row]);
      const { client } = transaction;
      expect(
        await client.$queryRaw`SELECT ${row.large}::int8 AS large, ${row.at}::timestamptz AS at, NULL AS none`,
      ).toEqual([row]);
    });
  });
});
