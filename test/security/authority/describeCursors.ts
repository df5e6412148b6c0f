import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type TransportName, transportNames } from '../transports.ts';
import { outcomeOf } from './outcomeOf.ts';
import type { World } from './world.ts';

const encoded = (text: string): string => Buffer.from(text).toString('base64url');
const decoded = (cursor: string): string => Buffer.from(cursor, 'base64url').toString();

const pageSchema = z.object({
  list: z.object({ liveCursor: z.string(), edges: z.array(z.object({ cursor: z.string() })) }),
});

/** Good ones, of which the others are made. */
interface Cursors {
  readonly global: string;
  readonly ofCurator: string;
  readonly ofOwner: string;
  readonly ofFollower: string;
  readonly feedLive: string;
  readonly notificationLive: string;
}

type Forgery = readonly [what: string, make: (cursors: Cursors) => string, code?: string];

const garbage: readonly Forgery[] = [
  ['nothing', () => ''],
  ['no base64', () => '§§§'],
  ['NUL', () => '\u0000'],
  ['NUL inside', () => encoded('feed:global:\u0000')],
  ['a long text', () => 'x'.repeat(10_000)],
];

/** The place in a page cursor, and what it is of. */
const placed = (cursor: string, place: string): string => encoded(decoded(cursor).replace(/\d+$/, place));

const pages = (good: (cursors: Cursors) => string): readonly Forgery[] => [
  ...garbage,
  ['a place before all', (cursors) => placed(good(cursors), '0')],
  ['a negative place', (cursors) => placed(good(cursors), '-1')],
  ['a place beyond all numbers', (cursors) => placed(good(cursors), '9'.repeat(30))],
  ['a place in other words', (cursors) => placed(good(cursors), '1e3')],
  ['more behind it', (cursors) => encoded(`${decoded(good(cursors))} `)],
  ['padding', (cursors) => `${good(cursors)}=`],
  ['a live one', ({ feedLive }) => feedLive],
];

const live = (good: (cursors: Cursors) => string): readonly Forgery[] => {
  const changed = (at: number, value: unknown) => (cursors: Cursors) =>
    encoded(
      JSON.stringify(
        z
          .array(z.unknown())
          .parse(JSON.parse(decoded(good(cursors))))
          .with(at, value),
      ),
    );
  return [
    ...garbage,
    ['another version', changed(0, 2)],
    ['an unknown log', changed(1, 'curators')],
    ['another epoch', changed(2, '00000000-0000-4000-8000-000000000000'), 'RESYNC_REQUIRED'],
    ['no epoch', changed(2, null)],
    ['a negative position', changed(3, -1)],
    ['half a position', changed(3, 0.5)],
    ['a position in a text', changed(3, '1')],
    ['a position that nobody has reached', changed(3, Number.MAX_SAFE_INTEGER), 'RESYNC_REQUIRED'],
    ['a position beyond all numbers', changed(3, Number.MAX_SAFE_INTEGER + 1)],
    ['one of a page', ({ global }) => global],
  ];
};

interface List {
  readonly what: string;
  readonly query: string;
  readonly forgeries: readonly Forgery[];
  readonly code?: string;
}

const lists: readonly List[] = [
  {
    what: 'feed, GLOBAL',
    query: 'query ($after: String) { feed(feed: { global: true }, after: $after) { nodes { id } } }',
    forgeries: [...pages(({ global }) => global), ['one of another feed', ({ ofCurator }) => ofCurator]],
  },
  {
    what: 'feed, CURATOR',
    query: 'query ($after: String) { feed(feed: { curatorId: "did:plc:owner" }, after: $after) { nodes { id } } }',
    forgeries: [...pages(({ ofCurator }) => ofCurator), ['one of another feed', ({ global }) => global]],
  },
  {
    what: 'notifications',
    query: 'query ($after: String) { notifications(after: $after) { nodes { id } } }',
    forgeries: [...pages(({ ofOwner }) => ofOwner), ['one of somebody else', ({ ofFollower }) => ofFollower]],
  },
  {
    what: 'markAllNotificationsRead',
    query: 'mutation ($after: String) { markAllNotificationsRead(input: { upTo: $after }) { __typename } }',
    forgeries: [...pages(({ ofOwner }) => ofOwner), ['one of somebody else', ({ ofFollower }) => ofFollower]],
    code: 'InvalidCursorError',
  },
  {
    what: 'a library',
    query: 'query ($after: String) { viewer { library(after: $after) { nodes { id } } } }',
    forgeries: [
      ...garbage,
      ['one of a feed', ({ global }) => global],
      ['a place that is none', () => encoded('library:1:x')],
    ],
  },
];

const subscriptions: readonly List[] = [
  {
    what: 'feedChanged',
    query: 'subscription ($after: String) { feedChanged(feed: { global: true }, after: $after) { __typename } }',
    forgeries: [
      ...live(({ feedLive }) => feedLive),
      ['one of notifications', ({ notificationLive }) => notificationLive],
    ],
  },
  {
    what: 'notificationChanged',
    query: 'subscription ($after: String) { notificationChanged(after: $after) { cursor } }',
    forgeries: [...live(({ notificationLive }) => notificationLive), ['one of feeds', ({ feedLive }) => feedLive]],
  },
];

/**
 * Cursors that were forged, or are of something else: a clear error, and no data.
 *
 * @param worldOf which is there when tests run.
 */
export function describeCursors(worldOf: () => World): void {
  let cursors: Cursors;
  beforeAll(async () => {
    const page = async (who: string, field: string) => {
      const data = await worldOf().must(who, `{ list: ${field} { liveCursor edges { cursor } } }`);
      const { liveCursor, edges } = pageSchema.parse(data).list;
      return { liveCursor, cursor: edges[0]?.cursor ?? '' };
    };
    const [global, ofCurator, ofOwner, ofFollower] = await Promise.all([
      page('owner', 'feed(feed: { global: true })'),
      page('owner', 'feed(feed: { curatorId: "did:plc:owner" })'),
      page('owner', 'notifications'),
      page('follower', 'notifications'),
    ]);
    cursors = {
      global: global.cursor,
      ofCurator: ofCurator.cursor,
      ofOwner: ofOwner.cursor,
      ofFollower: ofFollower.cursor,
      feedLive: global.liveCursor,
      notificationLive: ofOwner.liveCursor,
    };
  });

  async function outcomesOf(
    query: string,
    forgeries: readonly Forgery[],
    transport: TransportName,
  ): Promise<Record<string, string>> {
    const outcomes = forgeries.map(async ([what, make]) => {
      const reply = await worldOf().ask('owner', { query, variables: { after: make(cursors) } }, transport);
      return [what, outcomeOf(reply, new Map())] as const;
    });
    return Object.fromEntries(await Promise.all(outcomes));
  }
  const expectedOf = ({ forgeries, code: usual = 'INVALID_CURSOR' }: List) =>
    Object.fromEntries(forgeries.map(([what, , code = usual]) => [what, code]));

  describe.each(lists)('a forged cursor of $what', (list) => {
    it.each(transportNames)('is refused over %s', async (transport) => {
      expect(await outcomesOf(list.query, list.forgeries, transport)).toEqual(expectedOf(list));
    });
  });

  describe.each(subscriptions)('a forged cursor of $what', (list) => {
    it.each(['SSE', 'WebSocket'] as const)('is refused over %s', async (transport) => {
      expect(await outcomesOf(list.query, list.forgeries, transport)).toEqual(expectedOf(list));
    });
  });
}
