/** Who has had how many messages, and when. */
export class Arrivals {
  /** By subscriber. */
  readonly #counts: number[] = [];
  /** How many subscribers have had one message, two, and so on. */
  #reached: number[] = [];
  #total = 0;
  /** Of each message, in the order of arrival, and which of its subscriber's it was; kept only while a measurement wants it. */
  #times: { readonly nth: number; readonly at: number }[] | undefined;
  #waiting: { readonly isOver: () => boolean; readonly resolve: () => void }[] = [];

  get total(): number {
    return this.#total;
  }

  /** A subscriber more. Returns its number. */
  add(): number {
    return this.#counts.push(0) - 1;
  }

  /** From here on all count from zero. */
  reset({ keepTimes = false }: { readonly keepTimes?: boolean } = {}): void {
    this.#counts.fill(0);
    this.#reached = [];
    this.#total = 0;
    this.#times = keepTimes ? [] : undefined;
  }

  /** @param at when, in ms */
  arrived(subscriber: number, at: () => number): void {
    const nth = (this.#counts[subscriber] ?? 0) + 1;
    this.#counts[subscriber] = nth;
    this.#reached[nth - 1] = (this.#reached[nth - 1] ?? 0) + 1;
    this.#total += 1;
    this.#times?.push({ nth, at: at() });
    if (this.#waiting.length > 0) this.#look();
  }

  /** Resolves when so many subscribers have had at least so many messages each. */
  each(subscribers: number, messages: number): Promise<void> {
    return this.#when(() => messages === 0 || (this.#reached[messages - 1] ?? 0) >= subscribers);
  }

  /** Resolves when so many messages have come, whoever had them. */
  inAll(messages: number): Promise<void> {
    return this.#when(() => this.#total >= messages);
  }

  /** How long each took, in ms, where the nth message of a subscriber is about what happened at `happened[n - 1]`. */
  delays(happened: readonly number[]): number[] {
    return (this.#times ?? []).map(({ nth, at }) => {
      const since = happened[nth - 1];
      if (since === undefined) throw new RangeError(`a subscriber had ${nth} messages of ${happened.length} events`);
      return at - since;
    });
  }

  async #when(isOver: () => boolean): Promise<void> {
    if (!isOver()) await new Promise<void>((resolve) => this.#waiting.push({ isOver, resolve }));
  }

  #look(): void {
    if (!this.#waiting.some(({ isOver }) => isOver())) return;
    const over = this.#waiting.filter(({ isOver }) => isOver());
    this.#waiting = this.#waiting.filter((waiting) => !over.includes(waiting));
    for (const { resolve } of over) resolve();
  }
}
