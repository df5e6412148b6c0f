import { PageCursor, pageSize, type TimeAndId, timeAndIdFormat, toConnection } from './pagination.ts';

interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

interface ListedCard<Card> {
  readonly addedAt: Date;
  readonly cardId: string;
  readonly card: Card;
}

/** Where a page begins and how much is in it: one more than is shown, if there are more. */
export interface CardPage {
  readonly from: TimeAndId | undefined;
  readonly take: number;
}

/** Where cards were found before they were read, by a statement of its own. */
type FoundCard = Pick<ListedCard<unknown>, 'addedAt' | 'cardId'>;

interface ReadPage<Card> {
  readonly rows: readonly ListedCard<Card>[];
  /** One more than is shown, if there are more. What was removed since is not among the rows, and ends no list. Default: as the rows say. */
  readonly found?: readonly FoundCard[] | undefined;
}

/** Cards that were put somewhere one after the other, in pages of a connection: the last first. */
export class CardList {
  readonly #cursor: PageCursor<TimeAndId>;

  /** @param name of this kind of list, in its cursors. */
  constructor(name: string) {
    this.#cursor = new PageCursor(name, timeAndIdFormat);
  }

  /** @param read the rows of a page in their order, each with what was selected of its card. */
  async page<Card>({ first, after }: PageArgs, read: (page: CardPage) => Promise<ReadPage<Card>>) {
    const size = pageSize(first);
    const { rows, found } = await read({ from: this.#cursor.decode(after), take: size + 1 });
    const cursorOf = ({ addedAt, cardId }: FoundCard) => this.#cursor.encode({ at: addedAt, id: cardId });
    const last = found?.slice(0, size).at(-1);
    return toConnection(rows, {
      size,
      after,
      cursorOf,
      nodeOf: ({ card }) => card,
      found: found && { hasMore: found.length > size, endCursor: last ? cursorOf(last) : null },
    });
  }
}

/** The order of such lists, for Prisma. */
export const lastAddedFirst = [{ addedAt: 'desc' as const }, { cardId: 'desc' as const }];

/** The first condition alone lets the index begin there; the other two alone would have it walk over all that comes before. */
export const addedBefore = (from: TimeAndId | undefined) =>
  from && {
    addedAt: { lte: from.at },
    OR: [{ addedAt: { lt: from.at } }, { cardId: { lt: from.id } }],
  };
