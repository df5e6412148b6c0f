/** A migration was faster than the making of a replacement, which lacks what it did. */
export class TableChangedError extends Error {
  override readonly name = 'TableChangedError';

  constructor(table: string) {
    super(
      `The definition of ${table} was changed meanwhile, by a migration perhaps: begin again, when no migration runs`,
    );
  }
}
