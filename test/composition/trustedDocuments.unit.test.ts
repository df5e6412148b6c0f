import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { loadTrustedDocuments } from '../../src/composition/trustedDocuments.ts';
import type { DocumentRules } from '../../src/graphql/documents/documentRules.ts';
import { defaultDocumentLimits } from '../../src/graphql/limits/DocumentLimits.ts';
import { buildSchema as buildOwnSchema } from '../../src/graphql/schema.ts';
import { ConfigurationError } from '../../src/shared/infrastructure/ConfigurationError.ts';
import { temporaryDirectory } from '../commands/temporaryDirectory.ts';

const schema = buildSchema('type Query { title: String } type Subscription { changed: String }');
const rules = { schema, introspection: false };
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

async function load(content: string, by: DocumentRules = rules): Promise<ReadonlyMap<string, string>> {
  await using temporary = await temporaryDirectory();
  const file = path.join(temporary.directory, 'documents.json');
  await writeFile(file, content);
  return await loadTrustedDocuments(file, by);
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
  const documents = await loadTrustedDocuments('src/generated/graphql/persisted-documents.json', {
    schema: buildOwnSchema(),
    introspection: false,
  });

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

const subscribed = 'subscription { changed @include(if: true) }';
const many = (text: string): string => `{ ${text.repeat(40)} }`;

it.each([
  ['tokens', many('title '.repeat(60)), 'A document may have 2000 tokens (TOKEN_LIMIT_EXCEEDED)'],
  ['brackets', '{ ...'.repeat(501), 'those in fragments counted wherever they are spread (NESTING_LIMIT_EXCEEDED)'],
  ['aliases', many('a: title '), 'wherever they are spread (ALIAS_LIMIT_EXCEEDED)'],
  ['directives', many('title @skip(if: false) '), 'wherever they are spread (DIRECTIVE_LIMIT_EXCEEDED)'],
  [
    'depth',
    '{ __schema { types { name } } title { title } }',
    'An operation may be 1 fields deep (DEPTH_LIMIT_EXCEEDED)',
  ],
  ['complexity', '{ title __typename }', 'An operation may ask for 1 fields'],
  ['introspection', '{ __schema { types { name } } }', 'GraphQL introspection has been disabled'],
  ['conditions', subscribed, 'What is subscribed to must not depend on @skip or @include'],
])(
  'a document that clients could not have executed ends the start, and is named with the rule: %s',
  async (what, text, why) => {
    const narrow = {
      ...defaultDocumentLimits,
      ...(what === 'depth' && { depth: 1 }),
      ...(what === 'complexity' && { complexity: 1 }),
    };
    await expect(load(JSON.stringify({ [hashOf(text)]: text }), { ...rules, limits: narrow })).rejects.toThrow(
      `the document ${hashOf(text)} cannot be executed: `,
    );
    await expect(load(JSON.stringify({ [hashOf(text)]: text }), { ...rules, limits: narrow })).rejects.toThrow(why);
  },
);

it('introspection is, where clients may ask for it', async () => {
  const text = '{ __schema { types { name } } }';
  const documents = await load(JSON.stringify({ [hashOf(text)]: text }), { schema, introspection: true });
  expect(documents.size).toBe(1);
});

it('so does a file that is not there', async () => {
  await expect(loadTrustedDocuments('nowhere.json', rules)).rejects.toThrow(
    /^TRUSTED_DOCUMENTS=nowhere\.json cannot be used: ENOENT/,
  );
});
