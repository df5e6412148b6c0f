import type { Block } from '../../../src/modules/curators/domain/Block.ts';
import type { Follow } from '../../../src/modules/curators/domain/Follow.ts';
import type { Mute } from '../../../src/modules/curators/domain/Mute.ts';
import type { Target } from '../../../src/modules/curators/index.ts';
import type { AggregateRoot } from '../../../src/shared/domain/AggregateRoot.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import type { IDomainEvent } from '../../../src/shared/domain/events/IDomainEvent.ts';
import type { Result } from '../../../src/shared/domain/Result.ts';

type Tie = AggregateRoot<unknown> & { readonly hasEnded: boolean };

/** Ties of one kind between curators and what they are tied to, and the events of what was saved. */
class Ties<T extends Tie> {
  readonly #standing = new Map<string, T>();
  readonly #keyOf: (tie: T) => string;
  readonly #events: IDomainEvent[];

  constructor(events: IDomainEvent[], keyOf: (tie: T) => string) {
    this.#events = events;
    this.#keyOf = keyOf;
  }

  get all(): readonly T[] {
    return [...this.#standing.values()];
  }

  get(key: string): T | undefined {
    return this.#standing.get(key);
  }

  async save(tie: T): Promise<void> {
    if (tie.hasEnded) this.#standing.delete(this.#keyOf(tie));
    else this.#standing.set(this.#keyOf(tie), tie);
    this.#events.push(...tie.domainEvents);
    tie.clearEvents();
  }
}

const key = (one: CuratorId, other: { readonly value: string }): string => `${one.value} ${other.value}`;

/** Curators who know these targets, and what they do with them. */
export function inMemoryPeople(owners: ReadonlyMap<string, CuratorId>) {
  const events: IDomainEvent[] = [];
  const follows = new Ties<Follow>(events, ({ followerId, target }) => key(followerId, target.id));
  const mutes = new Ties<Mute>(events, ({ curatorId, target }) => key(curatorId, target.id));
  const blocks = new Ties<Block>(events, ({ blockerId, blockedId }) => key(blockerId, blockedId));
  return {
    /** Raised since the last call. */
    takeEvents: (): readonly IDomainEvent[] => events.splice(0),
    follows: {
      find: async (followerId: CuratorId, target: Target) => follows.get(key(followerId, target.id)),
      findOf: async (followerId: CuratorId, followedId: CuratorId) =>
        follows.all.filter(
          (follow) => follow.followerId.equals(followerId) && owners.get(follow.target.id.value)?.equals(followedId),
        ),
      save: (follow: Follow) => follows.save(follow),
    },
    mutes: {
      find: async (curatorId: CuratorId, target: Target) => mutes.get(key(curatorId, target.id)),
      save: (mute: Mute) => mutes.save(mute),
    },
    blocks: {
      lock: async () => {},
      isBetween: async (one: CuratorId, other: CuratorId) =>
        blocks.get(key(one, other)) !== undefined || blocks.get(key(other, one)) !== undefined,
      find: async (blockerId: CuratorId, blockedId: CuratorId) => blocks.get(key(blockerId, blockedId)),
      save: (block: Block) => blocks.save(block),
    },
    targets: { ownerOf: async ({ id }: Target) => owners.get(id.value) },
    unitOfWork: {
      run: <Outcome extends Result<unknown, unknown>>(_actorId: string, work: () => Promise<Outcome>) => work(),
    },
  };
}
