import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type ExecutionArgs,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/**
 * How many fields of its root an operation has executed, those of the fragments that it spreads among them. As graphql does, it counts what has
 * one name in the answer once, and what @skip or @include leave out not at all; nor `__typename`, which costs nothing.
 */
export function countRootFields({
  document,
  operationName,
  variableValues,
}: Pick<ExecutionArgs, 'document' | 'operationName' | 'variableValues'>): number {
  const operation = getOperationAST(document, operationName);
  if (!operation) return 0;
  const isLeftOut = leftOutBy(operation, variableValues);
  const names = new Set<string>();
  const spread = new Set<string>();

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (isLeftOut(selection.directives)) continue;
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

  collect(operation.selectionSet);
  return names.size;
}

/** By the variables as they came: they are not coerced yet. One that is no Boolean has nothing executed, and leaves nothing out here. */
function leftOutBy({ variableDefinitions = [] }: OperationDefinitionNode, given: ExecutionArgs['variableValues']) {
  function valueOf(node: ValueNode | undefined): unknown {
    if (node?.kind === Kind.BOOLEAN) return node.value;
    if (node?.kind !== Kind.VARIABLE) return undefined;
    const { value: name } = node.name;
    if (given && Object.hasOwn(given, name)) return given[name];
    return valueOf(variableDefinitions.find(({ variable }) => variable.name.value === name)?.defaultValue);
  }

  return (directives: readonly (DirectiveNode | ConstDirectiveNode)[] = []): boolean =>
    directives.some(({ name, arguments: [condition] = [] }) => {
      if (name.value === 'skip') return valueOf(condition?.value) === true;
      return name.value === 'include' && valueOf(condition?.value) === false;
    });
}
