import type { GraphQLField } from 'graphql';

/** Of a list without pages, as `extensions` of its field: how many items there may be, which is what it counts as. */
export const ofAtMost = (items: number) => ({ maxItems: items });

/** Undefined for a list that does not say. */
export function maxItemsOf({ extensions: { maxItems } }: GraphQLField<unknown, unknown>): number | undefined {
  return typeof maxItems === 'number' ? maxItems : undefined;
}
