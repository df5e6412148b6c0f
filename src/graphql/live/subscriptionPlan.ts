import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  isInterfaceType,
  Kind,
  type OperationDefinitionNode,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { isOfViewer, isShareable } from './sharing.ts';

/** Among whom the results of a subscription are the same. */
type Scope = 'everyone' | 'viewer' | 'nobody';

/** What a subscription has to have in common with another to share its results. */
export interface SubscriptionPlan {
  readonly scope: Scope;
  /** What is selected of each event, without the root field's arguments: they decide which events come, not what becomes of them. */
  readonly selection: string;
  /** The names of the variables in it. */
  readonly variables: readonly string[];
}

const plans = new WeakMap<OperationDefinitionNode, SubscriptionPlan>();

/** Of a valid document. Made once for each: documents are cached. */
export function planOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): SubscriptionPlan {
  const known = plans.get(operation);
  if (known) return known;
  const plan = makePlan(schema, document, operation);
  plans.set(operation, plan);
  return plan;
}

function makePlan(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): SubscriptionPlan {
  const root = shareableRoot(schema, operation);
  if (!root) return { scope: 'nobody', selection: '', variables: [] };
  const selected = withoutArguments(document, operation, root);
  const variables = new Set<string>();
  let scope: Scope = 'everyone';
  const types = new TypeInfo(schema);
  visit(
    selected,
    visitWithTypeInfo(types, {
      Variable: ({ name }) => void variables.add(name.value),
      Field: () => {
        if (fieldsMeant(schema, types).some(isOfViewer)) scope = 'viewer';
      },
    }),
  );
  return { scope, selection: print(selected), variables: [...variables].sort() };
}

/** Undefined if the field does not share its events, and also for one in a fragment, which nobody writes. */
function shareableRoot(schema: GraphQLSchema, { selectionSet }: OperationDefinitionNode): FieldNode | undefined {
  const [root, ...others] = selectionSet.selections;
  if (root?.kind !== Kind.FIELD || others.length > 0) return undefined;
  const field = schema.getSubscriptionType()?.getFields()[root.name.value];
  return field && isShareable(field) ? root : undefined;
}

function withoutArguments(
  { definitions }: DocumentNode,
  { kind, operation }: OperationDefinitionNode,
  root: FieldNode,
): DocumentNode {
  const selectionSet = { kind: Kind.SELECTION_SET, selections: [{ ...root, arguments: [] }] } as const;
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return { kind: Kind.DOCUMENT, definitions: [{ kind, operation, selectionSet }, ...fragments] };
}

/** The field, or, selected of an interface, the field of each type that it may come to be. */
function fieldsMeant(schema: GraphQLSchema, types: TypeInfo) {
  const field = types.getFieldDef();
  const parent = types.getParentType();
  if (!field) return [];
  if (!isInterfaceType(parent)) return [field];
  const possible = schema.getPossibleTypes(parent).map((type) => type.getFields()[field.name]);
  return [field, ...possible.filter((other) => other !== undefined)];
}
