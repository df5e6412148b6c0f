import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { Heartbeat } from '../../../src/graphql/sockets/Heartbeat.ts';
import { SocketConnection } from '../../../src/graphql/sockets/SocketConnection.ts';
import { WriteTick } from '../../../src/graphql/sockets/WriteTick.ts';
import { quietLog } from '../../support/live/quietLog.ts';

/** A SocketConnection and the client at its other end, over a real socket. */
export async function socketPair() {
  await using opened = new AsyncDisposableStack();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  opened.defer(async () => {
    for (const socket of server.clients) socket.terminate();
    server.close();
    await once(server, 'close');
  });
  const accepted = new Promise<{ socket: WebSocket; transport: Duplex }>((resolve) => {
    server.on('connection', (socket, { socket: transport }) => resolve({ socket, transport }));
  });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('unreachable: it listens on a port');
  const client = new WebSocket(`ws://127.0.0.1:${address.port}`);
  const received: string[] = [];
  const errors: unknown[] = [];
  client.on('message', (data: Buffer) => received.push(data.toString()));
  client.on('error', (error) => errors.push(error));
  const closed = new Promise<number>((resolve) => client.once('close', resolve));
  const { socket, transport } = await accepted;
  const connection = new SocketConnection({
    socket,
    transport,
    tick: new WriteTick(),
    heartbeat: new Heartbeat(60_000),
    address: '127.0.0.1',
    logger: quietLog,
  });
  connection.onClose(async () => {});
  if (client.readyState !== WebSocket.OPEN) await once(client, 'open');
  const running = opened.move();
  return {
    connection,
    socket,
    client,
    /** The texts that the client was sent. */
    received,
    /** What the client's WebSocket found wrong. */
    errors,
    /** The code with which the client's socket has ended. */
    closed,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
