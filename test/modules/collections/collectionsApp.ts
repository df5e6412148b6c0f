import type { CreateCollectionInput, UpdateCollectionInput } from '../../../src/generated/graphql/graphql.ts';
import type { ApiClient } from '../../support/ApiClient.ts';
import { testApp } from '../../support/app.ts';
import { AddUrl } from '../../support/client.operations.ts';
import * as operations from './collections.operations.ts';

export const didOf = (name: string): string => `did:plc:${name}`;

/** The whole app, in one process, and curators who do to collections what the API lets them. What is refused comes back as its code. */
export async function collectionsApp() {
  await using opened = new AsyncDisposableStack();
  const app = opened.use(await testApp({ withRedis: false }));
  const clients = new Map<string, Promise<ApiClient>>();
  const as = (name: string): Promise<ApiClient> => {
    const client = clients.get(name) ?? app.connect(name);
    clients.set(name, client);
    return client;
  };
  let urls = 0;
  const parts = opened.move();
  return {
    as,
    databaseUrl: app.databaseUrl,
    async create(name: string, input: Partial<CreateCollectionInput> = {}): Promise<string> {
      const { createCollection } = await (await as(name)).send(operations.CreateCollection, {
        input: { name: 'Good things', ...input },
      });
      if (createCollection.__typename !== 'CreateCollectionPayload' || !createCollection.collection)
        throw new Error(createCollection.__typename);
      return createCollection.collection.id;
    },
    async update(name: string, collectionId: string, input: Omit<UpdateCollectionInput, 'collectionId'>) {
      const variables = { input: { collectionId, ...input } };
      return outcomeOf((await (await as(name)).send(operations.UpdateCollection, variables)).updateCollection);
    },
    async delete(name: string, collectionId: string) {
      return outcomeOf((await (await as(name)).send(operations.DeleteCollection, { collectionId })).deleteCollection);
    },
    async addCard(name: string, collectionId: string, cardId: string) {
      const variables = { collectionId, cardId };
      return outcomeOf((await (await as(name)).send(operations.AddCardToCollection, variables)).addCardToCollection);
    },
    async removeCard(name: string, collectionId: string, cardId: string) {
      const answer = await (await as(name)).send(operations.RemoveCardFromCollection, { collectionId, cardId });
      return outcomeOf(answer.removeCardFromCollection);
    },
    async addCollaborator(name: string, collectionId: string, curator: string) {
      const variables = { collectionId, curatorId: didOf(curator) };
      return outcomeOf((await (await as(name)).send(operations.AddCollaborator, variables)).addCollaborator);
    },
    async removeCollaborator(name: string, collectionId: string, curator: string) {
      const variables = { collectionId, curatorId: didOf(curator) };
      return outcomeOf((await (await as(name)).send(operations.RemoveCollaborator, variables)).removeCollaborator);
    },
    /** Saves an address that was not saved before. */
    async saveCard(name: string): Promise<string> {
      urls += 1;
      const url = `https://example.org/${urls}`;
      const { addUrlToLibrary } = await (await as(name)).send(AddUrl, { url });
      if (addUrlToLibrary.__typename !== 'AddUrlToLibraryPayload' || !addUrlToLibrary.card)
        throw new Error(addUrlToLibrary.__typename);
      return addUrlToLibrary.card.id;
    },
    /** Whether the collection is there by each way that leads to it. */
    async ways(name: string, id: string, author: string) {
      const found = await (await as(name)).send(operations.SeeCollection, { id, author: didOf(author) });
      return {
        byId: found.collection?.id === id,
        byNode: found.node?.id === id && found.nodes[0]?.id === id,
        inList: found.curator?.collections.nodes.some((collection) => collection.id === id) ?? false,
      };
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

export type CollectionsApp = Awaited<ReturnType<typeof collectionsApp>>;

const outcomeOf = (result: { readonly __typename: string } | { readonly code: string }): string =>
  'code' in result ? result.code : 'done';
