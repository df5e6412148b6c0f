import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { schemaFile } from '../drift/schemaFile.ts';
import { lintSchema } from './lintSchema.ts';
import { schemaRules } from './schemaRules.ts';

it('the schema keeps its conventions', async () => {
  expect(await lintSchema(await readFile(schemaFile, 'utf8'))).toEqual([]);
});

const query = '"Reads." type Query { "A name." name: String! }';

/** A schema that breaks the rule. */
const planted: Readonly<Record<string, string>> = {
  'description-style': `"""Reads.""" type Query { "A name." name: String! }`,
  'input-name': `${query} "Writes." type Mutation { "Saves." save("What." data: SaveInput!): Query! } "It." input SaveInput { "A name." name: String }`,
  'naming-convention': '"Reads." type Query { "A name." first_name: String! }',
  'no-hashtag-description': `# Reads.\ntype Query { "A name." name: String! }`,
  'no-scalar-result-type-on-mutation': `${query} "Writes." type Mutation { "Saves." save: Boolean! }`,
  'no-typename-prefix': `"Reads." type Query { "A card." card: Card } "It." type Card { "A name." cardName: String! }`,
  'no-unreachable-types': `${query} "Nobody's." type Lost { "A name." name: String! }`,
  'relay-arguments': `"Reads." type Query { "Cards." cards: CardConnection! } "It." type CardConnection { "A name." name: String! }`,
  'relay-connection-types': `"Reads." type Query { "Cards." cards: CardConnection! } "It." type CardConnection { "A name." name: String! }`,
  'relay-edge-types': `"Reads." type Query { "Cards." cards("How many." first: Int, "After." after: String): CardConnection! }
    "It." type CardConnection { "Edges." edges: [CardEdge] "Where." pageInfo: String! } "It." type CardEdge { "A name." name: String! }`,
  'relay-page-info': `"Reads." type Query { "Where." pageInfo: PageInfo! } "It." type PageInfo { "A name." name: String! }`,
  'require-deprecation-reason': '"Reads." type Query { "A name." name: String! @deprecated }',
  'require-description': 'type Query { name: String! }',
  'require-nullable-fields-with-oneof': `"Reads." type Query { "A name." name("Which." by: ByInput): String! } "It." input ByInput @oneOf { "An id." id: ID! }`,
  'unique-enum-value-names':
    '"Reads." type Query { "A name." name: Name! } "It." enum Name { "One." ONE "Again." one }',
};

describe('a planted fault', () => {
  it.each(Object.entries(planted))('is found: %s', async (rule, schema) => {
    expect((await lintSchema(schema)).map((found) => found.rule)).toContain(rule);
  });

  it('exists for every rule', () => {
    const rules = Object.keys(schemaRules).map((rule) => rule.replace('@graphql-eslint/', ''));
    expect(Object.keys(planted).sort()).toEqual(rules.sort());
  });
});
