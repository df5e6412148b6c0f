import { type ASTNode, GraphQLError, type Source } from 'graphql';
import { maxPageSize } from '../pagination.ts';
import type { DocumentLimits } from './DocumentLimits.ts';

interface Wording {
  readonly code: string;
  readonly message: (max: number) => string;
}

/** What is bounded of a document; `nesting` always by the same. */
export type LimitName = keyof DocumentLimits | 'nesting';

const inFragments = 'those in fragments counted wherever they are spread';

const wordings: Readonly<Record<LimitName, Wording>> = {
  tokens: { code: 'TOKEN_LIMIT_EXCEEDED', message: (max) => `A document may have ${max} tokens` },
  nesting: {
    code: 'NESTING_LIMIT_EXCEEDED',
    message: (max) => `A document may have ${max} brackets within each other, ${inFragments}`,
  },
  depth: { code: 'DEPTH_LIMIT_EXCEEDED', message: (max) => `An operation may be ${max} fields deep` },
  aliases: {
    code: 'ALIAS_LIMIT_EXCEEDED',
    message: (max) => `An operation may have ${max} aliases, ${inFragments}`,
  },
  directives: {
    code: 'DIRECTIVE_LIMIT_EXCEEDED',
    message: (max) => `An operation may have ${max} directives, ${inFragments}`,
  },
  complexity: {
    code: 'COMPLEXITY_LIMIT_EXCEEDED',
    message: (max) =>
      `An operation may ask for ${max} fields, each as often as its lists may be long: ask for smaller pages, or for less of each item. ` +
      `A page size in a variable counts as ${maxPageSize}`,
  },
};

/** What is told of a document that asks for more than it may: with the status of a validation error. */
export function limitExceeded(
  limit: LimitName,
  max: number,
  at: { readonly nodes?: ASTNode; readonly source?: Source; readonly positions?: readonly number[] } = {},
): GraphQLError {
  const { code, message } = wordings[limit];
  return new GraphQLError(message(max), { ...at, extensions: { code, http: { status: 400, spec: true } } });
}
