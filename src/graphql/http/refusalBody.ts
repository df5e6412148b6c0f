/** What is refused before anything of GraphQL is looked at, as GraphQL's own errors look. */
export const refusalBody = ({
  code,
  message,
  requestId,
}: {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
}): object => ({ errors: [{ message, extensions: { requestId, code } }] });
