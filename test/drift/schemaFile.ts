import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema } from '../../src/graphql/schema.ts';

/** The committed description of the API: what clients generate their types from. */
export const schemaFile = 'schema.graphql';

/** What that file must say: the schema that the code builds, in an order that only changes when the schema does. */
export const schemaText = (): string => `${printSchema(lexicographicSortSchema(buildSchema()))}\n`;
