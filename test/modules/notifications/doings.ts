import type { UseCases } from '../../../src/graphql/useCases.ts';
import type { CardId } from '../../../src/modules/cards/index.ts';
import type { CollectionId } from '../../../src/modules/collections/index.ts';
import { collectionTarget, curatorTarget } from '../../../src/modules/curators/index.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';

type Visibility = 'PUBLIC' | 'UNLISTED' | 'PRIVATE';

/** What curators do, in few words. What is refused throws. */
export const doingsOf = (useCases: UseCases) => ({
  async save(
    curatorId: CuratorId,
    { url = 'https://example.org/', note, collectionIds = [] }: Partial<SaveOptions> = {},
  ): Promise<CardId> {
    return (await useCases.addUrlToLibrary.execute({ curatorId, url, note, collectionIds })).unwrap().cardId;
  },
  async writeNote(curatorId: CuratorId): Promise<CardId> {
    const note = { curatorId, text: 'A thought', parentCardId: undefined };
    return (await useCases.addNote.execute(note)).unwrap().cardId;
  },
  /** Each saves a note of the author's: these are told one by one, since each is of a card of its own. */
  async saveNotesOf(authorId: CuratorId, curatorIds: readonly CuratorId[]): Promise<CardId[]> {
    const cardIds: CardId[] = [];
    for (const curatorId of curatorIds) {
      const cardId = await this.writeNote(authorId);
      await this.saveAnothers(curatorId, cardId);
      cardIds.push(cardId);
    }
    return cardIds;
  },
  async saveAnothers(curatorId: CuratorId, cardId: CardId): Promise<void> {
    (await useCases.addCardToLibrary.execute({ curatorId, cardId })).unwrap();
  },
  async remove(curatorId: CuratorId, cardId: CardId): Promise<void> {
    (await useCases.removeCardFromLibrary.execute({ curatorId, cardId })).unwrap();
  },
  async follow(followerId: CuratorId, curatorId: CuratorId): Promise<void> {
    (await useCases.follow.execute({ followerId, target: curatorTarget(curatorId) })).unwrap();
  },
  async unfollow(followerId: CuratorId, curatorId: CuratorId): Promise<void> {
    (await useCases.unfollow.execute({ followerId, target: curatorTarget(curatorId) })).unwrap();
  },
  async mute(curatorId: CuratorId, mutedId: CuratorId): Promise<void> {
    (await useCases.mute.execute({ curatorId, target: curatorTarget(mutedId) })).unwrap();
  },
  async block(blockerId: CuratorId, curatorId: CuratorId): Promise<void> {
    (await useCases.block.execute({ blockerId, curatorId })).unwrap();
  },
  async muteCollection(curatorId: CuratorId, collectionId: CollectionId): Promise<void> {
    (await useCases.mute.execute({ curatorId, target: collectionTarget(collectionId) })).unwrap();
  },
  async followCollection(followerId: CuratorId, collectionId: CollectionId): Promise<void> {
    (await useCases.follow.execute({ followerId, target: collectionTarget(collectionId) })).unwrap();
  },
  async unfollowCollection(followerId: CuratorId, collectionId: CollectionId): Promise<void> {
    (await useCases.unfollow.execute({ followerId, target: collectionTarget(collectionId) })).unwrap();
  },
  /** To which everybody who sees it may add. */
  async createCollection(curatorId: CuratorId, visibility: Visibility = 'PUBLIC'): Promise<CollectionId> {
    const details = { name: 'Good things', description: undefined, access: 'OPEN', visibility } as const;
    return (await useCases.createCollection.execute({ curatorId, ...details })).unwrap().collectionId;
  },
  async show(curatorId: CuratorId, collectionId: CollectionId, visibility: Visibility): Promise<void> {
    const unchanged = { name: undefined, description: undefined, access: undefined };
    (await useCases.updateCollection.execute({ curatorId, collectionId, ...unchanged, visibility })).unwrap();
  },
  async deleteCollection(curatorId: CuratorId, collectionId: CollectionId): Promise<void> {
    (await useCases.deleteCollection.execute({ curatorId, collectionId })).unwrap();
  },
  async addCollaborator(curatorId: CuratorId, collectionId: CollectionId, collaboratorId: CuratorId): Promise<void> {
    (await useCases.addCollaborator.execute({ curatorId, collectionId, collaboratorId })).unwrap();
  },
  async removeCollaborator(curatorId: CuratorId, collectionId: CollectionId, collaboratorId: CuratorId): Promise<void> {
    (await useCases.removeCollaborator.execute({ curatorId, collectionId, collaboratorId })).unwrap();
  },
  async collect(curatorId: CuratorId, cardId: CardId, collectionId: CollectionId): Promise<void> {
    (await useCases.addCardToCollection.execute({ curatorId, cardId, collectionId })).unwrap();
  },
  async uncollect(curatorId: CuratorId, cardId: CardId, collectionId: CollectionId): Promise<void> {
    (await useCases.removeCardFromCollection.execute({ curatorId, cardId, collectionId })).unwrap();
  },
});

interface SaveOptions {
  readonly url: string;
  readonly note: string;
  readonly collectionIds: readonly CollectionId[];
}
