import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { describe, expect, inject, it } from 'vitest';
import { ConfigurationError } from '../../../src/shared/infrastructure/ConfigurationError.ts';
import { DatabaseUnreachableError } from '../../../src/shared/infrastructure/database/DatabaseUnreachableError.ts';
import { inspectDatabase } from '../../../src/shared/infrastructure/database/inspectDatabase.ts';
import { waitForDatabase } from '../../../src/shared/infrastructure/database/waitForDatabase.ts';
import { createEmptyDatabase, createTestDatabase } from '../../support/database.ts';
import { query } from '../../support/databaseServer.ts';
import { eventually } from '../../support/eventually.ts';
import { recordingLog } from '../../support/log.ts';

/** A port that leads to the real server, once it is opened. */
function doorTo(databaseUrl: string): Server {
  const { hostname, port } = new URL(databaseUrl);
  return createServer((socket) => {
    const server = connect({ host: hostname, port: Number(port) });
    socket.on('error', () => server.destroy());
    server.on('error', () => socket.destroy());
    socket.pipe(server).pipe(socket);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address.port;
}

function changed(change: (url: URL) => void): string {
  const url = new URL(inject('databaseUrl'));
  change(url);
  return url.href;
}

describe('waiting for PostgreSQL', () => {
  it('ends at once when it answers', async () => {
    const logger = recordingLog();

    await waitForDatabase({ url: inject('databaseUrl'), logger });

    expect(logger.lines).toEqual([]);
  });

  it('goes on until it can be reached', async () => {
    const port = await freePort();
    const logger = recordingLog();
    const waiting = waitForDatabase({ url: changed((url) => (url.port = String(port))), logger });
    await eventually(() => expect(logger.lines.length).toBeGreaterThan(0));

    const door = doorTo(inject('databaseUrl')).listen(port, '127.0.0.1');
    await waiting;

    expect(logger.lines[0]).toMatchObject({
      level: 'warn',
      message: 'PostgreSQL does not answer yet, trying again',
      fields: { reason: expect.stringContaining('ECONNREFUSED') },
    });
    door.close();
  });

  it('ends when the time is over, without the password', async () => {
    const waiting = waitForDatabase({
      url: 'postgresql://ada:lovelace@127.0.0.1:1/commonplace',
      logger: recordingLog(),
      timeoutMs: 300,
    });

    await expect(waiting).rejects.toThrow(
      new DatabaseUnreachableError(
        'PostgreSQL at postgresql://127.0.0.1:1/commonplace did not answer for 0.3 s (connect ECONNREFUSED 127.0.0.1:1): start it, or set DATABASE_URL',
      ),
    );
  });

  it('ends when nobody wants it any more', async () => {
    const stop = new AbortController();
    const logger = recordingLog();
    const waiting = waitForDatabase({ url: 'postgresql://127.0.0.1:1/x', logger, signal: stop.signal });
    const ended = waiting.then(
      () => 'answered',
      (error: unknown) => error,
    );
    await eventually(() => expect(logger.lines.length).toBeGreaterThan(0));

    stop.abort();

    expect(await ended).toMatchObject({ name: 'AbortError' });
  });

  it.each([
    ['password', (url: URL) => (url.password = 'lovelace'), /refuses the password .*: set DATABASE_URL$/],
    ['database', (url: URL) => (url.pathname = '/nowhere'), /has no such database .*: set DATABASE_URL$/],
  ])('a wrong %s does not pass by waiting', async (_what, change, message) => {
    const failure: unknown = await waitForDatabase({ url: changed(change), logger: recordingLog() }).catch(
      (error: unknown) => error,
    );

    expect(failure).toBeInstanceOf(ConfigurationError);
    expect(failure).toMatchObject({ message: expect.stringMatching(message) });
    expect(failure).not.toMatchObject({ message: expect.stringContaining('lovelace') });
  });
});

describe('looking at a database', () => {
  it('finds all migrations applied', async () => {
    await using database = await createTestDatabase();

    expect(await inspectDatabase(database.url)).toEqual({
      state: 'answers',
      version: expect.stringMatching(/^\d+/),
      migrations: {
        applied: expect.arrayContaining([expect.any(String)]),
        missing: [],
        failed: [],
        ahead: [],
        foreign: false,
      },
    });
  });

  it('finds them missing, and changes nothing', async () => {
    await using database = await createEmptyDatabase();

    const found = await inspectDatabase(database.url);

    expect(found).toMatchObject({
      migrations: { applied: [], missing: expect.arrayContaining(['20261123000000_foundation']), foreign: false },
    });
    expect(await inspectDatabase(database.url)).toEqual(found);
  });

  it('finds what failed, what is of a newer release, and what is not ours', async () => {
    await using ours = await createTestDatabase();
    await query(
      ours.url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
       VALUES ('1', '', '99990101_later', now()), ('2', '', '99990102_broken', NULL)`,
    );
    await using theirs = await createEmptyDatabase();
    await query(theirs.url, 'CREATE TABLE orders (id int)');

    expect(await inspectDatabase(ours.url)).toMatchObject({
      migrations: { ahead: ['99990101_later'], failed: ['99990102_broken'] },
    });
    expect(await inspectDatabase(theirs.url)).toMatchObject({ migrations: { foreign: true } });
  });

  it('says why it cannot be used', async () => {
    expect(await inspectDatabase('postgresql://127.0.0.1:1/x')).toEqual({
      state: 'unusable',
      reason: 'connect ECONNREFUSED 127.0.0.1:1',
    });
  });
});
