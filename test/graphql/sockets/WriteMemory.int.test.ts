import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WriteMemory } from '../../../src/graphql/sockets/WriteMemory.ts';
import { eventually } from '../../support/eventually.ts';
import { HeldTransport } from './HeldTransport.ts';

let memory: WriteMemory;
let opened: AsyncDisposableStack;

beforeEach(() => {
  memory = new WriteMemory();
  opened = new AsyncDisposableStack();
});

afterEach(() => opened.disposeAsync());

/** A socket to write to, and what has arrived of it at the other end. */
async function tcpPair() {
  const server = createServer();
  opened.defer(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('unreachable: it listens on a port');
  const client = connect(address.port, '127.0.0.1');
  const [socket]: Socket[] = await once(server, 'connection');
  if (!socket) throw new Error('unreachable: there is a connection');
  opened.defer(() => void client.destroy());
  opened.defer(() => void socket.destroy());
  const chunks: Buffer[] = [];
  client.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { socket, client, received: () => Buffer.concat(chunks).toString('latin1') };
}

function write(socket: Socket | HeldTransport, text: string): ArrayBufferLike {
  const taken = memory.take(socket, text.length);
  taken.write(text, 'latin1');
  memory.write(socket, taken);
  return taken.buffer;
}

describe('what is written to sockets', () => {
  it('is put together in the same memory, one write after the other', async () => {
    const [one, other] = [await tcpPair(), await tcpPair()];
    const used = [write(one.socket, 'first'), write(other.socket, 'second'), write(one.socket, 'third')];
    expect(new Set(used).size).toBe(1);
    await eventually(() => expect([one.received(), other.received()]).toEqual(['firstthird', 'second']));
  });

  it('arrives as it was, though a client has stopped reading in the middle of it', async () => {
    const [stalled, other] = [await tcpPair(), await tcpPair()];
    stalled.client.pause();
    const written: string[] = [];
    while (stalled.socket.writableLength === 0) {
      const text = String(written.length % 10).repeat([60_000, 400, 10_000][written.length % 3] ?? 0);
      write(stalled.socket, text);
      written.push(text);
    }
    const waiting = stalled.socket.writableLength;
    const held = 'held'.repeat(100);
    write(stalled.socket, held);
    for (const bytes of [400, 10_000, 60_000]) {
      for (let n = 0; n < 100; n += 1) write(other.socket, '#'.repeat(bytes));
    }
    expect(stalled.socket.writableLength).toBe(waiting + held.length);
    stalled.client.resume();
    const expected = written.join('') + held;
    await eventually(() => expect(stalled.received().length).toBe(expected.length));
    expect(stalled.received() === expected).toBe(true);
  });

  it('keeps little from being used again for a client that has stopped reading', async () => {
    const { socket, client } = await tcpPair();
    client.pause();
    while (socket.writableLength === 0) expect(write(socket, 'x'.repeat(4_000)).byteLength).toBe(4_096);
  });

  it('has memory of its own where it waits behind something, is long, or goes to what may keep it', async () => {
    const { socket } = await tcpPair();
    const shared = write(socket, 'short');
    const transport = new HeldTransport();
    expect(write(transport, 'one')).not.toBe(shared);
    expect(write(socket, 'x'.repeat(100_000))).not.toBe(shared);
    socket.cork();
    socket.write('something');
    expect(write(socket, 'behind it')).not.toBe(shared);
    expect(transport.chunks.map(String)).toEqual(['one']);
  });
});
