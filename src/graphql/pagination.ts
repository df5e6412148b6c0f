import { CuratorId } from '../shared/domain/CuratorId.ts';
import { badUserInput, invalidCursor } from './errors.ts';

export const defaultPageSize = 20;
export const maxPageSize = 100;

/** Throws BAD_USER_INPUT for less than one and for more than a page may hold. */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? defaultPageSize;
  if (size < 1 || size > maxPageSize) throw badUserInput(`first must be from 1 to ${maxPageSize}`, 'first');
  return size;
}

export interface CursorFormat<Position> {
  encode(position: Position): string;
  /** Undefined for what `encode` does not make. */
  decode(text: string): Position | undefined;
}

/** Where a page of one kind of list ended: opaque to clients, and refused by lists of any other kind. */
export class PageCursor<Position> {
  readonly #list: string;
  readonly #format: CursorFormat<Position>;

  constructor(list: string, format: CursorFormat<Position>) {
    this.#list = list;
    this.#format = format;
  }

  encode(position: Position): string {
    return Buffer.from(`${this.#list}:${this.#format.encode(position)}`).toString('base64url');
  }

  /** Undefined without a cursor. Throws INVALID_CURSOR for a forged one, and for one of another kind of list. */
  decode(cursor: string | null | undefined): Position | undefined {
    if (typeof cursor !== 'string') return undefined;
    const position = this.read(cursor);
    if (position === undefined) throw invalidCursor('after');
    return position;
  }

  /** Undefined for a forged cursor, and for one of another kind of list. */
  read(cursor: string): Position | undefined {
    const text = Buffer.from(cursor, 'base64url').toString('utf8');
    if (!text.startsWith(`${this.#list}:`)) return undefined;
    const position = this.#format.decode(text.slice(this.#list.length + 1));
    // Encoded again it must be the same: so there is one spelling, and nothing behind it.
    return position !== undefined && this.encode(position) === cursor ? position : undefined;
  }
}

const maxSeq = 2n ** 63n - 1n;

/** A place in the order of events. */
export const seqFormat: CursorFormat<bigint> = {
  encode: String,
  decode(text) {
    const seq = /^[1-9]\d{0,18}$/.test(text) ? BigInt(text) : undefined;
    return seq !== undefined && seq <= maxSeq ? seq : undefined;
  },
};

export interface TimeAndId {
  readonly at: Date;
  readonly id: string;
}

/** A place in an order of time, and of ids (UUIDs) where the time is the same. */
export const timeAndIdFormat: CursorFormat<TimeAndId> = {
  encode: ({ at, id }) => `${at.getTime()}:${id}`,
  decode(text) {
    const [, atMs, id] = /^(\d{1,15}):([0-9a-f-]{36})$/.exec(text) ?? [];
    return atMs && id ? { at: new Date(Number(atMs)), id } : undefined;
  },
};

interface TimeAndCurator {
  readonly at: Date;
  readonly curatorId: string;
}

/** A place in an order of time, and of curators where the time is the same. */
export const timeAndCuratorFormat: CursorFormat<TimeAndCurator> = {
  encode: ({ at, curatorId }) => `${at.getTime()}:${curatorId}`,
  decode(text) {
    const [, atMs, did = ''] = /^(\d{1,15}):(did:.+)$/.exec(text) ?? [];
    const curatorId = CuratorId.create(did);
    return atMs && curatorId.ok ? { at: new Date(Number(atMs)), curatorId: curatorId.value.value } : undefined;
  },
};

interface PageShape<Row, Node> {
  readonly size: number;
  /** The cursor that the page was asked for with. */
  readonly after: string | null | undefined;
  readonly cursorOf: (row: Row) => string;
  readonly nodeOf: (row: Row) => Node;
  /** Where the rows were found before they were read: what was taken back in between is not among them, and ends no list. Default: as the rows say. */
  readonly found?: { readonly hasMore: boolean; readonly endCursor: string | null } | undefined;
}

/**
 * A page in the shape of a Relay connection.
 *
 * @param rows in the list's order, one more than `size` if there are more.
 */
export function toConnection<Row, Node>(
  rows: readonly Row[],
  { size, after, cursorOf, nodeOf, found }: PageShape<Row, Node>,
) {
  const edges = rows.slice(0, size).map((row) => ({ node: nodeOf(row), cursor: cursorOf(row) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: found?.hasMore ?? rows.length > size,
      hasPreviousPage: typeof after === 'string',
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: found ? found.endCursor : (edges.at(-1)?.cursor ?? null),
    },
  };
}
