import { closeSync, openSync, writeSync } from 'node:fs';

/** What somebody asks for. `subject`: the address that is saved or removed, or the DID that is followed or no longer followed. */
export interface Intent {
  readonly actor: string;
  readonly action: 'save' | 'remove' | 'follow' | 'unfollow';
  readonly subject: string;
}

/** `unknown`: there was no answer, or one that leaves open whether it happened. It may have happened once, now or later. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

export interface LedgerEntry extends Intent {
  readonly id: number;
  readonly askedAt: number;
  readonly outcome: Outcome;
  /** Of a refusal or of an error; undefined when there was no answer at all. */
  readonly code: string | undefined;
  readonly tookMs: number;
}

/** What was asked for, written before each call, and what came of it, written after. Only ever appended to, and kept in a file. */
export class Ledger implements Disposable {
  readonly #file: number;
  readonly #settled: LedgerEntry[] = [];
  readonly #open = new Map<number, Intent & { readonly askedAt: number }>();
  #asked = 0;

  /** @param file is replaced. */
  constructor(file: string) {
    this.#file = openSync(file, 'w');
  }

  /** In the order in which their outcomes were learnt, which for one actor is that in which they were asked for. */
  get entries(): readonly LedgerEntry[] {
    return this.#settled;
  }

  get asked(): number {
    return this.#asked;
  }

  /** To be called before the call. */
  intend(intent: Intent): number {
    const id = (this.#asked += 1);
    const opened = { ...intent, askedAt: Date.now() };
    this.#open.set(id, opened);
    this.#append({ id, ...opened });
    return id;
  }

  /** To be called after the call, once. */
  settle(id: number, outcome: Outcome, code?: string): void {
    const opened = this.#open.get(id);
    if (!opened) throw new Error(`mutation ${id} is not open`);
    this.#open.delete(id);
    const entry: LedgerEntry = { id, ...opened, outcome, code, tookMs: Date.now() - opened.askedAt };
    this.#settled.push(entry);
    this.#append({ id, outcome, code, tookMs: entry.tookMs });
  }

  #append(line: object): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
