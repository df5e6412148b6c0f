import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { PreparedRowSource } from '../../../src/shared/infrastructure/database/PreparedRowSource.ts';
import { prepared } from '../../../src/shared/infrastructure/database/prepared.ts';
import { TableChangedError } from '../../../src/shared/infrastructure/database/TableChangedError.ts';
import { TableHasMoreError } from '../../../src/shared/infrastructure/database/TableHasMoreError.ts';
import { TableReplacement } from '../../../src/shared/infrastructure/database/TableReplacement.ts';
import { notCopiedSql } from '../../../src/shared/infrastructure/database/tableDefinitions.ts';
import { TableIsBusyError, underTableLocks } from '../../../src/shared/infrastructure/database/underTableLocks.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { recordingLog } from '../../support/log.ts';

let database: TestDatabase;
let client: pg.Client;
let other: pg.Client;

beforeEach(async () => {
  database = await createTestDatabase();
  [client, other] = [new pg.Client(database.url), new pg.Client(database.url)];
  await Promise.all([client.connect(), other.connect()]);
});
afterEach(async () => {
  await Promise.all([client.end(), other.end()]);
  await database[Symbol.asyncDispose]();
});

/** All that the catalogue says of a table by name: whoever does not know its number cannot tell two with the same from each other. */
async function describeTable(table: string): Promise<object> {
  const ask = async (sql: string) => (await client.query<object>(sql)).rows;
  return {
    columns:
      await ask(`SELECT column_name, ordinal_position, column_default, is_nullable, data_type, udt_name, datetime_precision,
        col_description('public.${table}'::regclass, ordinal_position::int)
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '${table}' ORDER BY 2`),
    constraints:
      await ask(`SELECT conname, contype, convalidated, pg_get_constraintdef(oid), obj_description(oid, 'pg_constraint') FROM pg_constraint
      WHERE conrelid = 'public.${table}'::regclass ORDER BY 1`),
    indexes:
      await ask(`SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid, indisprimary FROM pg_index
      WHERE indrelid = 'public.${table}'::regclass ORDER BY 1`),
    triggers: await ask(
      `SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'public.${table}'::regclass AND NOT tgisinternal`,
    ),
    table: await ask(
      `SELECT relname, relkind, relpersistence, reloptions, relowner,
        ARRAY(SELECT format('%s %s %s', grantee, privilege_type, is_grantable) FROM aclexplode(relacl) ORDER BY 1) AS grants FROM pg_class WHERE oid = 'public.${table}'::regclass`,
    ),
  };
}

const replace = async (table: string): Promise<void> => {
  const replacement = await TableReplacement.begin(client, table);
  await underTableLocks(client, [replacement.lock], () => replacement.swap());
  await replacement.drop();
};

const noOther = { read: () => Promise.reject(new Error('unreachable: it knows all that is asked here')) };

const schemas = async () =>
  (await client.query<{ nspname: string }>(`SELECT nspname FROM pg_namespace WHERE nspname LIKE '%activities'`)).rows;

const ofDefaultTablespace = (relation: string): string => `
  SET allow_system_table_mods = on;
  UPDATE pg_class SET reltablespace = (SELECT oid FROM pg_tablespace WHERE spcname = 'pg_default') WHERE oid = '${relation}'::regclass`;

/** What another table would be without. */
const notCopied = [
  ['a foreign key that points at it', 'CREATE TABLE planted (id uuid REFERENCES feed_activities)'],
  ['a view', 'CREATE VIEW planted AS SELECT id FROM feed_activities'],
  [
    'a trigger',
    `CREATE TRIGGER planted BEFORE UPDATE ON feed_activities FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
  ],
  ['a rule', 'CREATE RULE planted AS ON DELETE TO feed_activities DO INSTEAD NOTHING'],
  ['a policy', 'CREATE POLICY planted ON feed_activities USING (true)'],
  ['row security', 'ALTER TABLE feed_activities ENABLE ROW LEVEL SECURITY'],
  ['an exclusion', 'ALTER TABLE feed_activities ADD CONSTRAINT planted EXCLUDE USING btree (seq WITH =)'],
  ['a grant of a column', 'GRANT SELECT (id) ON feed_activities TO pg_monitor'],
  ['a statistics target', 'ALTER TABLE feed_activities ALTER actor_id SET STATISTICS 500'],
  ['a setting of a column', 'ALTER TABLE feed_activities ALTER actor_id SET (n_distinct = 100)'],
  ['statistics of several columns', 'CREATE STATISTICS planted ON actor_id, card_id FROM feed_activities'],
  ['a publication', 'CREATE PUBLICATION planted FOR TABLE feed_activities'],
  ['another replica identity', 'ALTER TABLE feed_activities REPLICA IDENTITY FULL'],
  ['a table that inherits from it', 'CREATE TABLE planted () INHERITS (feed_activities)'],
  ['another owner', 'ALTER TABLE feed_activities OWNER TO pg_monitor'],
  [
    'a function that returns its rows',
    `CREATE FUNCTION planted() RETURNS SETOF feed_activities LANGUAGE sql AS 'SELECT * FROM feed_activities'`,
  ],
  ['a column of its rows elsewhere', 'CREATE TABLE planted (activity feed_activities)'],
  ['a column of lists of its rows', 'CREATE TABLE planted (activities feed_activities[])'],
  ['a comment', `COMMENT ON TABLE feed_activities IS 'planted'`],
  ['a comment on an index', `COMMENT ON INDEX feed_activities_private_idx IS 'planted'`],
  ['a comment on its key', `COMMENT ON CONSTRAINT feed_activities_pkey ON feed_activities IS 'planted'`],
  ['a setting of its TOAST table', 'ALTER TABLE feed_activities SET (toast.autovacuum_enabled = false)'],
  ['an index that it is clustered on', 'ALTER TABLE feed_activities CLUSTER ON feed_activities_pkey'],
  // The one that it is in anyway, but by name: ALTER TABLE would not say that, and another would outlive the database.
  ['a tablespace of its own', ofDefaultTablespace('feed_activities')],
  ['a tablespace of an index', ofDefaultTablespace('feed_activities_pkey')],
] as const;

describe('a table that takes the place of another', () => {
  it('is like it in everything that has a name', async () => {
    await client.query(`
      ALTER TABLE feed_activities SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);
      ALTER TABLE feed_activities ADD CONSTRAINT "odd ""name" CHECK (seq > -10);
      COMMENT ON CONSTRAINT "odd ""name" ON feed_activities IS 'odd';
      COMMENT ON COLUMN feed_activities.seq IS 'of the event';
      GRANT SELECT ON feed_activities TO PUBLIC;
      GRANT SELECT, INSERT ON feed_activities TO pg_monitor WITH GRANT OPTION`);
    const before = await describeTable('feed_activities');
    await replace('feed_activities');
    expect(await describeTable('feed_activities')).toEqual(before);
    await replace('feed_activities');
    expect(await describeTable('feed_activities')).toEqual(before);
    expect(await schemas()).toEqual([]);
  });

  it.each(['follows', 'feed_head', 'event_deliveries', 'notifications'])(
    'so would be one in the place of %s',
    async (table) => {
      const before = await describeTable(table);
      const replacement = await TableReplacement.begin(client, table);
      await client.query('BEGIN');
      await replacement.swap();
      expect(await describeTable(table)).toEqual(before);
      await client.query('ROLLBACK');
      await replacement.drop();
    },
  );

  it('is seen by nobody before the swap, and by all from its commit on', async () => {
    await client.query(`INSERT INTO curators (id, created_at) VALUES ('did:plc:ada', now())`);
    const replacement = await TableReplacement.begin(client, 'feed_activities');
    const count = async () => (await other.query('SELECT FROM feed_activities')).rowCount;
    await client.query(`
      INSERT INTO ${replacement.fresh} (id, seq, kind, actor_id, created_at)
      VALUES (gen_random_uuid(), 1, 'CARD_ADDED_TO_LIBRARY', 'did:plc:ada', now())`);
    expect(await count()).toBe(0);
    const counting = await underTableLocks(client, [replacement.lock], async () => {
      const waiting = count();
      await replacement.swap();
      return { waiting };
    });
    expect(await counting.waiting).toBe(1);
    await expect(
      client.query(`INSERT INTO feed_activities (id, seq, kind, actor_id, created_at)
        VALUES (gen_random_uuid(), 2, 'CARD_ADDED_TO_LIBRARY', 'did:plc:nobody', now())`),
    ).rejects.toThrow('feed_activities_actor_id_fkey');
  });

  it('is what prepared statements write to and read from, on a connection that has used them before', async () => {
    await client.query(`INSERT INTO curators (id, created_at) VALUES ('did:plc:ada', now())`);
    await using warm = new Database({ url: database.url, poolSize: 1, logger: recordingLog() });
    const id = crypto.randomUUID();
    const retract = prepared`UPDATE feed_activities SET retracted_at = now() WHERE id = ${id} RETURNING *`;
    const add = prepared`INSERT INTO feed_activities (id, seq, kind, actor_id, created_at)
      VALUES (${id}, 1, 'CARD_ADDED_TO_LIBRARY', 'did:plc:ada', now()) RETURNING *`;
    const all = prepared`SELECT * FROM feed_activities`;
    const seen = async () => {
      const { rows } = await warm.query(all);
      const read = await new PreparedRowSource(warm, noOther).read('feedActivity', { select: { kind: true } }, [id]);
      return [rows.length, read.length];
    };
    // As often as it takes PostgreSQL to settle on one plan.
    for (let time = 1; time <= 6; time += 1) expect(await seen()).toEqual([0, 0]);
    await warm.inTransaction(async (transaction) => {
      transaction.write(add);
      transaction.write(retract);
    });
    expect(await seen()).toEqual([1, 1]);

    await replace('feed_activities');

    expect(await seen()).toEqual([0, 0]);
    await warm.inTransaction(async (transaction) => {
      transaction.write(add);
      expect((await transaction.query(retract)).rowCount).toBe(1);
    });
    expect(await seen()).toEqual([1, 1]);
  });

  it('cannot be had for one that foreign keys point at: they would go on pointing at the old one', async () => {
    await expect(TableReplacement.begin(client, 'cards')).rejects.toThrow('_fkey on table');
  });

  it.each([
    ['an index', 'CREATE INDEX planted ON feed_activities (created_at)'],
    ['no index that it had', 'DROP INDEX feed_activities_private_idx'],
    ['a column', 'ALTER TABLE feed_activities ADD planted int'],
    ['another default', `ALTER TABLE feed_activities ALTER created_at SET DEFAULT now()`],
    ['a column that may be null', 'ALTER TABLE feed_activities ALTER seq DROP NOT NULL'],
    ['a check', 'ALTER TABLE feed_activities ADD CONSTRAINT planted CHECK (seq > 0)'],
    ['a comment on a column', `COMMENT ON COLUMN feed_activities.seq IS 'planted'`],
  ])('is not swapped in when a migration has meanwhile given the first %s', async (_, migration) => {
    const replacement = await TableReplacement.begin(client, 'feed_activities');
    await other.query(migration);
    const migrated = await describeTable('feed_activities');

    const swap = underTableLocks(client, [replacement.lock], () => replacement.swap());

    await expect(swap).rejects.toThrow(TableChangedError);
    expect(await describeTable('feed_activities')).toEqual(migrated);
  });

  it.each(notCopied)('is not swapped in, nor had any more, when the first has got %s meanwhile', async (_, change) => {
    const replacement = await TableReplacement.begin(client, 'feed_activities');
    await other.query(change);

    const swap = underTableLocks(client, [replacement.lock], () => replacement.swap());

    await expect(swap).rejects.toThrow(TableChangedError);
    await expect(TableReplacement.begin(client, 'feed_activities')).rejects.toThrow(TableHasMoreError);
  });

  it('can be had by an owner whose name needs quotes', async () => {
    await client.query(
      `BEGIN; CREATE ROLE "Planted@project.iam"; ALTER TABLE feed_activities OWNER TO "Planted@project.iam"`,
    );
    const asOther = await client.query(notCopiedSql('feed_activities'));
    await client.query('SET ROLE "Planted@project.iam"');
    const asOwner = await client.query(notCopiedSql('feed_activities'));
    await client.query('ROLLBACK'); // a role is no database's own: it would be there for other tests
    expect(asOther.rows).toEqual([{ name: 'its owner' }]);
    expect(asOwner.rows).toEqual([]);
  });

  it('has the changes of a migration when it is begun again after that', async () => {
    const replacement = await TableReplacement.begin(client, 'feed_activities');
    await other.query('CREATE INDEX planted ON feed_activities (created_at)');
    const migrated = await describeTable('feed_activities');
    await expect(underTableLocks(client, [replacement.lock], () => replacement.swap())).rejects.toThrow('again');

    await replace('feed_activities');

    expect(await describeTable('feed_activities')).toEqual(migrated);
  });

  it('has no index of which a concurrent build was broken off', async () => {
    const before = await describeTable('feed_activities');
    await other.query(`INSERT INTO curators (id, created_at) VALUES ('did:plc:ada', now());
      INSERT INTO feed_activities (id, seq, kind, actor_id, created_at)
      SELECT gen_random_uuid(), n, 'CARD_ADDED_TO_LIBRARY', 'did:plc:ada', now() FROM generate_series(1, 2) n`);
    const build = other.query('CREATE UNIQUE INDEX CONCURRENTLY planted ON feed_activities (actor_id)');
    await expect(build).rejects.toThrow('could not create unique index');

    await replace('feed_activities');

    expect(await describeTable('feed_activities')).toEqual(before);
  });

  it('leaves nothing to the next one that it minds', async () => {
    await TableReplacement.begin(client, 'feed_activities'); // and is killed
    const replacement = await TableReplacement.begin(client, 'feed_activities');
    await underTableLocks(client, [replacement.lock], () => replacement.swap()); // and is killed
    expect(await schemas()).not.toEqual([]);
    await replace('feed_activities');
    expect(await schemas()).toEqual([]);
  });
});

describe('under table locks', () => {
  const lock = { table: 'feed_activities', mode: 'ACCESS EXCLUSIVE' } as const;
  const hastily = { tries: 3, waitMs: 20, pauseMs: 20 };

  it('work is done once they are to be had', async () => {
    await other.query('BEGIN; SELECT FROM feed_activities');
    const done = underTableLocks(client, [lock], async () => 'done', { ...hastily, tries: 1_000 });
    const letGo = (async () => {
      const asking = new pg.Client(database.url);
      await asking.connect();
      let isWaiting = false;
      while (!isWaiting) {
        const { rowCount } = await asking.query(
          `SELECT FROM pg_locks WHERE relation = 'feed_activities'::regclass AND NOT granted`,
        );
        isWaiting = rowCount === 1;
      }
      await asking.end();
      await other.query('COMMIT');
    })();
    expect(await done).toBe('done');
    await letGo;
  });

  it('nothing is done if they are not, and nobody else has to wait', async () => {
    await other.query('BEGIN; SELECT FROM feed_activities');
    const done: string[] = [];
    const attempt = underTableLocks(client, [lock], async () => void done.push('done'), hastily);
    await expect(attempt).rejects.toThrow(TableIsBusyError);
    expect(done).toEqual([]);
    expect((await client.query('SELECT FROM feed_activities')).rowCount).toBe(0);
    await other.query('COMMIT');
  });

  it('what fails is undone', async () => {
    const failing = underTableLocks(client, [lock], async () => {
      await client.query('CREATE TABLE undone (id int)');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await expect(client.query('SELECT FROM undone')).rejects.toThrow('does not exist');
  });
});
