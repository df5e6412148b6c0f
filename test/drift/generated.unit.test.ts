import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { staleGeneratedFiles } from './regenerate.ts';

it('src/generated is up to date; if not: npm run generate', async () => {
  expect(await staleGeneratedFiles()).toEqual([]);
});

it('a model or an operation that came later is noticed', async () => {
  const model = 'model Planted {\n  id String @id\n}\n';
  const operation =
    "import { graphql } from '../src/generated/graphql/index.ts';\n\ngraphql(`query Planted { __typename }`);\n";
  const stale = await staleGeneratedFiles(
    new Map([
      ['prisma/schema.prisma', `${await readFile('prisma/schema.prisma', 'utf8')}\n${model}`],
      ['test/planted.operations.ts', operation],
    ]),
  );
  const noticed = [
    'src/generated/pothos.ts',
    'src/generated/prisma/models/Planted.ts',
    'src/generated/graphql/gql.ts',
    'src/generated/graphql/persisted-documents.json',
  ];
  expect(stale).toEqual(expect.arrayContaining(noticed));
});
