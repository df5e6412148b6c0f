import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { connect } from 'node:net';
import { z } from 'zod';
import { choosePort } from '../../../src/embedded/ports.ts';
import { withTimeout } from '../../../src/shared/infrastructure/withTimeout.ts';
import { eventually } from '../../support/eventually.ts';
import { pinned } from './cores.ts';
import { cpuSeconds } from './processUsage.ts';

const preload = new URL('preload.ts', import.meta.url).href;
const memory = z.object({ rss: z.number(), used: z.number() });

/** In bytes, after a garbage collection. */
export interface Memory {
  /** What the system has given the process. */
  readonly rss: number;
  /** What its objects and buffers take of it. */
  readonly used: number;
}

export interface MeasuredProcessOptions {
  /** A file of TypeScript or JavaScript. */
  readonly program: string;
  /** All it sees, beside PATH and PORT. */
  readonly env: Readonly<Record<string, string>>;
  /** Where it runs; undefined: anywhere. */
  readonly cores: string | undefined;
  /** Where its output goes. */
  readonly logFile: string;
}

/** A process whose use of the machine is measured from outside. Ends with its parent. */
export class MeasuredProcess implements AsyncDisposable {
  readonly pid: number;
  /** Such as `http://127.0.0.1:20123`. */
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess, exited: Promise<unknown>, port: number) {
    if (child.pid === undefined) throw new Error('unreachable: it listens');
    this.#child = child;
    this.#exited = exited;
    this.pid = child.pid;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Resolves when it listens at its PORT. Rejects when it ends before, or takes longer than 30 s. */
  static async start({ program, env, cores, logFile }: MeasuredProcessOptions): Promise<MeasuredProcess> {
    const port = await choosePort(undefined);
    const [command = '', ...args] = pinned(cores, [process.execPath, '--import', preload, program]);
    const log = await open(logFile, 'w');
    const child = spawn(command, args, {
      env: { PATH: process.env.PATH, PORT: String(port), ...env },
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    });
    await log.close();
    const exited = once(child, 'exit');
    const failed = exited.then(() => Promise.reject(new Error(`${program} ended at its start: see ${logFile}`)));
    await Promise.race([eventually(() => isListening(port), { withinMs: 30_000, everyMs: 20 }), failed]);
    return new MeasuredProcess(child, exited, port);
  }

  /** Used so far. */
  cpuSeconds(): Promise<number> {
    return cpuSeconds(this.pid);
  }

  async memory(): Promise<Memory> {
    const heard = once(this.#child, 'message');
    this.#child.send('measure memory');
    const [answer] = await withTimeout(30_000, 'collecting garbage', heard);
    return memory.parse(answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
