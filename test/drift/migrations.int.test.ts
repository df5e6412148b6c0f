import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, it } from 'vitest';
import { rebuildFeedsFromLog } from '../../src/composition/feedRebuild.ts';
import { temporaryTree } from '../checks/temporaryTree.ts';
import { createTestDatabase } from '../support/database.ts';
import { query } from '../support/databaseServer.ts';
import { log } from '../support/log.ts';
import { databaseDrift, migrationDrift } from './migrationDrift.ts';

const schemaFile = 'prisma/schema.prisma';

it('the migrations make what schema.prisma says; if not: npx prisma migrate dev', async () => {
  expect(await migrationDrift(inject('databaseUrl'), schemaFile)).toBe('');
});

it('a model without a migration is noticed', async () => {
  const planted = `${await readFile(schemaFile, 'utf8')}\nmodel Planted {\n  id String @id\n}\n`;
  await using tree = await temporaryTree([['schema.prisma', planted]]);
  expect(await migrationDrift(inject('databaseUrl'), path.join(tree.root, 'schema.prisma'))).toContain('Planted');
});

it('a database whose feeds were rebuilt is as schema.prisma says', async () => {
  await using database = await createTestDatabase();
  await rebuildFeedsFromLog({ databaseUrl: database.url, changesDays: 30, logger: log });
  expect(await databaseDrift(database.url, schemaFile)).toBe('');
  await query(database.url, 'ALTER INDEX feed_activities_card_id_actor_id_collection_id_idx RENAME TO planted');
  expect(await databaseDrift(database.url, schemaFile)).toContain('planted');
});
