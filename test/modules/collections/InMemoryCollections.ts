import { Collection } from '../../../src/modules/collections/domain/Collection.ts';
import type { CollectionRepository } from '../../../src/modules/collections/domain/CollectionRepository.ts';
import type { CollectionId } from '../../../src/modules/collections/index.ts';
import type { UnitOfWork } from '../../../src/shared/application/UnitOfWork.ts';
import type { CardId } from '../../../src/shared/domain/CardId.ts';
import type { IDomainEvent } from '../../../src/shared/domain/events/IDomainEvent.ts';
import type { Result } from '../../../src/shared/domain/Result.ts';

/** Collections and the events of what was saved; of a unit of work that refuses nothing stays. */
export class InMemoryCollections implements CollectionRepository, UnitOfWork {
  #saved = new Map<string, Collection>();
  events: IDomainEvent[] = [];

  /** As it is after all that was committed; undefined if there is none. */
  get(collectionId: CollectionId): Collection | undefined {
    return this.#saved.get(collectionId.value);
  }

  async find(collectionId: CollectionId): Promise<Collection | undefined> {
    return this.#restore(collectionId, () => false);
  }

  async findForCard(collectionId: CollectionId, cardId: CardId): Promise<Collection | undefined> {
    return this.#restore(collectionId, (other) => other.equals(cardId));
  }

  async findWithCard(cardId: CardId): Promise<readonly Collection[]> {
    const having = [...this.#saved.values()].filter(({ cards }) => cards.some((card) => card.cardId.equals(cardId)));
    return having.flatMap(({ collectionId }) => this.#restore(collectionId, (other) => other.equals(cardId)) ?? []);
  }

  async save(collection: Collection): Promise<void> {
    if (collection.isDeleted) this.#saved.delete(collection.collectionId.value);
    else this.#saved.set(collection.collectionId.value, collection);
    this.events.push(...collection.domainEvents);
    collection.clearEvents();
  }

  async saveCards(collections: readonly Collection[]): Promise<void> {
    for (const collection of collections) await this.save(collection);
  }

  async run<Outcome extends Result<unknown, unknown>>(_actorId: string, work: () => Promise<Outcome>) {
    const [saved, events] = [new Map(this.#saved), [...this.events]];
    const outcome = await work();
    if (!outcome.ok) [this.#saved, this.events] = [saved, events];
    return outcome;
  }

  #restore(collectionId: CollectionId, isLoaded: (cardId: CardId) => boolean): Collection | undefined {
    const saved = this.#saved.get(collectionId.value);
    if (!saved) return undefined;
    const { authorId, details, collaborators, createdAt, updatedAt } = saved;
    const cards = saved.cards.filter((card) => isLoaded(card.cardId));
    return Collection.restore({ collectionId, authorId, details, collaborators, cards, createdAt, updatedAt }, 1);
  }
}
