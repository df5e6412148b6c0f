import { beforeEach, describe, expect, it } from 'vitest';
import { ClientMessages } from '../../../src/graphql/sockets/ClientMessages.ts';
import { settle } from '../../support/live/settle.ts';

let received: string[];
let closings: number[];
let ended: string[];
let running: PromiseWithResolvers<void>[];
let messages: ClientMessages;

beforeEach(() => {
  received = [];
  closings = [];
  ended = [];
  running = [];
  messages = new ClientMessages({
    receive: async (data) => {
      received.push(data);
      if (!data.includes('subscribe')) return;
      const operation = Promise.withResolvers<void>();
      running.push(operation);
      await operation.promise;
    },
    close: (code) => closings.push(code),
    ended: (id) => ended.push(id),
  });
});

const send = (text: string): void => void messages.handle(text).catch(() => {});
const operation = (n: number, id = '1'): string =>
  JSON.stringify({ type: 'subscribe', id, payload: { query: `{ n${n} }` } });
const complete = JSON.stringify({ type: 'complete', id: '1' });

async function end(nth: number): Promise<void> {
  running[nth]?.resolve();
  await settle();
}

describe('the messages of a client', () => {
  it('are handed on at once, in whatever form', () => {
    const texts = [
      operation(1),
      operation(2, '2'),
      complete,
      '{"type":',
      '42',
      'null',
      '{"type":"ping"}',
      '{"id":"3"}',
    ];
    texts.forEach(send);
    expect(received).toEqual(texts);
  });

  it('keep an operation back until the one that had its id has ended', async () => {
    [operation(1), complete, operation(2)].forEach(send);
    expect(received).toEqual([operation(1), complete]);
    await end(0);
    expect(received).toEqual([operation(1), complete, operation(2)]);
    send(complete);
    send(operation(3));
    await end(1);
    expect(received.slice(3)).toEqual([complete, operation(3)]);
  });

  it('never begin what is completed while it waits', async () => {
    [operation(1), complete, operation(2), complete, operation(3), complete].forEach(send);
    await end(0);
    expect(received).toEqual([operation(1), complete]);
    send(operation(4));
    expect(received.at(-1)).toBe(operation(4));
  });

  it('close the socket for a second operation that waits under one id', () => {
    [operation(1), complete, operation(2), operation(3)].forEach(send);
    expect(closings).toEqual([4409]);
  });

  it('leave it to graphql-ws to refuse an id in use', () => {
    [operation(1), operation(2)].forEach(send);
    expect(received).toEqual([operation(1), operation(2)]);
  });

  it.each(['next', 'error', 'connection_ack'])('close the socket when they are of type %s', (type) => {
    send(JSON.stringify({ type, id: '1', payload: {} }));
    expect([received, closings]).toEqual([[], [4400]]);
  });

  it('fail as graphql-ws does, and begin nothing after that', async () => {
    const handled = messages.handle(operation(1));
    [complete, operation(2)].forEach(send);
    running[0]?.reject(new Error('a bug'));
    await expect(handled).rejects.toThrow('a bug');
    expect(received).toEqual([operation(1), complete]);
  });
});
