import { vi } from 'vitest';
import { Gates } from '../../../support/live/Gates.ts';
import { InMemoryChangeLog, type PendingWrite } from '../../../support/live/InMemoryChangeLog.ts';
import { LossyLiveStream } from '../../../support/live/LossyLiveStream.ts';
import { settle } from '../../../support/live/settle.ts';
import { LiveInstance, type Row, type Topic } from './LiveInstance.ts';
import { type Flaws, ModelClient, type Subscription } from './ModelClient.ts';

export type Step =
  | { readonly do: 'write'; readonly topic: Topic }
  | { readonly do: 'commit' | 'rollback'; readonly nth: number }
  | { readonly do: 'wake' | 'restart'; readonly instance: number }
  | { readonly do: 'open'; readonly nth: number }
  | { readonly do: 'deliver'; readonly nth: number; readonly fate: 'once' | 'twice' | 'never' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'subscribe'; readonly instance: number; readonly subscription: Subscription }
  | { readonly do: 'pull'; readonly nth: number }
  | { readonly do: 'resume'; readonly nth: number; readonly instance: number }
  | { readonly do: 'failDatabase'; readonly calls: number }
  | { readonly do: 'toggleStream' }
  | { readonly do: 'retain'; readonly share: number }
  | { readonly do: 'beginAnew'; readonly changes: number };

/** Two instances on one database and one stream, their clients, and everything that can go wrong between them. Needs fake timers. */
export class LiveWorld {
  readonly #gates = new Gates();
  readonly #stream = new LossyLiveStream();
  readonly log = new InMemoryChangeLog<Row>((change, position) => ({ ...change, position }), this.#gates.pass);
  readonly clients: ModelClient[] = [];
  readonly #writes: PendingWrite[] = [];
  readonly #flaws: Flaws;
  readonly #instances: [LiveInstance, LiveInstance];
  readonly #background: Promise<void>[] = [];

  constructor(flaws: Flaws = {}) {
    this.#flaws = flaws;
    this.#instances = [this.#startInstance(), this.#startInstance()];
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      this.#take(step);
      await settle();
    }
  }

  /** Everything works again, and goes on until nothing happens any more. Then nobody may have missed anything. */
  async heal(): Promise<void> {
    this.log.fail(0);
    this.#stream.isAway = false;
    for (const write of this.#writes.splice(0)) write.commit();
    for (let quiet = 0; quiet < 3; ) {
      const before = this.#progress();
      await this.#goOn();
      quiet = before === this.#progress() ? quiet + 1 : 0;
    }
  }

  async end(): Promise<void> {
    for (const client of this.clients) client.end();
    const ending = new Ending([...this.#background, ...this.#instances.map((each) => each[Symbol.asyncDispose]())]);
    while (!ending.isOver) {
      this.#gates.openAll();
      vi.advanceTimersByTime(1_000);
      await settle();
    }
    await ending.over;
  }

  async #goOn(): Promise<void> {
    while (this.#stream.underWay > 0) this.#stream.deliver(0, 'once');
    vi.advanceTimersByTime(1_000);
    for (const client of this.clients) client.pull();
    do {
      this.#gates.openAll();
      await settle();
    } while (this.#gates.waiting > 0);
  }

  #progress(): string {
    const seen = this.clients.map(({ segments }) => segments.map(({ received }) => received.length));
    return JSON.stringify([this.log.present, seen]);
  }

  #take(step: Step): void {
    switch (step.do) {
      case 'write':
        this.#writes.push(this.log.write({ topic: step.topic }));
        return;
      case 'commit':
        return chosen(this.#writes, step.nth)?.commit();
      case 'rollback':
        return chosen(this.#writes, step.nth)?.rollback();
      case 'wake':
        return this.#instance(step.instance).sequencer.wake();
      case 'restart':
        return this.#restart(step.instance);
      case 'open':
        return this.#gates.open(step.nth);
      case 'deliver':
        return this.#stream.deliver(step.nth, step.fate);
      case 'wait':
        vi.advanceTimersByTime(step.ms);
        return;
      case 'subscribe':
        this.clients.push(new ModelClient(this.log, this.#instance(step.instance), step.subscription, this.#flaws));
        return;
      case 'pull':
        return this.clients[step.nth % this.clients.length]?.pull();
      case 'resume':
        return this.clients[step.nth % this.clients.length]?.resumeOn(this.#instance(step.instance));
      case 'failDatabase':
        return this.log.fail(step.calls);
      case 'toggleStream':
        this.#stream.isAway = !this.#stream.isAway;
        return;
      case 'retain':
        return this.log.retainAfter(Math.floor(this.log.present.head * step.share));
      case 'beginAnew':
        return this.log.beginAnew(Array.from({ length: step.changes }, () => ({ topic: 'ada' as const })));
    }
  }

  #instance(index: number): LiveInstance {
    return index === 0 ? this.#instances[0] : this.#instances[1];
  }

  /** As a kill: what was under way to this instance is lost, and its clients go to the one that comes after it. */
  #restart(index: number): void {
    const old = this.#instance(index);
    this.#background.push(old[Symbol.asyncDispose]());
    const next = this.#startInstance();
    this.#instances[index === 0 ? 0 : 1] = next;
    for (const client of this.clients) if (client.isOn(old)) client.resumeOn(next);
  }

  #startInstance(): LiveInstance {
    const instance = new LiveInstance(this.log, this.#stream, this.#gates, this.#flaws.message);
    this.#background.push(instance.start());
    return instance;
  }
}

class Ending {
  isOver = false;
  readonly over: Promise<void>;

  constructor(work: readonly Promise<void>[]) {
    this.over = Promise.all(work).then(() => {
      this.isOver = true;
    });
  }
}

function chosen<T>(from: T[], nth: number): T | undefined {
  return from.splice(nth % Math.max(1, from.length), 1)[0];
}
