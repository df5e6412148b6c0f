import { once } from 'node:events';
import { createServer } from 'node:net';

/** A server of somebody else on a port of the loopback address, which greets and closes. */
export async function strangerOn(port: number): Promise<AsyncDisposable> {
  const server = createServer((socket) =>
    socket
      .on('error', () => socket.destroy())
      .resume()
      .end('hello\r\n'),
  );
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  return {
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}
