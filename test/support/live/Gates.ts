/** Places where asynchronous work is held up until the test lets it go on, in whatever order the test likes. */
export class Gates {
  #waiting: (() => void)[] = [];

  get waiting(): number {
    return this.#waiting.length;
  }

  readonly pass = (): Promise<void> => new Promise((resolve) => this.#waiting.push(resolve));

  /** Lets one of them go on: the nth, counted around. */
  open(nth: number): void {
    const [chosen] = this.#waiting.splice(nth % Math.max(1, this.#waiting.length), 1);
    chosen?.();
  }

  openAll(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
