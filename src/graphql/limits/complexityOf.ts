import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { defaultPageSize, maxPageSize } from '../pagination.ts';
import { CountedFragments } from './CountedFragments.ts';
import { maxItemsOf } from './listLength.ts';
import { schemaFields } from './shapeOf.ts';

/** Of a selection on a type: lists in it are as long as the page that the type is of. */
interface Cost {
  readonly once: number;
  readonly perItem: number;
}

const nothing: Cost = { once: 0, perItem: 0 };

/**
 * How many fields the answer to an operation of a valid document may have at most: each counts once for every item of the lists that it is
 * in. A page is as long as its `first` or `last`, and as the longest there may be where that is in a variable; a list by ids as there are ids; a list
 * that says how long it may be, so long; any other as a page without `first`. Each node is visited once.
 */
export function complexitiesOf(
  document: DocumentNode,
  schema: GraphQLSchema,
): ReadonlyMap<OperationDefinitionNode, number> {
  const fragments = new CountedFragments(document, nothing, ({ selectionSet, typeCondition }) =>
    within(selectionSet, schema.getType(typeCondition.name.value)),
  );

  function within(selectionSet: SelectionSetNode | undefined, type: GraphQLNamedType | undefined): Cost {
    let [once, perItem] = [0, 0];
    for (const selection of selectionSet?.selections ?? []) {
      const cost = of(selection, type);
      once += cost.once;
      perItem += cost.perItem;
    }
    return { once, perItem };
  }

  function of(selection: SelectionNode, type: GraphQLNamedType | undefined): Cost {
    switch (selection.kind) {
      case Kind.FRAGMENT_SPREAD:
        return fragments.of(selection.name.value);
      case Kind.INLINE_FRAGMENT: {
        const { typeCondition, selectionSet } = selection;
        return within(selectionSet, typeCondition ? schema.getType(typeCondition.name.value) : type);
      }
      case Kind.FIELD:
        return ofField(selection, fieldOf(type, selection.name.value));
    }
  }

  function ofField(node: FieldNode, field: GraphQLField<unknown, unknown> | undefined): Cost {
    if (!field || schemaFields.has(node.name.value)) return { once: 1, perItem: 0 };
    const { once, perItem } = within(node.selectionSet, getNamedType(field.type));
    const length = lengthAskedFor(node, field);
    if (!isList(field.type)) return { once: 1 + once + (length ?? defaultPageSize) * perItem, perItem: 0 };
    const item = once + defaultPageSize * perItem;
    return length === undefined ? { once: 1, perItem: item } : { once: 1 + length * item, perItem: 0 };
  }

  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return new Map(
    operations.map((operation) => {
      const { once, perItem } = within(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
      return [operation, once + defaultPageSize * perItem];
    }),
  );
}

/** Undefined for `__typename` too, which has no more in it. */
const fieldOf = (type: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined =>
  isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;

const isList = (type: GraphQLOutputType): boolean => isListType(getNullableType(type));

const lengthArguments: ReadonlySet<string> = new Set(['first', 'last', 'ids']);

/**
 * Undefined for a field that neither can be asked for a number of items nor has one of its own. What is more than a page may hold is refused when it
 * is executed.
 */
function lengthAskedFor(node: FieldNode, field: GraphQLField<unknown, unknown>): number | undefined {
  if (!field.args.some(({ name }) => lengthArguments.has(name))) return maxItemsOf(field);
  const lengths = (node.arguments ?? []).flatMap(({ name, value }) =>
    lengthArguments.has(name.value) ? (lengthIn(value) ?? []) : [],
  );
  return lengths.length === 0 ? defaultPageSize : Math.min(maxPageSize, Math.max(1, ...lengths));
}

/** Undefined for null, and for a list of one that is written without brackets. */
function lengthIn(value: ValueNode): number | undefined {
  if (value.kind === Kind.VARIABLE) return maxPageSize;
  if (value.kind === Kind.INT) return Number(value.value);
  return value.kind === Kind.LIST ? value.values.length : undefined;
}
