import { once } from 'node:events';
import type { Server } from 'node:http';
import { ConfigurationError } from '../ConfigurationError.ts';

/** Starts listening and returns the URL to reach the server by. Rejects with ConfigurationError where another setting helps. */
export async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<string> {
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (cause) {
    const advice = adviceFor(cause, host, port);
    throw advice ? new ConfigurationError(advice, { cause }) : cause;
  }
  return urlOf(server, host);
}

function adviceFor(error: unknown, host: string, port: number): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `EADDRINUSE: port ${port} is taken: set PORT`;
    case 'EACCES':
      return `EACCES: this user may not listen on port ${port}: set PORT, to 1024 or above`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${code}: this machine has no address ${host}: set HOST`;
    default:
      return undefined;
  }
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server does not listen on a port');
  const isAnyAddress = host === '0.0.0.0' || host === '::';
  const name = isAnyAddress ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${address.port}`;
}
