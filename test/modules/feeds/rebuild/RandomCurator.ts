import type { CardId } from '../../../../src/modules/cards/index.ts';
import type { CollectionId } from '../../../../src/modules/collections/index.ts';
import { collectionTarget, curatorTarget, type Target } from '../../../../src/modules/curators/index.ts';
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

interface Known {
  readonly cards: CardId[];
  readonly collections: CollectionId[];
}

/**
 * Saves, quotes, removes and saves again, its own cards and others', follows and unfollows, begins collections, fills them, and changes who sees them. What
 * is refused is refused.
 */
export class RandomCurator {
  readonly #world: RebuildWorld;
  readonly #self: CuratorId;
  readonly #others: readonly CuratorId[];
  readonly #cards: CardId[];
  readonly #collections: CollectionId[];
  readonly #random: () => number;

  /** @param known to all curators: what this one makes is added. */
  constructor(
    world: RebuildWorld,
    [self, ...others]: readonly [CuratorId, ...CuratorId[]],
    known: Known,
    random: () => number,
  ) {
    this.#world = world;
    this.#self = self;
    this.#others = others;
    this.#cards = known.cards;
    this.#collections = known.collections;
    this.#random = random;
  }

  /** One mutation. */
  async act(): Promise<void> {
    if (this.#random() < 0.4) return this.#actOnCollections();
    const { useCases } = this.#world;
    const curatorId = this.#self;
    const chance = this.#random();
    const cardId = this.#oneOf(this.#cards);
    const other = this.#oneOf(this.#others);
    if (chance < 0.35 || !cardId || !other) {
      const url = `https://example.org/${Math.floor(this.#random() * 20)}`;
      this.#cards.push((await useCases.addUrlToLibrary.execute({ curatorId, url, note: undefined })).unwrap().cardId);
    } else if (chance < 0.4) {
      const highlighted = await useCases.addHighlight.execute({ curatorId, quote: 'Good words', parentCardId: cardId });
      if (highlighted.ok) this.#cards.push(highlighted.value.cardId);
    } else if (chance < 0.55) await useCases.addCardToLibrary.execute({ curatorId, cardId });
    else if (chance < 0.85) await useCases.removeCardFromLibrary.execute({ curatorId, cardId });
    else if (chance < 0.93) await useCases.follow.execute({ followerId: curatorId, target: this.#target(other) });
    else await useCases.unfollow.execute({ followerId: curatorId, target: this.#target(other) });
  }

  async #actOnCollections(): Promise<void> {
    const { useCases } = this.#world;
    const curatorId = this.#self;
    const chance = this.#random();
    const [collectionId, cardId, collaboratorId] = [
      this.#oneOf(this.#collections),
      this.#oneOf(this.#cards),
      this.#oneOf(this.#others),
    ];
    const visibility = this.#oneOf(['PUBLIC', 'UNLISTED', 'PRIVATE'] as const);
    const unchanged = { name: undefined, description: undefined, access: undefined };
    if (!collectionId || !cardId || !collaboratorId || chance < 0.1) {
      const begun = { ...unchanged, curatorId, name: 'Good things', access: 'OPEN', visibility } as const;
      this.#collections.push((await useCases.createCollection.execute(begun)).unwrap().collectionId);
    } else if (chance < 0.5) await useCases.addCardToCollection.execute({ curatorId, collectionId, cardId });
    else if (chance < 0.65) await useCases.removeCardFromCollection.execute({ curatorId, collectionId, cardId });
    else if (chance < 0.8)
      await useCases.updateCollection.execute({ ...unchanged, curatorId, collectionId, visibility });
    else if (chance < 0.88) await useCases.addCollaborator.execute({ curatorId, collectionId, collaboratorId });
    else if (chance < 0.96) await useCases.removeCollaborator.execute({ curatorId, collectionId, collaboratorId });
    else await useCases.deleteCollection.execute({ curatorId, collectionId });
  }

  #target(other: CuratorId): Target {
    const collectionId = this.#random() < 0.5 ? this.#oneOf(this.#collections) : undefined;
    return collectionId ? collectionTarget(collectionId) : curatorTarget(other);
  }

  #oneOf<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.#random() * all.length)];
  }
}

/** Four curators, who work on the same cards. */
export function randomCurators(world: RebuildWorld, curators: readonly CuratorId[], seed: number): RandomCurator[] {
  const known: Known = { cards: [], collections: [] };
  return curators.map(
    (self, index) =>
      new RandomCurator(
        world,
        [self, ...curators.filter((curator) => curator !== self)],
        known,
        randomFrom(seed + index),
      ),
  );
}
