import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo, ResponsePath } from 'graphql';
import type { Row, RowModel, RowSelection, RowSource } from '../shared/application/RowSource.ts';

export interface RowsByIdOptions {
  /**
   * Several executions of one selection share the context, and with it this: what is selected of a field is worked out once for all of them. Not of
   * lists: Pothos wants to be asked for each of their rows. Default false.
   */
  readonly isShared?: boolean;
}

interface Asked {
  readonly id: string;
  readonly resolve: (row: Row | null) => void;
  readonly reject: (error: unknown) => void;
}

interface Gathering {
  readonly model: RowModel;
  readonly selection: RowSelection;
  readonly asked: Asked[];
}

/**
 * How the fields of one context read rows that they know by their ids: those that are asked for at once, at one place of a document, together.
 * Nothing is kept: what a mutation changes is seen by those that follow it in the same operation.
 */
export class RowsById {
  readonly #source: RowSource;
  readonly #isShared: boolean;
  readonly #selections = new Map<string, RowSelection>();
  #gatherings = new Map<string, Gathering>();

  constructor(source: RowSource, { isShared = false }: RowsByIdOptions = {}) {
    this.#source = source;
    this.#isShared = isShared;
  }

  /** What was selected in `info`; null if there is no such row. */
  find(model: RowModel, id: string, context: object, info: GraphQLResolveInfo): Promise<Row | null> {
    const place = placeOf(info);
    const selection = this.#selectionAt(place, context, info);
    return new Promise((resolve, reject) => this.#gather(place, model, selection, { id, resolve, reject }));
  }

  /** Pothos notes it by the path in `info`, so that the fields below find it loaded. */
  #selectionAt(place: string, context: object, info: GraphQLResolveInfo): RowSelection {
    const known = this.#isShared ? this.#selections.get(place) : undefined;
    if (known) return known;
    const selection = queryFromInfo({ context, info, select: { id: true } });
    this.#selections.set(place, selection);
    return selection;
  }

  #gather(place: string, model: RowModel, selection: RowSelection, asked: Asked): void {
    const gathering = this.#gatherings.get(place);
    if (gathering) return void gathering.asked.push(asked);
    // After everything that is resolved in this turn, however many promises that takes.
    if (this.#gatherings.size === 0) process.nextTick(() => this.#readAll());
    this.#gatherings.set(place, { model, selection, asked: [asked] });
  }

  #readAll(): void {
    const gatherings = this.#gatherings;
    this.#gatherings = new Map();
    for (const { model, selection, asked } of gatherings.values()) {
      const ids = new Set(asked.map(({ id }) => id));
      this.#source.read(model, selection, [...ids]).then(
        (rows) => tell(asked, rows),
        (error: unknown) => {
          for (const { reject } of asked) reject(error);
        },
      );
    }
  }
}

function tell(asked: readonly Asked[], rows: readonly Row[]): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { id, resolve } of asked) resolve(byId.get(id) ?? null);
}

/** Without the indexes of lists: of one place are the fields of all their rows. */
function placeOf({ parentType, path }: GraphQLResolveInfo): string {
  let place = parentType.name;
  for (let link: ResponsePath | undefined = path; link; link = link.prev) {
    if (typeof link.key === 'string') place += `.${link.key}`;
  }
  return place;
}
