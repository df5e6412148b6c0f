/** The tables whose rows others name by an id alone. */
export type RowModel = 'card' | 'feedActivity';

export interface Row {
  readonly id: string;
}

/** What of a row is wanted, as Prisma's `select` has it: its columns, and those of what it belongs to. */
export interface RowSelection {
  readonly select: object;
}

/** Where rows are read by their ids. */
export interface RowSource {
  /** Those that there are, in any order, each with what was selected. */
  read(model: RowModel, selection: RowSelection, ids: readonly string[]): Promise<readonly Row[]>;
}
