/** The tables whose rows others name by an id alone. */
export type RowModel = 'card' | 'feedActivity';

export interface Row {
  readonly id: string;
}

/** What of a row is wanted. */
export interface RowSelection {
  /** As Prisma's `select` has it: its columns, and those of what it belongs to. */
  readonly select: object;
  /** The same of the card that it names by its id. A source that can, reads it along: then the row has a `card`, null for one that is gone. */
  readonly card?: object | undefined;
}

/** Where rows are read by their ids. */
export interface RowSource {
  /** Those that there are, in any order, each with what was selected. */
  read(model: RowModel, selection: RowSelection, ids: readonly string[]): Promise<readonly Row[]>;
}
