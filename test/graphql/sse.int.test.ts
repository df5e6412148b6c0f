import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CursorError } from '../../src/shared/application/live/CursorError.ts';
import { bearer, forgedBearer } from './fakeTokens.ts';
import { resultSchema } from './request.ts';
import { activity, curator } from './rows.ts';
import { startTestServer, type TestServer } from './testServer.ts';

const ada = 'did:plc:ada';
const changes =
  'subscription { feedChanged(feed: { global: true }) { ... on FeedItemAdded { cursor item { actor { handle } } } } }';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
  await curator(server.prisma, ada);
});
afterEach(() => server[Symbol.asyncDispose]());

async function subscribed(count = 1): Promise<void> {
  await expect.poll(() => server.liveFeed.open).toBe(count);
}

/** Opens an event stream; its events come one by one, undefined at its end. */
async function eventStream(query: string, authorization?: string) {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(authorization && { authorization }),
    },
    body: JSON.stringify({ query }),
  });
  if (!response.body) throw new Error('no body');
  const chunks = response.body.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  let text = '';
  const next = async (): Promise<unknown> => {
    const [, data] = /event: next\ndata: (.*)\n\n/.exec(text) ?? [];
    if (data) {
      text = text.replace(/event: next\ndata: .*\n\n/, '');
      return resultSchema.parse(JSON.parse(data));
    }
    const chunk = await chunks.next();
    if (chunk.done) return undefined;
    text += chunk.value;
    return next();
  };
  return { status: response.status, type: response.headers.get('content-type'), next, end: () => chunks.return?.() };
}

describe('an event stream', () => {
  it('brings changes as they come', async () => {
    const stream = await eventStream(changes, bearer(ada));
    expect([stream.status, stream.type]).toEqual([200, 'text/event-stream']);
    await subscribed();
    const { id } = await activity(server.prisma, { actorId: ada, seq: 1 });
    server.liveFeed.emit({ op: 'ADDED', cursor: 'c1', activityId: id });
    expect(await stream.next()).toEqual({
      data: { feedChanged: { cursor: 'c1', item: { actor: { handle: 'ada' } } } },
    });
    await stream.end();
    await subscribed(0);
  });

  it('masks what fails unexpectedly, and goes on with the next change', async () => {
    const stream = await eventStream(changes);
    await subscribed();
    const { id } = await activity(server.prisma, { actorId: ada, seq: 1 });
    server.liveFeed.emit({ op: 'ADDED', cursor: 'c1', activityId: 'no-uuid' });
    server.liveFeed.emit({ op: 'ADDED', cursor: 'c2', activityId: id });
    const failed = await stream.next();
    expect(failed).toMatchObject({ errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL' } }] });
    const errors = server.logged.filter(({ level }) => level === 'error');
    expect(errors.map(({ fields }) => fields)).toMatchObject([
      { requestId: resultSchema.parse(failed).errors?.[0]?.extensions.requestId },
    ]);
    expect(await stream.next()).toMatchObject({ data: { feedChanged: { cursor: 'c2' } } });
    await stream.end();
  });

  it('tells what is wrong with a cursor, and ends', async () => {
    const stream = await eventStream(changes);
    await subscribed();
    server.liveFeed.fail(new CursorError('CURSOR_EXPIRED'));
    expect(await stream.next()).toMatchObject({ errors: [{ extensions: { code: 'CURSOR_EXPIRED' } }] });
    expect(await stream.next()).toBeUndefined();
  });

  it('is refused with 401 for a forged token', async () => {
    expect((await eventStream(changes, forgedBearer)).status).toBe(401);
  });

  it('needs a token for what is the viewer’s own', async () => {
    const stream = await eventStream('subscription { notificationChanged { cursor } }');
    expect(await stream.next()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(server.liveNotifications.subscriptions).toEqual([]);
  });

  it('ends when its token expires', async () => {
    const stream = await eventStream(changes, bearer(ada, 300));
    await subscribed();
    await expect(stream.next()).rejects.toThrow('terminated');
    await subscribed(0);
  });

  it('ends when the server stops', async () => {
    const stream = await eventStream(changes);
    await subscribed();
    await server.stop();
    await expect(stream.next()).rejects.toThrow('terminated');
    await subscribed(0);
  });
});
