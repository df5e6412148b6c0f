import { expect, it } from 'vitest';
import { concurrentIndexOf } from '../../src/shared/infrastructure/database/concurrentIndex.ts';
import { readMigrations } from '../../src/shared/infrastructure/database/migrationFiles.ts';

it.each([
  ['CREATE INDEX CONCURRENTLY "ada_id" ON "ada" ("id")', { action: 'create', index: 'ada_id' }],
  ['create unique index concurrently "Ada id"\n  on ada (id) where id > 0;\n', { action: 'create', index: 'Ada id' }],
  ['-- Why; so.\n\n  -- CreateIndex\nCREATE INDEX CONCURRENTLY "i" ON "t"("c");', { action: 'create', index: 'i' }],
  ['-- Why.\nDROP INDEX CONCURRENTLY IF EXISTS "ada_id";\n', { action: 'drop', index: 'ada_id' }],
])('%s can be done again', (script, expected) => {
  expect(concurrentIndexOf(script)).toEqual(expected);
});

it.each([
  'CREATE INDEX "ada_id" ON "ada" ("id");',
  'CREATE INDEX CONCURRENTLY IF NOT EXISTS "ada_id" ON "ada" ("id");',
  'CREATE INDEX CONCURRENTLY ada_id ON "ada" ("id");',
  'CREATE INDEX CONCURRENTLY "ada_id" ON "ada" ("id"); DROP TABLE "bob";',
  'DROP TABLE "bob"; CREATE INDEX CONCURRENTLY "ada_id" ON "ada" ("id");',
  'DROP INDEX CONCURRENTLY "ada_id";',
  'DROP INDEX CONCURRENTLY IF EXISTS "ada_id", "bob_id";',
  '-- CREATE INDEX CONCURRENTLY "ada_id" ON "ada" ("id");',
  '',
])('%s is not known to be', (script) => {
  expect(concurrentIndexOf(script)).toBeUndefined();
});

it('whatever a migration of this release does concurrently can be done again', async () => {
  const concurrent = (await readMigrations('prisma/migrations')).filter(({ script }) => /CONCURRENTLY/i.test(script));
  expect(concurrent).not.toEqual([]);
  expect(concurrent.filter(({ script }) => !concurrentIndexOf(script)).map(({ name }) => name)).toEqual([]);
});
