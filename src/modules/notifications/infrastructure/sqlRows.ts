import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';

type Columns = Readonly<Record<string, string | boolean | bigint | Date | readonly string[] | null>>;

const numbered = z.object({ nth: z.int() });

/** One parameter for any number of rows, for `jsonb_to_recordset`, each with its place among the items as `nth`. */
export function rowsOf<Item>(items: readonly Item[], columnsOf: (item: Item) => Columns): Prisma.Sql {
  const rows = items.map((item, nth) => ({ nth, ...columnsOf(item) }));
  return Prisma.sql`${JSON.stringify(rows, inText)}::jsonb`;
}

/** JSON has no numbers that hold every bigint; PostgreSQL reads them from text as well. */
const inText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** The items that a statement names by their `nth`. Throws for rows of anything else. */
export function itemsOf<Item>(items: readonly Item[], rows: readonly unknown[]): readonly Item[] {
  return rows.map((row) => itemOf(items, numbered.parse(row).nth));
}

function itemOf<Item>(items: readonly Item[], nth: number): Item {
  const item = items[nth];
  if (item === undefined) throw new Error(`unreachable: nothing was given as number ${nth}`);
  return item;
}
