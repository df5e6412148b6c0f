import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { loadTrustedDocuments } from '../../src/composition/trustedDocuments.ts';
import { buildSchema as buildOwnSchema } from '../../src/graphql/schema.ts';
import { ConfigurationError } from '../../src/shared/infrastructure/ConfigurationError.ts';
import { temporaryDirectory } from '../commands/temporaryDirectory.ts';

const schema = buildSchema('type Query { title: String }');
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

async function load(content: string): Promise<ReadonlyMap<string, string>> {
  await using temporary = await temporaryDirectory();
  const file = path.join(temporary.directory, 'documents.json');
  await writeFile(file, content);
  return await loadTrustedDocuments(file, schema);
}

it('documents are known by their bare hashes, however the file has them', async () => {
  const [one, other] = ['{ title }', '{ title } # ä'];

  const documents = await load(JSON.stringify({ [hashOf(one)]: one, [`sha256:${hashOf(other)}`]: other }));

  expect([...documents]).toEqual([
    [hashOf(one), one],
    [hashOf(other), other],
  ]);
});

it('what codegen writes can be used', async () => {
  const documents = await loadTrustedDocuments('src/generated/graphql/persisted-documents.json', buildOwnSchema());

  expect([...documents.values()]).toContainEqual(expect.stringMatching(/^query Notifications \{/));
});

it.each([
  ['no JSON', '{', 'JSON'],
  ['a list', '["{ title }"]', 'it must be a JSON object of documents by their hashes'],
  ['nothing', 'null', 'it must be a JSON object of documents by their hashes'],
  ['something else under a hash', `{"${hashOf('{ title }')}":1}`, 'it must be a JSON object of documents'],
  ['another document under a hash', `{"sha256:0":"{ title }"}`, `sha256:0 has the hash sha256:${hashOf('{ title }')}`],
  ['a document that is none', `{"${hashOf('{')}":"{"}`, 'cannot be executed: Syntax Error: Expected Name, found <EOF>'],
  ['a document of another schema', `{"${hashOf('{ text }')}":"{ text }"}`, 'Cannot query field "text" on type "Query"'],
])('a file with %s ends the start, with what is wrong', async (_what, content, why) => {
  const failure = await load(content).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(ConfigurationError);
  expect(String(failure)).toMatch(/TRUSTED_DOCUMENTS=\S+documents\.json cannot be used: /);
  expect(String(failure)).toContain(why);
});

it('so does a file that is not there', async () => {
  await expect(loadTrustedDocuments('nowhere.json', schema)).rejects.toThrow(
    /^TRUSTED_DOCUMENTS=nowhere\.json cannot be used: ENOENT/,
  );
});
