import type { DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, ParseOptions, Source } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { complexitiesOf } from './complexityOf.ts';
import { type DocumentLimits, maxNesting } from './DocumentLimits.ts';
import { type LimitName, limitExceeded } from './documentErrors.ts';
import { parseWithin } from './parseWithin.ts';
import { shapesOf } from './shapeOf.ts';

type Validate = (schema: GraphQLSchema, document: DocumentNode, ...more: readonly unknown[]) => readonly GraphQLError[];

/**
 * Refuses documents that ask for more than they may. It stands in for parsing and validation themselves, so a document that the cache knows is
 * counted no more, and one that is refused is none that the cache keeps.
 */
export function useDocumentLimits(limits: DocumentLimits): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string | Source, options?: ParseOptions) => parseWithin(limits.tokens, source, options));
    },

    onValidate({ validateFn, setValidationFn }) {
      setValidationFn(validateWithin(limits, validateFn));
    },
  };
}

/** Validation by `validate`, whose rules see only what has a bounded shape. */
export const validateWithin =
  (limits: DocumentLimits, validate: Validate): Validate =>
  (schema, document, ...more) => {
    const tooMuch = ofShape(document, limits);
    if (tooMuch.length > 0) return tooMuch;
    const errors = validate(schema, document, ...more);
    return errors.length > 0 ? errors : ofComplexity(document, schema, limits);
  };

function ofShape(document: DocumentNode, limits: DocumentLimits): GraphQLError[] {
  const max = { ...limits, nesting: maxNesting };
  const kinds = ['nesting', 'depth', 'aliases', 'directives'] as const;
  return [...shapesOf(document)].flatMap(([operation, shape]) =>
    kinds.filter((kind) => shape[kind] > max[kind]).map((kind) => exceeds(operation, kind, max[kind])),
  );
}

function ofComplexity(document: DocumentNode, schema: GraphQLSchema, limits: DocumentLimits): GraphQLError[] {
  return [...complexitiesOf(document, schema)].flatMap(([operation, complexity]) =>
    complexity > limits.complexity ? exceeds(operation, 'complexity', limits.complexity) : [],
  );
}

const exceeds = (operation: OperationDefinitionNode, limit: LimitName, max: number): GraphQLError =>
  limitExceeded(limit, max, { nodes: operation });
