/** The label of a handler: its name, or `other` for one that this release does not have. So there is never more than a known number of them. */
export function handlerLabel(handlers: readonly string[]): (handler: string) => string {
  const known = new Set(handlers);
  return (handler) => (known.has(handler) ? handler : 'other');
}
