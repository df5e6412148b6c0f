import type { Feed } from '../../../../src/modules/feeds/domain/Feed.ts';
import { CursorError } from '../../../../src/shared/application/live/CursorError.ts';
import type { RebuildWorld } from './rebuildWorld.ts';

/** Shows a feed as a frontend does: a page, then what changes; and all over again whenever it is told to. */
export class Client implements AsyncDisposable {
  /** The activities that it shows. */
  readonly shown = new Set<string>();
  readonly #world: RebuildWorld;
  readonly #feed: Extract<Feed, { kind: 'global' | 'curator' | 'card' }>;
  readonly #showing: Promise<void>;
  #subscription: AsyncGenerator | undefined;
  #isClosed = false;
  #resyncs = 0;

  constructor(world: RebuildWorld, feed: Extract<Feed, { kind: 'global' | 'curator' | 'card' }>) {
    this.#world = world;
    this.#feed = feed;
    this.#showing = this.#show();
  }

  /** How often it was told to begin anew. */
  get resyncs(): number {
    return this.#resyncs;
  }

  async #show(): Promise<void> {
    while (!this.#isClosed) {
      try {
        await this.#queryAndSubscribe();
      } catch (error) {
        if (!(error instanceof CursorError) || error.code !== 'RESYNC_REQUIRED') throw error;
        this.#resyncs += 1;
      }
    }
  }

  async #queryAndSubscribe(): Promise<void> {
    const { liveFeed } = this.#world;
    const cursor = await liveFeed.liveCursor();
    const page = await this.#page();
    this.shown.clear();
    for (const { id } of page) this.shown.add(id);
    const changes = liveFeed.subscribe(this.#feed, cursor);
    this.#subscription = changes;
    for await (const { op, activityId } of changes) {
      if (op === 'REMOVED') this.shown.delete(activityId);
      else this.shown.add(activityId);
    }
  }

  #page(): Promise<readonly { readonly id: string }[]> {
    return this.#world.database.client.feedActivity.findMany({
      where: {
        retractedAt: null,
        audience: 'EVERYONE',
        ...(this.#feed.kind === 'curator' && { actorId: this.#feed.curatorId }),
        ...(this.#feed.kind === 'card' && { cardId: this.#feed.cardId, collectionId: null }),
      },
      select: { id: true },
    });
  }

  /** What it ought to show. */
  async standing(): Promise<ReadonlySet<string>> {
    return new Set((await this.#page()).map(({ id }) => id));
  }

  /** Rejects with whatever it could not cope with. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#subscription?.return(undefined);
    await this.#showing;
  }
}
