import fc from 'fast-check';
import type { FeedNotice } from '../../../src/modules/feeds/application/LiveFeed.ts';
import type { NotificationNotice } from '../../../src/modules/notifications/application/LiveNotifications.ts';
import { activity, collection, curator, notification, urlCard } from '../rows.ts';
import type { TestServer } from '../testServer.ts';

export const [ada, bob] = ['did:plc:ada', 'did:plc:bob'] as const;

/** What happens: a row changes, and then its change is told. */
export interface Happening {
  readonly row: number;
  readonly by: typeof ada | typeof bob;
  readonly effect: 'retitle' | 'save or not' | 'none';
  readonly op: 'ADDED' | 'UPDATED' | 'REMOVED';
}

const rowCount = 4;

export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.record({
    row: fc.nat(rowCount - 1),
    by: fc.constantFrom(ada, bob),
    effect: fc.constantFrom('retitle', 'save or not', 'none'),
    op: fc.constantFrom('ADDED', 'UPDATED', 'REMOVED'),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Cards of two curators, with an activity and two notifications about each; some in a collection that one of them alone sees. */
export async function liveRows({ prisma }: TestServer) {
  const [addedAt, authors] = [new Date('2026-01-02T03:04:05Z'), [ada, bob]];
  for (const did of authors) await curator(prisma, did);
  const adas = await collection(prisma, { authorId: ada, visibility: 'PRIVATE' });
  const rows: { cardId: string; activityId: string; notificationIds: Record<string, string> }[] = [];
  let changes = 0;
  for (let row = 0; row < rowCount; row += 1) {
    const [author = ada, other = bob] = row % 2 === 0 ? authors : authors.toReversed();
    const card = await urlCard(prisma, author, `https://example.com/${row}`);
    await prisma.libraryMembership.create({ data: { cardId: card.id, curatorId: author, addedAt } });
    const collectionId = row < 2 ? { collectionId: adas.id } : {};
    const { id } = await activity(prisma, { actorId: author, cardId: card.id, seq: row + 1, ...collectionId });
    const notificationIds: Record<string, string> = {};
    for (const [recipientId, actorId] of [
      [author, other],
      [other, author],
    ] as const) {
      changes += 1;
      const told = await notification(prisma, { recipientId, actorId, cardId: card.id, seq: changes });
      notificationIds[recipientId] = told.id;
    }
    rows.push({ cardId: card.id, activityId: id, notificationIds });
  }
  let versions = 0;

  const rowOf = ({ row }: Happening) => {
    const found = rows[row];
    if (!found) throw new Error(`there is no row ${row}`);
    return found;
  };
  return {
    async change(happening: Happening): Promise<void> {
      const { cardId } = rowOf(happening);
      versions += 1;
      if (happening.effect === 'retitle') {
        await prisma.card.update({ where: { id: cardId }, data: { title: `Version ${versions} “€😀”` } });
      } else if (happening.effect === 'save or not') {
        const kept = { cardId, curatorId: happening.by };
        const { count } = await prisma.libraryMembership.deleteMany({ where: kept });
        if (count === 0) await prisma.libraryMembership.create({ data: { ...kept, addedAt } });
      }
    },
    feedNotice: (happening: Happening, cursor: string): FeedNotice => ({
      cursor,
      op: happening.op,
      activityId: rowOf(happening).activityId,
    }),
    notificationNotice: (happening: Happening, recipient: string, cursor: string): NotificationNotice => ({
      cursor,
      op: happening.op,
      notificationId: rowOf(happening).notificationIds[recipient] ?? null,
    }),
  };
}
