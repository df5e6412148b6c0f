import { describe, expect, it } from 'vitest';
import { InProcessLiveStream } from '../../../src/shared/infrastructure/live/InProcessLiveStream.ts';

describe('InProcessLiveStream', () => {
  it('carries messages to those who listen on the channel, to each its own copy', async () => {
    const stream = new InProcessLiveStream();
    const heard: unknown[][] = [[], [], []];
    await stream.subscribe(
      'feeds',
      (message) => heard[0]?.push(message),
      () => {},
    );
    const second = await stream.subscribe(
      'feeds',
      (message) => heard[1]?.push(message),
      () => {},
    );
    await stream.subscribe(
      'notifications',
      (message) => heard[2]?.push(message),
      () => {},
    );
    const message = { n: 1, left: undefined };
    await stream.publish('feeds', message);
    await second[Symbol.asyncDispose]();
    await stream.publish('feeds', { n: 2 });
    expect(heard).toEqual([[{ n: 1 }, { n: 2 }], [{ n: 1 }], []]);
    expect(heard[0]?.[0]).not.toBe(heard[1]?.[0]);
  });

  it('says at the beginning that messages before it were missed', async () => {
    let interruptions = 0;
    await new InProcessLiveStream().subscribe(
      'feeds',
      () => {},
      () => {
        interruptions += 1;
      },
    );
    expect(interruptions).toBe(1);
  });
});
