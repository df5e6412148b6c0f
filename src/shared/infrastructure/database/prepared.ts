import { createHash } from 'node:crypto';
import type { SqlStatement } from './SqlClient.ts';

/** What PostgreSQL is given in place of a parameter. */
export type SqlValue = string | number | bigint | boolean | Date | null | readonly string[];

/** A statement whose text never changes: PostgreSQL parses and plans it once on each connection, under its name. */
export interface PreparedStatement extends SqlStatement {
  readonly name: string;
}

const known = new WeakMap<TemplateStringsArray, Pick<PreparedStatement, 'name' | 'text'>>();

/**
 * A statement by template: each value becomes a parameter. For what runs with every mutation, by keys: planned without its values, a statement
 * over ranges may get a plan that suits none.
 */
export function prepared(strings: TemplateStringsArray, ...values: readonly SqlValue[]): PreparedStatement {
  const { name, text } = known.get(strings) ?? enter(strings);
  return { name, text, values };
}

function enter(strings: TemplateStringsArray): Pick<PreparedStatement, 'name' | 'text'> {
  const text = strings.reduce((before, next, index) => `${before}$${index}${next}`);
  const statement = { name: nameOf(text), text };
  known.set(strings, statement);
  return statement;
}

/** A statement that was put together, of parts that are the same each time: as `prepared`. */
export const preparedAsBuilt = ({ text, values }: SqlStatement): PreparedStatement => ({
  name: nameOf(text),
  text,
  values,
});

/** The same on every instance, so that a pooler in between may share it. */
const nameOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 24);
