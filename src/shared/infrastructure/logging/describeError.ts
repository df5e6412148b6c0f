/** How deep causes are followed. */
const maxDepth = 5;

/** An error as it may be logged: what it is, says and came from. Libraries hang whole clients, with their keys, on their errors: nothing else is taken. */
export function describeError(error: unknown, depth = 1): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message,
    stack,
    ...('code' in error && { code: error.code }),
    ...('meta' in error && { meta: error.meta }),
    ...(cause !== undefined && depth < maxDepth && { cause: describeError(cause, depth + 1) }),
    ...(error instanceof AggregateError &&
      depth < maxDepth && { errors: error.errors.map((each: unknown) => describeError(each, depth + 1)) }),
  };
}
