import type { PrismaClient } from '../../../generated/prisma/client.ts';
import type { Row, RowModel, RowSelection, RowSource } from '../../application/RowSource.ts';

/** Reads whatever can be selected: with one statement, and one for each relation. */
export class PrismaRowSource implements RowSource {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  async read(model: RowModel, { select }: RowSelection, ids: readonly string[]): Promise<readonly Row[]> {
    const query = { select: { ...select, id: true as const }, where: { id: { in: [...ids] } } };
    switch (model) {
      case 'card':
        return this.#prisma.card.findMany(query);
      case 'feedActivity':
        return this.#prisma.feedActivity.findMany(query);
    }
  }
}
