import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { SocketConnection } from '../../../src/graphql/sockets/SocketConnection.ts';
import { WriteTick } from '../../../src/graphql/sockets/WriteTick.ts';
import { eventually } from '../../support/eventually.ts';
import { recordingLog } from '../../support/log.ts';

let server: WebSocketServer;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket, { socket: transport }) => {
    const tick = new WriteTick();
    const connection = new SocketConnection({ socket, transport, tick, logger: recordingLog(), pingMs: 50 });
    connection.onClose(async () => {});
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
});
