import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedisLiveStream } from '../../../src/shared/infrastructure/live/RedisLiveStream.ts';
import { eventually } from '../../support/eventually.ts';
import { quietLog } from '../../support/live/quietLog.ts';
import { OwnRedis } from '../../support/OwnRedis.ts';
import { TcpProxy } from '../../support/TcpProxy.ts';

let redis: OwnRedis;
let opened: AsyncDisposableStack;
/** How a command is refused while there is no connection, or when it breaks. */
const away = /writeable|closed|max retries/i;
const unhandled = vi.fn<(reason: unknown) => void>();

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  redis = opened.use(await OwnRedis.prepare());
  unhandled.mockClear();
  process.on('unhandledRejection', unhandled);
});
afterEach(async () => {
  redis.thaw();
  await opened.disposeAsync();
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

const connect = ({ url = redis.url, prefix = 'test:' } = {}) =>
  opened.use(new RedisLiveStream({ url, prefix, logger: quietLog }));

async function listenOn(stream: RedisLiveStream, channel = 'feeds') {
  const heard: unknown[] = [];
  const interrupted = vi.fn<() => void>();
  const listening = await stream.subscribe(channel, (message) => heard.push(message), interrupted);
  return { heard, interrupted, listening };
}

/** Publishes until it is taken: for when Redis has come back and the connection may not have. */
const publishWhenPossible = (stream: RedisLiveStream, message: unknown) =>
  eventually(() => stream.publish('feeds', message));

async function millisecondsOf(work: Promise<unknown>): Promise<number> {
  const begunAt = performance.now();
  await Promise.allSettled([work]);
  return performance.now() - begunAt;
}

describe('RedisLiveStream', () => {
  it('carries messages to every instance that listens on the channel, once each', async () => {
    await redis.start();
    const [here, there] = [await listenOn(connect()), await listenOn(connect())];
    const other = await listenOn(connect(), 'notifications');
    await eventually(() => {
      for (const { interrupted } of [here, there, other]) expect(interrupted).toHaveBeenCalledTimes(1);
    });
    await publishWhenPossible(connect(), { n: 1 });
    await eventually(() => expect([here.heard, there.heard]).toEqual([[{ n: 1 }], [{ n: 1 }]]));
    expect(other.heard).toEqual([]);
  });

  it('keeps to its prefix', async () => {
    await redis.start();
    const stranger = await listenOn(connect({ prefix: 'other:' }));
    const { heard, interrupted } = await listenOn(connect());
    await eventually(() => expect([interrupted.mock.calls, stranger.interrupted.mock.calls]).toEqual([[[]], [[]]]));
    await publishWhenPossible(connect(), 'ours');
    await eventually(() => expect(heard).toEqual(['ours']));
    expect(stranger.heard).toEqual([]);
  });

  it('serves several listeners with one subscription, and none that has gone', async () => {
    await redis.start();
    const stream = connect();
    const first = await listenOn(stream);
    await eventually(() => expect(first.interrupted).toHaveBeenCalledTimes(1));
    const second = await listenOn(stream);
    expect(second.interrupted).toHaveBeenCalledTimes(1);
    await publishWhenPossible(stream, 1);
    await eventually(() => expect([first.heard, second.heard]).toEqual([[1], [1]]));
    await first.listening[Symbol.asyncDispose]();
    await stream.publish('feeds', 2);
    await eventually(() => expect(second.heard).toEqual([1, 2]));
    expect(first.heard).toEqual([1]);
    expect(await redis.ask((client) => client.pubsub('NUMSUB', 'test:feeds'))).toEqual(['test:feeds', 1]);
  });

  it('subscribes when Redis comes, if it is not there at the start', async () => {
    const stream = connect();
    expect(await millisecondsOf(stream.publish('feeds', 'lost'))).toBeLessThan(200);
    await expect(stream.publish('feeds', 'lost')).rejects.toThrow(away);
    const { heard, interrupted } = await listenOn(stream);
    await redis.start();
    await eventually(() => expect(interrupted).toHaveBeenCalledTimes(1));
    await publishWhenPossible(stream, 'heard');
    await eventually(() => expect(heard).toEqual(['heard']));
  });

  it('subscribes again after Redis was killed, and says that it was interrupted', async () => {
    await redis.start();
    const stream = connect();
    const { heard, interrupted } = await listenOn(stream);
    for (let times = 1; times <= 3; times += 1) {
      await eventually(() => expect(interrupted).toHaveBeenCalledTimes(times));
      await publishWhenPossible(stream, times);
      await eventually(() => expect(heard.at(-1)).toBe(times));
      await redis.kill();
      await expect(stream.publish('feeds', 'lost')).rejects.toThrow(away);
      await redis.start();
    }
  });

  it('subscribes again after connections were killed in a loop', async () => {
    await redis.start();
    const stream = connect();
    const { heard } = await listenOn(stream);
    for (let times = 0; times < 30; times += 1) {
      await redis.ask((client) => client.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
      await redis.ask((client) => client.call('CLIENT', 'KILL', 'TYPE', 'normal'));
    }
    await eventually(async () => {
      await stream.publish('feeds', 'heard');
      expect(heard).toContain('heard');
    });
  });

  it('rejects within a second what a frozen Redis does not take, and carries on after it', async () => {
    await redis.start();
    const stream = connect();
    const { heard, interrupted } = await listenOn(stream);
    await eventually(() => expect(interrupted).toHaveBeenCalledTimes(1));
    await publishWhenPossible(stream, 'before');
    redis.freeze();
    expect(await millisecondsOf(stream.publish('feeds', 'late'))).toBeLessThan(1_500);
    await expect(stream.publish('feeds', 'late')).rejects.toThrow(/timed out|writeable/);
    redis.thaw();
    await publishWhenPossible(stream, 'after');
    await eventually(() => expect(heard.at(-1)).toBe('after'));
  });

  it('finds within 5 s that the network was cut though nobody closed the connection', async () => {
    await redis.start();
    const network = opened.use(await TcpProxy.to(redis.port));
    const { heard, interrupted } = await listenOn(connect({ url: `redis://127.0.0.1:${network.port}` }));
    await eventually(() => expect(interrupted).toHaveBeenCalledTimes(1));
    network.cut();
    await publishWhenPossible(connect(), 'lost');
    network.mend();
    await eventually(() => expect(interrupted).toHaveBeenCalledTimes(2));
    await publishWhenPossible(connect(), 'heard');
    await eventually(() => expect(heard).toEqual(['heard']));
  });

  it.each(['from the start', 'when it is renewed'])(
    'goes on trying when the subscription is refused %s',
    async (when) => {
      await redis.start();
      const refuse = () => redis.ask((client) => client.acl('SETUSER', 'default', 'resetchannels'));
      if (when === 'from the start') await refuse();
      const { interrupted } = await listenOn(connect());
      if (when === 'when it is renewed') {
        await eventually(() => expect(interrupted).toHaveBeenCalledTimes(1));
        await refuse(); // Redis closes the connections of those who are subscribed
      }
      await eventually(async () => {
        const stats = await redis.ask((client) => client.info('commandstats'));
        expect(stats).toMatch(/cmdstat_subscribe:.*rejected_calls=[1-9]/);
      });
      interrupted.mockClear();
      await redis.ask((client) => client.acl('SETUSER', 'default', 'allchannels'));
      await eventually(() => expect(interrupted).toHaveBeenCalledTimes(1));
    },
  );

  it('hands on what is no JSON as it is, and survives a listener that fails', async () => {
    await redis.start();
    const stream = connect();
    await stream.subscribe(
      'feeds',
      () => expect.unreachable(),
      () => {},
    );
    const { heard, interrupted } = await listenOn(stream);
    await eventually(() => expect(interrupted).toHaveBeenCalled());
    await redis.ask((client) => client.publish('test:feeds', '{"half'));
    await eventually(() => expect(heard).toEqual(['{"half']));
  });

  it.each(['answers', 'is frozen', 'is away'])('ends in bounded time while Redis %s', async (state) => {
    if (state !== 'is away') await redis.start();
    const stream = connect();
    const { interrupted } = await listenOn(stream);
    if (state !== 'is away') await eventually(() => expect(interrupted).toHaveBeenCalled());
    if (state === 'is frozen') redis.freeze();
    const publishing = Promise.allSettled([stream.publish('feeds', 'lost')]);
    expect(await millisecondsOf(stream[Symbol.asyncDispose]())).toBeLessThan(1_500);
    await publishing;
  });
});
