import { z } from 'zod';
import type { Asked } from '../transports.ts';

/** Asks for what has to work: gives the data, rejects for any error. */
export type Must = (who: string, query: string, variables?: Asked['variables']) => Promise<unknown>;

const idSchema = z.object({ id: z.string() });
const createdSchema = z.object({ created: z.object({ node: idSchema }) });
const pageSchema = z.object({
  feed: z.object({ nodes: z.array(z.object({ id: z.string(), card: idSchema.nullable() })) }),
});

interface NewCollection {
  readonly visibility: 'PUBLIC' | 'UNLISTED' | 'PRIVATE';
  /** Default CLOSED. */
  readonly access?: 'OPEN' | 'CLOSED';
  readonly name?: string;
}

/** What the owner makes, for others to ask for; all by global ids. */
export class Library {
  readonly #must: Must;

  constructor(must: Must) {
    this.#must = must;
  }

  /** A note, in the library of who writes it. */
  async note(text: string, author = 'owner'): Promise<string> {
    return this.#created(author, 'addNote', 'AddNote', 'card', { text });
  }

  async link(url: string): Promise<string> {
    return this.#created('owner', 'addUrlToLibrary', 'AddUrlToLibrary', 'card', { url });
  }

  /** With the collaborator. */
  async collection({ visibility, access = 'CLOSED', name = 'a collection' }: NewCollection): Promise<string> {
    const input = { name, visibility, access };
    const id = await this.#created('owner', 'createCollection', 'CreateCollection', 'collection', input);
    await this.change('addCollaborator', 'AddCollaborator', { collectionId: id, curatorId: 'did:plc:collaborator' });
    return id;
  }

  async put(cardId: string, collectionId: string): Promise<void> {
    await this.change('addCardToCollection', 'AddCardToCollection', { cardId, collectionId });
  }

  /** A note that lies in this collection, and in the owner's library. */
  async noteIn(collectionId: string): Promise<string> {
    const cardId = await this.note('a note');
    await this.put(cardId, collectionId);
    return cardId;
  }

  async change(field: string, type: string, input: object, who = 'owner'): Promise<void> {
    await this.#must(
      who,
      `mutation ($input: ${type}Input!) { ${field}(input: $input) { ... on ${type}Payload { __typename } } }`,
      { input },
    );
  }

  /** The activity by which a card came to a feed of the owner's. */
  async activity(feed: object, cardId: string): Promise<string> {
    const query = 'query ($feed: FeedInput!) { feed(feed: $feed) { nodes { id card { id } } } }';
    const { nodes } = pageSchema.parse(await this.#must('owner', query, { feed })).feed;
    const found = nodes.find(({ card }) => card?.id === cardId);
    if (!found) throw new Error(`no activity with ${cardId} in ${JSON.stringify(nodes)}`);
    return found.id;
  }

  async #created(who: string, field: string, type: string, node: string, input: object): Promise<string> {
    const query = `mutation ($input: ${type}Input!) { created: ${field}(input: $input) { ... on ${type}Payload { node: ${node} { id } } } }`;
    return createdSchema.parse(await this.#must(who, query, { input })).created.node.id;
  }
}
