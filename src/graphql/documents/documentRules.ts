import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { type DocumentLimits, defaultDocumentLimits } from '../limits/DocumentLimits.ts';
import { parseWithin } from '../limits/parseWithin.ts';
import { validateWithin } from '../limits/useDocumentLimits.ts';
import { unconditionalSubscriptions } from '../unconditionalSubscriptions.ts';

export interface DocumentRules {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly limits?: DocumentLimits | undefined;
}

/** Beside graphql's own. */
export const furtherRules = (introspection: boolean): readonly ValidationRule[] =>
  introspection ? [unconditionalSubscriptions] : [unconditionalSubscriptions, NoSchemaIntrospectionCustomRule];

/** What would be refused of a document if a client sent it. Undefined for one that would be executed. */
export function faultIn(text: string, rules: DocumentRules): GraphQLError | undefined {
  const { schema, introspection, limits = defaultDocumentLimits } = rules;
  const all = [...specifiedRules, ...furtherRules(introspection)];
  const validateByAll = (schema: GraphQLSchema, document: DocumentNode) => validate(schema, document, all);
  try {
    const document = parseWithin(limits.tokens, text);
    return validateWithin(limits, validateByAll)(schema, document)[0];
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
