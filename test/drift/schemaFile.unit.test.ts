import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { schemaFile, schemaText } from './schemaFile.ts';

it('schema.graphql is what the code builds; if not: npm run schema', async () => {
  expect(await readFile(schemaFile, 'utf8')).toBe(schemaText());
});
