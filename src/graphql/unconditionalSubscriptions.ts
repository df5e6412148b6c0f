import {
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

const conditions: ReadonlySet<string> = new Set(['skip', 'include']);

/**
 * What is subscribed to must not depend on a condition (specification of September 2025, section 5.2.4.1): with nothing left to subscribe to,
 * graphql 16 throws a TypeError. Also in fragments, wherever they are spread right below the root.
 */
export const unconditionalSubscriptions: ValidationRule = (context) => ({
  OperationDefinition({ operation, selectionSet }) {
    if (operation !== OperationTypeNode.SUBSCRIPTION) return;
    const nodes = conditionsIn(selectionSet, context, new Set());
    if (nodes.length === 0) return;
    const message = 'What is subscribed to must not depend on @skip or @include.';
    context.reportError(new GraphQLError(message, { nodes }));
  },
});

/** @param seen fragments, each looked at once: another rule refuses those that spread themselves. */
function conditionsIn(
  { selections }: SelectionSetNode,
  context: ValidationContext,
  seen: Set<FragmentDefinitionNode>,
): NonNullable<(typeof selections)[number]['directives']> {
  return selections.flatMap((selection) => {
    const own = (selection.directives ?? []).filter(({ name }) => conditions.has(name.value));
    if (selection.kind === Kind.FIELD) return own;
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return [...own, ...conditionsIn(selection.selectionSet, context, seen)];
    const fragment = context.getFragment(selection.name.value);
    if (!fragment || seen.has(fragment)) return own;
    seen.add(fragment);
    return [...own, ...conditionsIn(fragment.selectionSet, context, seen)];
  });
}
