import { setTimeout as delay } from 'node:timers/promises';
import { withTimeout } from '../../../src/shared/infrastructure/withTimeout.ts';
import { ApiClient } from '../../support/ApiClient.ts';
import { AddUrl, Follow, Viewer } from '../../support/client.operations.ts';
import { eventually } from '../../support/eventually.ts';
import { type BenchCluster, startBenchCluster } from '../support/benchCluster.ts';
import { Follower } from '../support/Follower.ts';
import { KeepAliveClient } from '../support/KeepAliveClient.ts';
import { type Figures, unprepared } from '../support/Part.ts';
import { percentilesOf } from '../support/percentiles.ts';

const warmUpRuns = 50;
const runs = 200;
/** Between two runs: whatever the last one left to do is done by then. */
const idleMs = 20;
const giveUpMs = 5_000;

interface Run {
  readonly mutation: number;
  readonly feed: number;
  readonly notification: number;
}

/**
 * How long a card takes that is saved on instance 1 until it reaches a follower who is connected to instance 2, with a worker in a process of its
 * own for notifications. One after the other, on instances that do nothing else.
 * Times count from the answer of the mutation: delivery may come before it, and then they are negative.
 */
export const delivery = unprepared('delivery', () => ({ 'from one instance to another': measure }));

async function measure(): Promise<Figures> {
  await using cluster = await startBenchCluster();
  const { ada, bob } = await introduce(cluster);
  using author = new KeepAliveClient(cluster.one.url, ada);
  await using follower = new Follower(cluster.two.url, bob);
  const run = runner(author, follower);

  await eventually(run, { withinMs: 20_000 }); // the subscriptions have begun when the first save arrives
  await repeat(warmUpRuns, run);
  const measured = await repeat(runs, run);
  const toFeed = percentilesOf(measured.map(({ mutation, feed }) => feed - mutation));
  const toNotification = percentilesOf(measured.map(({ mutation, notification }) => notification - mutation));
  return {
    'delivery feed p50': toFeed.p50,
    'delivery feed p99': toFeed.p99,
    'delivery notification p50': toNotification.p50,
    'delivery notification p99': toNotification.p99,
  };
}

/** Bob follows Ada. Returns their tokens. */
async function introduce(cluster: BenchCluster): Promise<{ readonly ada: string; readonly bob: string }> {
  const [ada, bob] = await Promise.all([cluster.tokenOf('did:plc:ada'), cluster.tokenOf('did:plc:bob')]);
  await using adasClient = new ApiClient(cluster.one.url, ada);
  await using bobsClient = new ApiClient(cluster.two.url, bob);
  await adasClient.send(Viewer, {});
  await bobsClient.send(Follow, { curatorId: 'did:plc:ada' });
  return { ada, bob };
}

/** Times since the request was sent. */
function runner(author: KeepAliveClient, follower: Follower): () => Promise<Run> {
  let saved = 0;
  return async () => {
    const url = `https://example.org/bench/${(saved += 1)}`;
    const arrivals = Promise.all([follower.arrival('feed', url), follower.arrival('notifications', url)]);
    const sentAt = performance.now();
    const answeredAt = await author.mutate(AddUrl, { url }, 'AddUrlToLibraryPayload');
    const [feedAt, notifiedAt] = await withTimeout(giveUpMs, 'the delivery', arrivals);
    return { mutation: answeredAt - sentAt, feed: feedAt - sentAt, notification: notifiedAt - sentAt };
  };
}

async function repeat(times: number, run: () => Promise<Run>): Promise<Run[]> {
  const done: Run[] = [];
  while (done.length < times) {
    done.push(await run());
    await delay(idleMs);
  }
  return done;
}
