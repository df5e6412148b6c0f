import {
  type ASTVisitor,
  type FragmentSpreadNode,
  GraphQLError,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

const conditions: ReadonlySet<string> = new Set(['skip', 'include']);

/**
 * The field of a subscription is not subject to a condition: without it there would be nothing to subscribe to, and graphql 16 fails over that
 * (https://spec.graphql.org/September2025/#sec-Single-Root-Field).
 */
export function UnconditionalSubscriptionRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition({ operation, selectionSet }) {
      if (operation !== 'subscription') return;
      for (const selection of atTheTop(selectionSet, context)) {
        const condition = selection.directives?.find(({ name }) => conditions.has(name.value));
        if (condition) {
          const message = `A subscription's field may not have @${condition.name.value}`;
          context.reportError(new GraphQLError(message, { nodes: condition }));
        }
      }
    },
  };
}

/** What makes up the top of an operation: its fields, and the fragments that they are in. */
function* atTheTop(
  { selections }: SelectionSetNode,
  context: ValidationContext,
  spread = new Set<string>(),
): Generator<SelectionNode> {
  for (const selection of selections) {
    yield selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) yield* atTheTop(selection.selectionSet, context, spread);
    if (selection.kind === Kind.FRAGMENT_SPREAD) yield* ofFragment(selection, context, spread);
  }
}

function* ofFragment({ name }: FragmentSpreadNode, context: ValidationContext, spread: Set<string>) {
  const fragment = spread.has(name.value) ? undefined : context.getFragment(name.value);
  spread.add(name.value);
  if (fragment) yield* atTheTop(fragment.selectionSet, context, spread);
}
