import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isErrno } from './errno.ts';
import { poll } from './poll.ts';

/**
 * Mutual exclusion between the processes of one machine. The lock is a listening local socket: the kernel lets go of it when
 * its process ends, however it ends, so there is no stale lock file and no process id that somebody else has got meanwhile.
 */
export class ProcessLock implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Takes the lock unless somebody holds it, this process included; then undefined. */
  static async tryAcquire(name: string): Promise<ProcessLock | undefined> {
    const address = addressOf(name);
    const server = (await listen(address)) ?? ((await removedStale(address)) ? await listen(address) : undefined);
    return server && new ProcessLock(server);
  }

  /** Runs `work` while holding the lock. Waits `timeoutMs` for it at most, then rejects with what `onTimeout` makes. */
  static async hold<T>(
    name: string,
    { timeoutMs, onTimeout }: { timeoutMs: number; onTimeout: () => Error },
    work: () => Promise<T>,
  ): Promise<T> {
    const lock = await poll(timeoutMs, () => ProcessLock.tryAcquire(name));
    if (!lock) throw onTimeout();
    try {
      return await work();
    } finally {
      await lock[Symbol.asyncDispose]();
    }
  }

  /** Whether anybody holds the lock at this moment. */
  static async isHeld(name: string): Promise<boolean> {
    const lock = await ProcessLock.tryAcquire(name);
    await lock?.[Symbol.asyncDispose]();
    return lock === undefined;
  }

  /** Lets go of the lock; a second call changes nothing. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** On Linux an abstract socket, which is no file at all; elsewhere a file in the temporary directory, with a short name. */
function addressOf(name: string): string {
  const id = `commonplace-${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
  return process.platform === 'linux' ? `\0${id}` : path.join(tmpdir(), `${id}.sock`);
}

async function listen(address: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen({ path: address, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    if (isErrno(error, 'EADDRINUSE')) return undefined;
    throw error;
  }
  server.unref(); // holding a lock is no reason for a process to stay
  return server;
}

/** Where sockets are files, a killed holder leaves one that nobody listens on. */
async function removedStale(address: string): Promise<boolean> {
  if (process.platform === 'linux') return false;
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return false;
  } catch (error) {
    if (!isErrno(error, 'ECONNREFUSED') && !isErrno(error, 'ENOENT')) throw error;
    await rm(address, { force: true });
    return true;
  } finally {
    socket.destroy();
  }
}
