import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { CountedFragments } from './CountedFragments.ts';
import { maxNesting } from './DocumentLimits.ts';

/** What can be counted of an operation without a schema. Sums may be too large for anything but to be compared. */
export interface Shape {
  /** Fields within each other. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Selections within each other. Infinite beyond `maxNesting`: nobody has gone further to see. */
  readonly nesting: number;
}

const nothing: Shape = { depth: 0, aliases: 0, directives: 0, nesting: 0 };
const bottomless: Shape = { ...nothing, nesting: Number.POSITIVE_INFINITY };

/**
 * Of each operation of the document, with what it spreads. Each node is visited once.
 *
 * What is asked of the schema itself counts as one field deep: the query that tools ask is 15 deep, and how often lists may be within each other
 * there is bounded by a rule of graphql's own (MaxIntrospectionDepthRule).
 */
export function shapesOf(document: DocumentNode): ReadonlyMap<OperationDefinitionNode, Shape> {
  const fragments = new CountedFragments(document, nothing, ({ directives, selectionSet }) =>
    within(selectionSet, directives?.length),
  );
  let level = 0;

  function within(selectionSet: SelectionSetNode | undefined, directives = 0): Shape {
    if (!selectionSet) return { ...nothing, directives };
    if (level === maxNesting) return bottomless;
    level += 1;
    let shape: Shape = { ...nothing, directives };
    for (const selection of selectionSet.selections) shape = together(shape, of(selection));
    level -= 1;
    return { ...shape, nesting: 1 + shape.nesting };
  }

  function of(selection: SelectionNode): Shape {
    const directives = selection.directives?.length ?? 0;
    switch (selection.kind) {
      case Kind.FRAGMENT_SPREAD: {
        const spread = fragments.of(selection.name.value);
        return { ...spread, directives: directives + spread.directives };
      }
      case Kind.INLINE_FRAGMENT:
        return within(selection.selectionSet, directives);
      case Kind.FIELD: {
        const shape = within(selection.selectionSet, directives);
        const isOfSchema = schemaFields.has(selection.name.value);
        const aliases = shape.aliases + (selection.alias ? 1 : 0);
        return { ...shape, depth: isOfSchema ? 1 : 1 + shape.depth, aliases };
      }
    }
  }

  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return new Map(operations.map((operation) => [operation, within(operation.selectionSet, ownDirectives(operation))]));
}

/** Fields that lead into the schema's description of itself. */
export const schemaFields: ReadonlySet<string> = new Set(['__schema', '__type']);

const together = (one: Shape, other: Shape): Shape => ({
  depth: Math.max(one.depth, other.depth),
  aliases: one.aliases + other.aliases,
  directives: one.directives + other.directives,
  nesting: Math.max(one.nesting, other.nesting),
});

const ownDirectives = ({ directives = [], variableDefinitions = [] }: OperationDefinitionNode): number =>
  directives.length + variableDefinitions.reduce((sum, variable) => sum + (variable.directives?.length ?? 0), 0);
