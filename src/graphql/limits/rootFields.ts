import { type ExecutionArgs, getOperationAST, Kind, type SelectionSetNode } from 'graphql';

/**
 * How many fields of its root an operation has executed, those of the fragments that it spreads among them. As graphql does, it counts what has
 * one name in the answer once; and `__typename`, which costs nothing, not at all.
 */
export function countRootFields({
  document,
  operationName,
}: Pick<ExecutionArgs, 'document' | 'operationName'>): number {
  const names = new Set<string>();
  const spread = new Set<string>();

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) collectFragment(selection.name.value);
      else if (selection.name.value !== '__typename') names.add((selection.alias ?? selection.name).value);
    }
  }

  function collectFragment(name: string): void {
    if (spread.has(name)) return;
    spread.add(name);
    for (const node of document.definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name) collect(node.selectionSet);
  }

  const operation = getOperationAST(document, operationName);
  if (operation) collect(operation.selectionSet);
  return names.size;
}
