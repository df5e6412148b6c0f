import type { Builder } from '../../../graphql/builder.ts';
import { encodeGlobalId, idOf } from '../../../graphql/globalIds.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { CardId } from '../../../shared/domain/CardId.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import { addCollectionPayload } from './CollectionPayload.ts';
import { collectionIdOf } from './collectionIdOf.ts';

const addRefusals = new Refusals({
  'collection-not-found': 'collectionId',
  'card-not-found': 'cardId',
  'collection-closed': 'collectionId',
  'already-in-collection': 'cardId',
  blocked: 'collectionId',
});
const removeRefusals = new Refusals({
  'collection-not-found': 'collectionId',
  'not-in-collection': 'cardId',
  'collection-closed': 'collectionId',
  'not-card-adder': 'cardId',
});

/** `Mutation.addCardToCollection` and `Mutation.removeCardFromCollection` */
export function addCollectionCardMutations(builder: Builder): void {
  const AddPayload = addCardPayload(builder, 'AddCardToCollectionPayload');
  const AddInput = addCardInput(builder, 'AddCardToCollectionInput', 'A card to add, and to what.');
  builder.mutationField('addCardToCollection', (t) =>
    t.withAuth({ viewer: true }).field({
      type: AddPayload,
      description: 'Adds a card, whoever made it, to a collection.',
      args: { input: t.arg({ type: AddInput, required: true, description: 'Which, and to what.' }) },
      errors: { types: addRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) =>
        addRefusals.unwrap(await useCases.addCardToCollection.execute({ curatorId: viewer, ...named(input) })),
    }),
  );

  const RemovePayload = addCardPayload(builder, 'RemoveCardFromCollectionPayload');
  const RemoveInput = addCardInput(builder, 'RemoveCardFromCollectionInput', 'A card to remove, and from what.');
  builder.mutationField('removeCardFromCollection', (t) =>
    t.withAuth({ viewer: true }).field({
      type: RemovePayload,
      description: 'Removes a card from a collection. It stays in libraries and other collections.',
      args: { input: t.arg({ type: RemoveInput, required: true, description: 'Which, and from what.' }) },
      errors: { types: removeRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) =>
        removeRefusals.unwrap(await useCases.removeCardFromCollection.execute({ curatorId: viewer, ...named(input) })),
    }),
  );
}

interface CardOfCollection {
  readonly collectionId: CollectionId;
  readonly cardId: CardId;
}

function addCardPayload(builder: Builder, name: string) {
  const Payload = addCollectionPayload<CardOfCollection>(builder, name);
  builder.objectFields(Payload, (t) => ({
    card: t.prismaField({
      type: 'Card',
      nullable: true,
      description: 'The card; null when it is gone.',
      resolve: (query, { cardId }, _args, { prisma }) =>
        prisma.card.findUnique({ ...query, where: { id: cardId.value } }),
    }),
    cardId: t.id({
      description: 'The global id of the card.',
      resolve: ({ cardId }) => encodeGlobalId('Card', cardId.value),
    }),
  }));
  return Payload;
}

const addCardInput = (builder: Builder, name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      cardId: t.id({ required: true, description: 'The global id of the card.' }),
      collectionId: t.id({ required: true, description: 'The global id of the collection.' }),
    }),
  });

const named = (input: { readonly cardId: string; readonly collectionId: string }): CardOfCollection => ({
  cardId: CardId.create(idOf('Card', input.cardId, 'input.cardId')).unwrap(),
  collectionId: collectionIdOf(input.collectionId, 'input.collectionId'),
});
