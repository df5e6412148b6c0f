import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, it } from 'vitest';
import { temporaryTree } from '../checks/temporaryTree.ts';
import { migrationDrift } from './migrationDrift.ts';

const schemaFile = 'prisma/schema.prisma';

it('the migrations make what schema.prisma says; if not: npx prisma migrate dev', async () => {
  expect(await migrationDrift(inject('databaseUrl'), schemaFile)).toBe('');
});

it('a model without a migration is noticed', async () => {
  const planted = `${await readFile(schemaFile, 'utf8')}\nmodel Planted {\n  id String @id\n}\n`;
  await using tree = await temporaryTree([['schema.prisma', planted]]);
  expect(await migrationDrift(inject('databaseUrl'), path.join(tree.root, 'schema.prisma'))).toContain('Planted');
});
