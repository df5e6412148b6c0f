/** Something to close that may consist of several parts itself. */
type Closable = (AsyncDisposable | Disposable) & { readonly closing?: string | undefined };

interface OpenPart {
  readonly name: string;
  close(): PromiseLike<void> | void;
  closing(): string | undefined;
}

/** Closes what was opened, in reverse order, and knows by name what it is closing: for the message when that hangs. */
export class ClosingStack implements AsyncDisposable {
  #parts: OpenPart[] = [];
  #current: OpenPart | undefined;

  /** What is being closed at the moment, such as `the application: workers`. */
  get closing(): string | undefined {
    if (!this.#current) return undefined;
    const inner = this.#current.closing();
    return inner ? `${this.#current.name}: ${inner}` : this.#current.name;
  }

  use<T extends Closable>(name: string, part: T): T {
    this.#parts.push({
      name,
      close: () => (Symbol.asyncDispose in part ? part[Symbol.asyncDispose]() : part[Symbol.dispose]()),
      closing: () => part.closing,
    });
    return part;
  }

  defer(name: string, close: () => PromiseLike<void> | void): void {
    this.#parts.push({ name, close, closing: () => undefined });
  }

  /** Closes each part, also after one has failed; then rejects with what failed, naming it. A second call finds nothing left. */
  async [Symbol.asyncDispose](): Promise<void> {
    const failures: Error[] = [];
    for (let part = this.#parts.pop(); part; part = this.#parts.pop()) {
      this.#current = part;
      try {
        await part.close();
      } catch (cause) {
        failures.push(new Error(`could not close ${part.name}`, { cause }));
      }
    }
    this.#current = undefined;
    if (failures.length > 1) throw new AggregateError(failures, failures.map(({ message }) => message).join(', '));
    if (failures[0]) throw failures[0];
  }
}
