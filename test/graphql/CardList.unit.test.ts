import { expect, it } from 'vitest';
import { CardList } from '../../src/graphql/CardList.ts';

const list = new CardList('list');
const cards = [1, 2, 3].map((n) => ({
  addedAt: new Date(Date.UTC(2026, 0, 10 - n)),
  cardId: `0000000${n}-0000-4000-8000-000000000000`,
  card: `card ${n}`,
}));

it('what was removed between the finding of a page and the reading of it ends no list, and moves no cursor', async () => {
  const whole = await list.page({ first: 2 }, async () => ({ rows: cards }));
  for (const rows of [cards.slice(0, 1), cards.slice(1, 2), []]) {
    const { edges, pageInfo } = await list.page({ first: 2 }, async () => ({ rows, found: cards }));
    expect(edges.map(({ node }) => node)).toEqual(rows.map(({ card }) => card));
    expect(pageInfo).toMatchObject({ hasNextPage: true, endCursor: whole.pageInfo.endCursor });
  }
  const { pageInfo } = await list.page({ first: 2 }, async () => ({ rows: [], found: [] }));
  expect(pageInfo).toMatchObject({ hasNextPage: false, endCursor: null });
});
