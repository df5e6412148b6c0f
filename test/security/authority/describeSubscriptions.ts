import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplesOf } from '../../shared/metrics/scrape.ts';
import { query } from '../../support/databaseServer.ts';
import { eventually } from '../../support/eventually.ts';
import { type Stream, streamNames, streams } from '../streams.ts';
import { type Actor, actorNames } from './actors.ts';
import { preparePlot, storyOf } from './plot.ts';
import { type SubscriptionRow, subscriptionRows } from './subscriptionRows.ts';
import { secret, type World } from './world.ts';

interface Cell {
  readonly row: SubscriptionRow;
  readonly actor: Actor;
  readonly name: string;
  readonly stream: Stream;
}

const outside = new Set(['EXPIRED', 'UNAUTHENTICATED']);
const isOpen = ({ row, actor }: Pick<Cell, 'row' | 'actor'>): boolean => !outside.has(row.outcomes[actor]);

/** @param worldOf which is there when tests run. */
export function describeSubscriptions(worldOf: () => World): void {
  describe('Subscription', () => {
    const cells: Cell[] = [];
    beforeAll(async () => {
      const world = worldOf();
      const plot = await preparePlot(world);
      // What has no position yet would come to whoever subscribes now.
      await eventually(async () => expect(await withoutPosition(world.databaseUrl)).toEqual([]));
      for (const row of subscriptionRows) {
        const opening = actorNames.flatMap((actor) =>
          streamNames.map(async (transport): Promise<Cell> => {
            const { url } = world;
            const { query, variables } = row;
            const authorization = world.authorizationOf(actor);
            const stream = await streams[transport]({ url, query, variables: variables?.(plot.ids), authorization });
            return { row, actor, name: `${actor} over ${transport}`, stream };
          }),
        );
        cells.push(...(await Promise.all(opening)));
      }
      await eventually(async () => expect(await subscribers(world.url)).toBe(cells.filter(isOpen).length));
      await plot.play();
      // The marker comes last: who has it has all that comes to them.
      const global = cells.filter(({ row, actor }) => row.what === 'GLOBAL' && isOpen({ row, actor }));
      for (const { stream } of global) await eventually(() => expect(storyOf(stream)).toMatch(/marker$/));
    });
    afterAll(async () => {
      await Promise.all(cells.map(({ stream }) => stream[Symbol.asyncDispose]()));
    });

    describe.each(subscriptionRows)('$field, $what', (row) => {
      const ofRow = () => cells.filter((cell) => cell.row === row);

      it('brings everybody what is theirs', async () => {
        const expected = Object.fromEntries(ofRow().map(({ name, actor }) => [name, row.outcomes[actor]]));
        await eventually(() =>
          expect(Object.fromEntries(ofRow().map(({ name, stream }) => [name, told(row, stream)]))).toEqual(expected),
        );
      });

      it('tells nobody else of what is for members alone', () => {
        for (const { actor, stream } of ofRow()) {
          if (actor !== 'owner' && actor !== 'collaborator') expect(stream.raw.join('\n')).not.toContain(secret);
        }
      });
    });
  });
}

const withoutPosition = (databaseUrl: string): Promise<unknown[]> =>
  query(databaseUrl, 'SELECT "id" FROM "feed_changes" WHERE "position" IS NULL');

async function subscribers(url: string): Promise<number> {
  const samples = samplesOf(await (await fetch(new URL('/metrics', url))).text());
  return Object.entries(samples)
    .filter(([name]) => name.startsWith('commonplace_live_subscribers'))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** Who is told of what first is nobody's promise among notifications: handlers run side by side. */
const told = ({ field }: SubscriptionRow, stream: Stream): string =>
  field === 'feedChanged' ? storyOf(stream) : [...new Set(storyOf(stream).split(', '))].toSorted().join(', ');
