import { feedLogName } from '../../../src/modules/feeds/application/LiveFeed.ts';
import { PrismaFeedChangeLog } from '../../../src/modules/feeds/infrastructure/PrismaFeedChangeLog.ts';
import { LogSequencer } from '../../../src/shared/application/live/LogSequencer.ts';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { RedisLiveStream } from '../../../src/shared/infrastructure/live/RedisLiveStream.ts';
import { log as logger } from '../../support/log.ts';
import { machineMs } from './clock.ts';
import type { Events } from './Events.ts';
import { type SaveOptions, Saves } from './saves.ts';

export interface SequencedSavesOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** REDIS_PREFIX of the server. */
  readonly prefix: string;
}

/** Saves that this process commits, sequences and publishes as another instance would: what is left to the server is to deliver them. */
export class SequencedSaves implements Events {
  readonly saves: Saves;
  /** Who saves what `emit` is asked for. */
  readonly actor: string;
  readonly #sequencer: { wake(): void };
  readonly #opened: AsyncDisposableStack;

  private constructor(
    parts: { saves: Saves; sequencer: { wake(): void }; actor: string },
    opened: AsyncDisposableStack,
  ) {
    this.saves = parts.saves;
    this.#sequencer = parts.sequencer;
    this.actor = parts.actor;
    this.#opened = opened;
  }

  /** The database has its tables. */
  static async open({ databaseUrl, redisUrl, prefix }: SequencedSavesOptions): Promise<SequencedSaves> {
    await using opened = new AsyncDisposableStack();
    const saves = opened.use(await Saves.open(databaseUrl));
    const [actor = ''] = await saves.introduce(1);
    const database = opened.use(new Database({ url: databaseUrl, poolSize: 2, logger }));
    const stream = opened.use(new RedisLiveStream({ url: redisUrl, prefix: `${prefix}:`, logger }));
    const sequencer = opened.use(
      new LogSequencer({
        name: feedLogName,
        log: new PrismaFeedChangeLog(database),
        publish: (changes) => stream.publish(feedLogName, changes),
        logger,
      }),
    );
    return new SequencedSaves({ saves, sequencer, actor }, opened.move());
  }

  emit(count: number): Promise<number> {
    return this.emitBy(Array.from({ length: count }, () => this.actor));
  }

  /** One save by each of these. */
  async emitBy(actors: readonly string[], options?: SaveOptions): Promise<number> {
    await this.saves.commit(actors, options);
    const committedAt = machineMs();
    this.#sequencer.wake();
    return committedAt;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}
