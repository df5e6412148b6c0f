import type { Builder } from '../../../graphql/builder.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { addCardPayload } from './CardPayload.ts';
import { cardIdOf } from './cardIdOf.ts';

const addRefusals = new Refusals({ 'card-not-found': 'cardId', 'already-in-library': 'cardId' });
const removeRefusals = new Refusals({ 'card-not-found': 'cardId', 'not-in-library': 'cardId' });

/** `Mutation.addCardToLibrary` and `Mutation.removeCardFromLibrary` */
export function addLibraryMutations(builder: Builder): void {
  const AddPayload = addCardPayload(builder, 'AddCardToLibraryPayload');
  const AddInput = addCardInput(builder, 'AddCardToLibraryInput', 'A card to keep.');
  builder.mutationField('addCardToLibrary', (t) =>
    t.withAuth({ viewer: true }).field({
      type: AddPayload,
      description: "Keeps somebody's card in your library.",
      args: { input: t.arg({ type: AddInput, required: true, description: 'What to keep.' }) },
      errors: { types: addRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) => {
        const cardId = cardIdOf(input.cardId, 'input.cardId');
        return addRefusals.unwrap(await useCases.addCardToLibrary.execute({ curatorId: viewer, cardId }));
      },
    }),
  );

  const RemovePayload = addCardPayload(builder, 'RemoveCardFromLibraryPayload');
  const RemoveInput = addCardInput(builder, 'RemoveCardFromLibraryInput', 'A card to keep no longer.');
  builder.mutationField('removeCardFromLibrary', (t) =>
    t.withAuth({ viewer: true }).field({
      type: RemovePayload,
      description:
        'Takes a card out of your library. A card in no library is deleted, also from collections; what was written about it stays.',
      args: { input: t.arg({ type: RemoveInput, required: true, description: 'What to keep no longer.' }) },
      errors: { types: removeRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) => {
        const cardId = cardIdOf(input.cardId, 'input.cardId');
        return removeRefusals.unwrap(await useCases.removeCardFromLibrary.execute({ curatorId: viewer, cardId }));
      },
    }),
  );
}

const addCardInput = (builder: Builder, name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({ cardId: t.id({ required: true, description: 'The global id of the card.' }) }),
  });
