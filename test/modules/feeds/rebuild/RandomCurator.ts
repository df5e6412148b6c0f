import type { CardId } from '../../../../src/modules/cards/index.ts';
import type { CuratorId } from '../../../../src/shared/domain/CuratorId.ts';
import type { RebuildWorld } from './rebuildWorld.ts';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Saves, removes and saves again, its own cards and others', follows and unfollows. What is refused is refused. */
export class RandomCurator {
  readonly #world: RebuildWorld;
  readonly #self: CuratorId;
  readonly #others: readonly CuratorId[];
  readonly #cards: CardId[];
  readonly #random: () => number;

  /** @param cards of all curators: those that this one makes are added. */
  constructor(
    world: RebuildWorld,
    [self, ...others]: readonly [CuratorId, ...CuratorId[]],
    cards: CardId[],
    random: () => number,
  ) {
    this.#world = world;
    this.#self = self;
    this.#others = others;
    this.#cards = cards;
    this.#random = random;
  }

  /** One mutation. */
  async act(): Promise<void> {
    const { useCases } = this.#world;
    const curatorId = this.#self;
    const chance = this.#random();
    const cardId = this.#oneOf(this.#cards);
    const other = this.#oneOf(this.#others);
    if (chance < 0.35 || !cardId || !other) {
      const url = `https://example.org/${Math.floor(this.#random() * 20)}`;
      this.#cards.push((await useCases.addUrlToLibrary.execute({ curatorId, url, note: undefined })).unwrap().cardId);
    } else if (chance < 0.55) await useCases.addCardToLibrary.execute({ curatorId, cardId });
    else if (chance < 0.85) await useCases.removeCardFromLibrary.execute({ curatorId, cardId });
    else if (chance < 0.93) await useCases.followCurator.execute({ followerId: curatorId, curatorId: other });
    else await useCases.unfollowCurator.execute({ followerId: curatorId, curatorId: other });
  }

  #oneOf<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.#random() * all.length)];
  }
}

/** Four curators, who work on the same cards. */
export function randomCurators(world: RebuildWorld, curators: readonly CuratorId[], seed: number): RandomCurator[] {
  const cards: CardId[] = [];
  return curators.map(
    (self, index) =>
      new RandomCurator(
        world,
        [self, ...curators.filter((curator) => curator !== self)],
        cards,
        randomFrom(seed + index),
      ),
  );
}
