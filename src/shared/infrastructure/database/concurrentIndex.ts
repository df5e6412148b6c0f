import { type ClientBase, escapeIdentifier } from 'pg';
import { z } from 'zod';

/** What a script does to an index, outside of any transaction. */
export interface ConcurrentIndex {
  readonly action: 'create' | 'drop';
  readonly index: string;
}

const create = /^CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+"([^"]+)"\s+ON\s[^;]+;?$/i;
const drop = /^DROP\s+INDEX\s+CONCURRENTLY\s+IF\s+EXISTS\s+"([^"]+)"\s*;?$/i;

/**
 * What a script does that is one statement, `CREATE INDEX CONCURRENTLY "name"` or `DROP INDEX CONCURRENTLY IF EXISTS "name"`, with comments on lines
 * of their own; undefined of all others. Broken off, it leaves an index that is not valid, and can be done again once that is dropped.
 */
export function concurrentIndexOf(script: string): ConcurrentIndex | undefined {
  const statement = script.replaceAll(/^\s*--.*$/gm, '').trim();
  const created = create.exec(statement)?.[1];
  if (created !== undefined) return { action: 'create', index: created };
  const dropped = drop.exec(statement)?.[1];
  return dropped === undefined ? undefined : { action: 'drop', index: dropped };
}

const found = z.array(z.object({ valid: z.boolean() }));

/** Undefined if there is none. */
export async function isValidIndex(client: ClientBase, index: string): Promise<boolean | undefined> {
  const { rows } = await client.query<object>(
    `SELECT indisvalid AS valid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE relname = $1::name AND relnamespace = current_schema()::regnamespace`,
    [index],
  );
  return found.parse(rows)[0]?.valid;
}

/** `CREATE … IF NOT EXISTS` would take it for the one that is to be built. */
export async function dropInvalidIndex(client: ClientBase, index: string): Promise<void> {
  if ((await isValidIndex(client, index)) !== false) return;
  await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${escapeIdentifier(index)}`);
}
