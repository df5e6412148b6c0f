import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { isErrno } from './errno.ts';

/** Below 32768, where systems take the ports of outgoing connections from. */
const lowestPort = 15_000;
const firstEphemeralPort = 32_768;
const attempts = 100;

/** Whether a server could listen on this port of the loopback address now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    if (isErrno(error, 'EADDRINUSE')) return false;
    throw error;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** The preferred port if it is free, otherwise a random free one from 15000 to 32767. */
export async function choosePort(preferred: number | undefined): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred))) return preferred;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = randomInt(lowestPort, firstEphemeralPort);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`found no free port between ${lowestPort} and ${firstEphemeralPort} in ${attempts} attempts`);
}
