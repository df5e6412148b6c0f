import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Heartbeat } from '../../../src/graphql/sockets/Heartbeat.ts';
import { SocketConnection } from '../../../src/graphql/sockets/SocketConnection.ts';
import { WriteTick } from '../../../src/graphql/sockets/WriteTick.ts';
import { eventually } from '../../support/eventually.ts';
import { recordingLog } from '../../support/log.ts';
import { socketPair } from './socketPair.ts';

let server: WebSocketServer;
let pingMs: number;
/** The most bytes that waited in the server for a client. */
let waiting: number;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  waiting = 0;
  pingMs = 50;
  server.on('connection', (socket, { socket: transport }) => {
    const connection = new SocketConnection({
      socket,
      transport,
      tick: new WriteTick(),
      heartbeat: new Heartbeat(pingMs),
      address: '127.0.0.1',
      logger: recordingLog(),
    });
    connection.onClose(async () => {});
    connection.onMessage(async (data) => {
      const sent = connection.send(data);
      waiting = Math.max(waiting, transport.writableLength);
      await sent;
    });
  });
  await once(server, 'listening');
});
afterEach(async () => {
  for (const socket of server.clients) socket.terminate();
  server.close();
  await once(server, 'close');
});

function connect(options: WebSocket.ClientOptions): WebSocket {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('unreachable: it listens on a port');
  return new WebSocket(`ws://127.0.0.1:${address.port}`, options);
}

const megabyte = 1024 * 1024;
const filler = 'x'.repeat(60_000);

describe('a socket', () => {
  it('is closed with 1013 when its client does not answer', async () => {
    const client = connect({ autoPong: false });
    const [code] = await once(client, 'close');
    expect(code).toBe(1013);
  });

  it('is cut off when its client does not even take that', async () => {
    const client = connect({ autoPong: false });
    await once(client, 'open');
    client.pause();
    await eventually(() => server.clients.size === 0);
    client.terminate();
  });

  it('stays open while its client answers', async () => {
    const client = connect({});
    let pings = 0;
    client.on('ping', () => {
      pings += 1;
    });
    await eventually(() => pings >= 5);
    expect(client.readyState).toBe(WebSocket.OPEN);
    client.terminate();
  });

  it('is not listened to while its client does not read the answers, and goes on when it does', async () => {
    pingMs = 60_000;
    const client = connect({});
    await once(client, 'open');
    const asked = 400;
    let answers = 0;
    client.on('message', () => {
      answers += 1;
    });
    client.pause();
    for (let n = 0; n < asked; n += 1) client.send(JSON.stringify({ type: 'ping', payload: { n, filler } }));
    await eventually(() => waiting > megabyte);
    client.resume();
    await eventually(() => answers === asked);
    expect(waiting).toBeLessThan(megabyte + 4 * filler.length);
    client.terminate();
  });
});

describe('a socket that is being closed', () => {
  it.each([
    ['4403', (connection: SocketConnection) => connection.forbid('the token has expired')],
    ['4408', (connection: SocketConnection) => connection.evict()],
    ['1013', (connection: SocketConnection) => connection.tryAgainLater()],
  ])('with %s listens no more, though its client does not answer', async (_, end) => {
    await using pair = await socketPair();
    const heard: string[] = [];
    pair.connection.onMessage(async (data) => void heard.push(data));
    pair.client.send('before');
    await eventually(() => expect(heard).toEqual(['before']));
    pair.client.pause(); // it neither reads the closing nor answers it
    end(pair.connection);
    const arrived = once(pair.socket, 'message');
    pair.client.send('after');
    await arrived;
    expect(heard).toEqual(['before']);
    pair.client.terminate();
  });
});
