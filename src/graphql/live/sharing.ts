import type { GraphQLField } from 'graphql';

// What fields say of themselves in the schema, as `extensions`. Whoever reads it here decides how many executions a change takes.

/**
 * Of a field of Subscription: what an event is resolved to depends on the event and on what is selected of it, not on the arguments. Without it
 * each subscription is executed by itself.
 */
export const sharesEvents = { sharesEvents: true } as const;

/** Of a field that is not the same for everybody: whoever asks for it shares with other subscriptions of the same viewer alone. */
export const dependsOnViewer = { dependsOnViewer: true } as const;

export const isShareable = ({ extensions }: GraphQLField<unknown, unknown>): boolean =>
  extensions.sharesEvents === true;

/** A field that needs a viewer (`withAuth`) depends on it without saying so once more. */
export function isOfViewer({ extensions }: GraphQLField<unknown, unknown>): boolean {
  const { dependsOnViewer, pothosOptions } = extensions;
  return dependsOnViewer === true || (pothosOptions instanceof Object && 'authScopes' in pothosOptions);
}
