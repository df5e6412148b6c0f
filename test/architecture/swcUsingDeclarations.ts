import type { VariableDeclarator } from '@swc/core';
import { Visitor } from '@swc/core/Visitor.js';

const isList = (value: unknown): value is VariableDeclarator[] => Array.isArray(value);

/** The `x = …` of `using x = …` and `await using x = …`, which swc parses but has no type for. */
function declaredByUsing(node: object): VariableDeclarator[] | undefined {
  const isUsing = 'type' in node && node.type === 'UsingDeclaration' && 'decls' in node;
  return isUsing && isList(node.decls) ? node.decls : undefined;
}

// dependency-cruiser walks swc's tree with swc's own Visitor, which throws "Unknown statement type" at a `using`.
// Imported for this effect: the initialisers are walked like those of a `const`.
// oxlint-disable-next-line typescript/unbound-method -- it is given its `this` below
const { visitStatement } = Visitor.prototype;

Visitor.prototype.visitStatement = function visit(this: Visitor, statement) {
  const declared = declaredByUsing(statement);
  if (!declared) return visitStatement.call(this, statement);
  this.visitVariableDeclarators(declared);
  return statement;
};
