import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { refuseUpgrade } from '../../../src/graphql/sockets/refuseUpgrade.ts';

it('ends the connection, also of a client that keeps its half open', async () => {
  await using opened = new AsyncDisposableStack();
  // As Node's HTTP server has its connections.
  const server = createServer({ allowHalfOpen: true });
  opened.defer(async () => {
    server.close();
    await once(server, 'close');
  });
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('unreachable: it listens on a port');
  const client = connect({ port: address.port, host: '127.0.0.1', allowHalfOpen: true });
  opened.defer(() => void client.destroy());
  client.on('error', () => {}); // it may be reset: its half was open
  let answer = '';
  client.setEncoding('utf8').on('data', (text: string) => (answer += text));
  const socket = await accepted;
  const closed = once(socket, 'close');

  refuseUpgrade(socket, 429, 1);

  await closed;
  await expect
    .poll(() => answer)
    .toBe('HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 1\r\n\r\n');
});
