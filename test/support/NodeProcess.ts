import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { compileCache } from './compileCache.ts';
import { eventually } from './eventually.ts';

const logLine = z.record(z.string(), z.unknown());
type LogLine = z.infer<typeof logLine>;

/** How a process ended, and what it said. */
export interface ProcessEnd {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of this project under test. Sees no variables but those it is given. Disposing kills it, if it still runs. */
export class NodeProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #stdout = '';
  #stderr = '';

  private constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, args, {
      env: { NODE_COMPILE_CACHE: compileCache, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#ended = once(this.#child, 'close');
  }

  /** Runs Node with these arguments: a file of the project, and what it takes. */
  static start(args: readonly string[], env: Readonly<Record<string, string>> = {}): NodeProcess {
    return new NodeProcess(args, env);
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** What it has written to its standard output and error so far. */
  get written(): { readonly stdout: string; readonly stderr: string } {
    return { stdout: this.#stdout, stderr: this.#stderr };
  }

  /** The lines of its log so far. */
  get log(): readonly LogLine[] {
    const lines = this.#stdout.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
    return lines.map((line) => logLine.parse(JSON.parse(line)));
  }

  /** The messages of its log so far. */
  get messages(): readonly unknown[] {
    return this.log.map(({ msg }) => msg);
  }

  /** Waits for a line of its log, 20 s at most; rejects at once if the process ends before. */
  async logged(message: string): Promise<LogLine> {
    const find = (): LogLine | undefined => this.log.find(({ msg }) => msg === message);
    await eventually(() => find() !== undefined || this.hasEnded, { withinMs: 20_000 });
    const line = find();
    if (line) return line;
    throw new Error(`it ended without saying "${message}":\n${this.#stdout}${this.#stderr}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for its end. */
  async end(): Promise<ProcessEnd> {
    await this.#ended;
    return { code: this.#child.exitCode, stdout: this.#stdout, stderr: this.#stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.hasEnded) this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
