import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { prepared } from '../../../src/shared/infrastructure/database/prepared.ts';
import { retryLostRaces } from '../../../src/shared/infrastructure/database/retryLostRaces.ts';
import { withTimeout } from '../../../src/shared/infrastructure/withTimeout.ts';
import { CommitCut, type CutCommit } from '../../support/CommitCut.ts';
import { noon } from '../../support/cards.ts';
import { createTestDatabase } from '../../support/database.ts';
import { recordingLog } from '../../support/log.ts';
import { TcpProxy } from '../../support/TcpProxy.ts';

let opened: AsyncDisposableStack;
let network: CommitCut;
let database: Database;
beforeAll(async () => {
  opened = new AsyncDisposableStack();
  network = opened.use(await CommitCut.on(opened.use(await createTestDatabase()).url));
  database = opened.use(new Database({ url: network.url, poolSize: 1, logger: recordingLog() }));
});
afterAll(() => opened.disposeAsync());
beforeEach(async () => {
  await database.client.curator.deleteMany();
});

const enter = (id: string) => prepared`INSERT INTO curators (id, created_at) VALUES (${id}, ${noon()})`;
const entered = async () => (await database.query(prepared`SELECT id FROM curators ORDER BY id`)).rows;

it.each<[CutCommit, object[]]>([
  ['unsent', []],
  ['unanswered', [{ id: 'a' }]],
])('a commit that is %s fails, is not told of, and is not tried again', async (cut, found) => {
  const told: string[] = [];
  let begun = 0;
  network.cutNext(cut);

  const failing = retryLostRaces(() =>
    database.inTransaction(async (transaction) => {
      begun += 1;
      transaction.afterCommit(() => told.push('committed'));
      transaction.write(enter('a'));
    }),
  );

  await expect(failing).rejects.toThrow('Connection terminated unexpectedly');
  expect({ told, begun }).toEqual({ told: [], begun: 1 });
  // On another connection: the broken one is nobody's.
  expect(await entered()).toEqual(found);
});

it('the transaction after it is committed, and told of', async () => {
  const told: string[] = [];
  network.cutNext('unsent');
  const failing = database.inTransaction(async (transaction) => transaction.write(enter('a')));
  await expect(failing).rejects.toThrow('Connection terminated unexpectedly');

  await database.inTransaction(async (transaction) => {
    transaction.afterCommit(() => told.push('committed'));
    transaction.write(enter('b'));
  });

  expect(told).toEqual(['committed']);
  expect(await entered()).toEqual([{ id: 'b' }]);
});

it('a transaction that fails when the other end is gone does not wait for it', async () => {
  await using place = await createTestDatabase();
  await using proxy = await TcpProxy.to(Number(new URL(place.url).port));
  const url = new URL(place.url);
  url.port = String(proxy.port);
  await using behind = new Database({ url: url.href, poolSize: 1, logger: recordingLog() });

  const failing = behind.inTransaction(async (transaction) => {
    await transaction.query(enter('a'));
    proxy.cut();
    throw new Error('refused');
  });

  // A connection that is silent is given up after 12 s.
  await expect(withTimeout(6_000, 'the rollback', failing)).rejects.toThrow('refused');
  proxy.mend();
  expect((await behind.query(prepared`SELECT id FROM curators`)).rows).toEqual([]);
});
