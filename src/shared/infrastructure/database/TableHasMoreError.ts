/** A replacement of the table would lack this, or be missed by it. */
export class TableHasMoreError extends Error {
  override readonly name = 'TableHasMoreError';

  constructor(table: string, what: readonly string[]) {
    super(`${table} cannot be replaced by a table like it, which would be without this: ${what.join(', ')}`);
  }
}
