import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo, ResponsePath } from 'graphql';
import type { Row, RowModel, RowSelection, RowSource } from '../shared/application/RowSource.ts';

/** A row that events of a subscription name. */
export interface NamedRow {
  readonly model: RowModel;
  /** Undefined for an event that names none. */
  readonly idOf: (event: object) => string | undefined;
}

/** The places of one selection at which it reads rows that its events name, with what it wants of them. */
export type EventPlaces = Map<string, { readonly row: NamedRow; readonly selection: RowSelection }>;

export interface RowsByIdOptions {
  /**
   * Given where several executions of one selection share the context, and with it this: what is selected of a field is worked out once for all of them.
   * Not of lists: Pothos wants to be asked for each of their rows. What an execution shows of the places is added, for later contexts of the same
   * selection and kind of event to read ahead.
   */
  readonly eventPlaces?: EventPlaces;
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
 * Nothing is kept but what was read ahead for events: what a mutation changes is seen by those that follow it in the same operation.
 */
export class RowsById {
  readonly #source: RowSource;
  readonly #eventPlaces: EventPlaces | undefined;
  /** By place. */
  readonly #ahead = new Map<string, ReadonlyMap<string, Row>>();
  readonly #selections = new Map<string, RowSelection>();
  #gatherings = new Map<string, Gathering>();

  constructor(source: RowSource, { eventPlaces }: RowsByIdOptions = {}) {
    this.#source = source;
    this.#eventPlaces = eventPlaces;
  }

  /** Reads what these events name at the places that are known, so that `ofEvent` has it at once. Rejects as the source does. */
  async readAhead(events: readonly object[]): Promise<void> {
    const places = [...(this.#eventPlaces ?? [])];
    await Promise.all(
      places.map(async ([place, { row, selection }]) => {
        const ids = new Set(events.map(row.idOf).filter((id) => id !== undefined));
        if (ids.size === 0) return;
        this.#ahead.set(place, byId(await this.#source.read(row.model, selection, [...ids])));
      }),
    );
  }

  /** What was selected in `info` of the row that an event names. Rejects if there is none: what events name is kept. */
  ofEvent(event: object, row: NamedRow, context: object, info: GraphQLResolveInfo): Row | Promise<Row> {
    const place = placeOf(info);
    const selection = this.#selectionAt(place, context, info);
    // Of the event itself, and not of something in it, of which there may be many.
    if (event === info.rootValue && !this.#eventPlaces?.has(place)) this.#eventPlaces?.set(place, { row, selection });
    const id = row.idOf(event);
    const found = id === undefined ? undefined : this.#ahead.get(place)?.get(id);
    return found ?? this.#named(place, row.model, selection, id);
  }

  async #named(place: string, model: RowModel, selection: RowSelection, id: string | undefined): Promise<Row> {
    const row = id === undefined ? null : await this.#ask(place, model, selection, id);
    if (!row) throw new Error(`there is no ${model} ${id}: what events name is kept`);
    return row;
  }

  /** What was selected in `info`; null if there is no such row. */
  find(model: RowModel, id: string, context: object, info: GraphQLResolveInfo): Promise<Row | null> {
    const place = placeOf(info);
    return this.#ask(place, model, this.#selectionAt(place, context, info), id);
  }

  #ask(place: string, model: RowModel, selection: RowSelection, id: string): Promise<Row | null> {
    return new Promise((resolve, reject) => this.#gather(place, model, selection, { id, resolve, reject }));
  }

  /** Pothos notes it by the path in `info`, so that the fields below find it loaded. */
  #selectionAt(place: string, context: object, info: GraphQLResolveInfo): RowSelection {
    const isShared = this.#eventPlaces !== undefined;
    const known = isShared ? this.#selections.get(place) : undefined;
    if (known) return known;
    const { select } = queryFromInfo({ context, info, select: { id: true } });
    const selection = { select, card: isShared ? cardSelected(context, info) : undefined };
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

/** What was selected of the `card` that the row names; undefined for nothing. */
function cardSelected(context: object, info: GraphQLResolveInfo): object | undefined {
  const nothing = { id: true };
  const { select } = queryFromInfo({ context, info, select: nothing, path: ['card'], typeName: 'Card' });
  return select === nothing ? undefined : select;
}

function tell(asked: readonly Asked[], rows: readonly Row[]): void {
  const found = byId(rows);
  for (const { id, resolve } of asked) resolve(found.get(id) ?? null);
}

const byId = (rows: readonly Row[]): ReadonlyMap<string, Row> => new Map(rows.map((row) => [row.id, row]));

/** Without the indexes of lists: of one place are the fields of all their rows. */
function placeOf({ parentType, path }: GraphQLResolveInfo): string {
  let place = parentType.name;
  for (let link: ResponsePath | undefined = path; link; link = link.prev) {
    if (typeof link.key === 'string') place += `.${link.key}`;
  }
  return place;
}
