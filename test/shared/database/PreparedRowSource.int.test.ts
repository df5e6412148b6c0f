import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RowModel, RowSelection } from '../../../src/shared/application/RowSource.ts';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { PreparedRowSource } from '../../../src/shared/infrastructure/database/PreparedRowSource.ts';
import { PrismaRowSource } from '../../../src/shared/infrastructure/database/PrismaRowSource.ts';
import { activity, curator, urlCard } from '../../graphql/rows.ts';
import { createTestDatabase } from '../../support/database.ts';
import { log as logger } from '../../support/log.ts';

const [ada, bob] = ['did:plc:ada', 'did:plc:bob'] as const;
const opened = new AsyncDisposableStack();
let database: Database;
let ids: Record<RowModel, string[]>;

beforeAll(async () => {
  database = opened.use(new Database({ url: opened.use(await createTestDatabase()).url, poolSize: 2, logger }));
  const { client: prisma } = database;
  for (const did of [ada, bob]) await curator(prisma, did);
  const card = await urlCard(prisma, ada, 'https://example.com/');
  const [at, gone] = [new Date('2026-01-02T03:04:05.678Z'), randomUUID()];
  const times = { createdAt: at, updatedAt: at };
  const note = {
    id: randomUUID(),
    type: 'NOTE',
    authorId: bob,
    text: 'A note',
    parentCardId: card.id,
    ...times,
  } as const;
  await prisma.card.create({ data: note });
  const activities = [
    await activity(prisma, { actorId: ada, cardId: card.id, seq: 2n ** 60n }),
    await activity(prisma, { actorId: bob, cardId: note.id, seq: 2, retractedAt: at }),
    await activity(prisma, { actorId: bob, cardId: gone, seq: 3 }),
    await activity(prisma, { actorId: bob, seq: 4 }),
  ];
  ids = { card: [card.id, note.id, gone], feedActivity: [...activities.map(({ id }) => id), gone] };
});
afterAll(() => opened.disposeAsync());

const some = (columns: readonly string[]) =>
  fc.subarray([...columns]).map((chosen) => Object.fromEntries(chosen.map((column) => [column, true])));
const ofCurator = some(['id', 'handle', 'displayName', 'description', 'avatarUrl', 'version', 'createdAt']);
const relation = (name: string, to: fc.Arbitrary<object>) =>
  fc.oneof(
    fc.constant({}),
    to.map((select) => ({ [name]: { select: { id: true, ...select } } })),
  );
const merged = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((all) => all.reduce((one, other) => ({ ...one, ...other }), {}));
const ownOfCard = some(
  'id type authorId url canonicalUrl title description imageUrl siteName text parentCardId version createdAt updatedAt'.split(
    ' ',
  ),
);
const ofParent = merged(ownOfCard, relation('author', ofCurator));
const ofCard = merged(ownOfCard, relation('author', ofCurator), relation('parentCard', ofParent));
const ofActivity = merged(
  some(['id', 'seq', 'kind', 'actorId', 'cardId', 'createdAt', 'retractedAt', 'collectionId']),
  relation('actor', ofCurator),
);

const unused = { read: () => Promise.reject(new Error('this was to be read with one statement')) };
const byId = (rows: readonly { readonly id: string }[]) => new Map(rows.map((row) => [row.id, row]));

it('reads what Prisma reads, whatever is selected', async () => {
  const [source, prisma] = [new PreparedRowSource(database, unused), new PrismaRowSource(database.client)];
  const same = (model: RowModel, selections: fc.Arbitrary<object>) =>
    fc.asyncProperty(selections, async (select) => {
      expect(byId(await source.read(model, { select }, ids[model]))).toEqual(
        byId(await prisma.read(model, { select }, ids[model])),
      );
    });
  await fc.assert(same('card', ofCard), { numRuns: 60 });
  await fc.assert(same('feedActivity', ofActivity), { numRuns: 60 });
});

it('reads the card along that an activity names, null where it is gone', async () => {
  const [source, prisma] = [new PreparedRowSource(database, unused), new PrismaRowSource(database.client)];
  await fc.assert(
    fc.asyncProperty(ofCard, async (card) => {
      const cards = byId(await prisma.read('card', { select: card }, ids.card));
      const rows = await source.read(
        'feedActivity',
        { select: { cardId: true }, card: { id: true, ...card } },
        ids.feedActivity,
      );
      expect(rows).toHaveLength(4);
      for (const row of rows) {
        expect(row).toMatchObject({ card: 'cardId' in row ? (cards.get(String(row.cardId)) ?? null) : 'selected' });
      }
    }),
    { numRuns: 20 },
  );
});

it.each<[string, RowModel, RowSelection]>([
  ['lists', 'card', { select: { memberships: { select: { curatorId: true } } } }],
  ['conditions', 'card', { select: { author: { where: { id: ada }, select: { id: true } } } }],
  ['whole relations', 'feedActivity', { select: { actor: true } }],
  ['columns that it does not know', 'feedActivity', { select: { viewers: true } }],
  ['the same of a card read along', 'feedActivity', { select: {}, card: { notes: { select: { id: true } } } }],
])('leaves to another source: %s', async (_what, model, selection) => {
  const rows = [{ id: 'read elsewhere' }];
  const source = new PreparedRowSource(database, { read: async () => rows });
  expect(await source.read(model, selection, [])).toBe(rows);
  expect(await source.read(model, selection, [])).toBe(rows);
});

it('keeps few statements prepared, however many clients think of', async () => {
  const named = new Set<string | undefined>();
  const queryArrays: Database['queryArrays'] = async ({ name }) => {
    named.add(name);
    return [];
  };
  const source = new PreparedRowSource({ queryArrays }, unused);
  await fc.assert(
    fc.asyncProperty(ofCard, async (select) => void (await source.read('card', { select }, []))),
    { numRuns: 300 },
  );
  expect(named.has(undefined)).toBe(true);
  expect(named.size).toBe(51);
});
