/**
 * How long a card takes that is saved on instance 1 until it reaches a follower who is connected to instance 2, beside the time of
 * the mutation itself. Delivery may come before the answer: then it is negative. Run it on an idle machine: npm run bench:delivery
 */
import { setTimeout as delay } from 'node:timers/promises';
import { withTimeout } from '../../src/shared/infrastructure/withTimeout.ts';
import { ApiClient } from '../support/ApiClient.ts';
import { AddUrl, Follow, Viewer } from '../support/client.operations.ts';
import { eventually } from '../support/eventually.ts';
import { type BenchCluster, startBenchCluster } from './support/benchCluster.ts';
import { Follower } from './support/Follower.ts';
import { figuresOf, formatFigures, keepFigures } from './support/figures.ts';
import { KeepAliveClient } from './support/KeepAliveClient.ts';
import { describeMachine } from './support/machine.ts';

const warmUpRuns = 50;
const runs = 200;
/** Between two runs: whatever the last one left to do is done by then. */
const idleMs = 20;
const giveUpMs = 5_000;
const aim = { p50: 10, p99: 40 };

interface Run {
  readonly mutation: number;
  readonly feed: number;
  readonly notification: number;
}

async function main(): Promise<void> {
  const machine = describeMachine(undefined);
  await using cluster = await startBenchCluster();
  const { ada, bob } = await introduce(cluster);
  using author = new KeepAliveClient(cluster.one.url, ada);
  await using follower = new Follower(cluster.two.url, bob);
  const run = runner(author, follower);

  await eventually(run, { withinMs: 20_000 }); // the subscriptions have begun when the first save arrives
  await repeat(warmUpRuns, run);
  const measured = inColumns(await repeat(runs, run));

  const title = `A card saved on one instance, seen on another: one subscriber, ${runs} runs after ${warmUpRuns} of warm-up`;
  const figures = figuresOf({ title, machine, measured });
  const file = await keepFigures('delivery', figures, measured);
  process.stdout.write(`\n${formatFigures(figures)}\n${verdict(figures.results)}\n${file}\n`);
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

const afterTheAnswer = 'delivery, after the answer';

const inColumns = (done: readonly Run[]) => ({
  'mutation, request to answer': done.map(({ mutation }) => mutation),
  [afterTheAnswer]: done.map(({ mutation, feed }) => feed - mutation),
  'delivery, since the request': done.map(({ feed }) => feed),
  'notification, after the answer': done.map(({ mutation, notification }) => notification - mutation),
  'notification, since the request': done.map(({ notification }) => notification),
});

function verdict(results: ReturnType<typeof figuresOf>['results']): string {
  const { p50 = Number.NaN, p99 = Number.NaN } = results[afterTheAnswer] ?? {};
  const isMet = p50 < aim.p50 && p99 < aim.p99;
  return `${afterTheAnswer}: the aim of p50 < ${aim.p50} ms and p99 < ${aim.p99} ms is ${isMet ? 'met' : 'missed'}`;
}

await main();
