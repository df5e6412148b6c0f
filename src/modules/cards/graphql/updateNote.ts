import type { Builder } from '../../../graphql/builder.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { addCardPayload } from './CardPayload.ts';
import { cardIdOf } from './cardIdOf.ts';

const refusals = new Refusals({
  'invalid-text': 'text',
  'card-not-found': 'cardId',
  'not-card-author': 'cardId',
  'not-a-note': 'cardId',
});

/** `Mutation.updateNote` */
export function addUpdateNote(builder: Builder): void {
  const Payload = addCardPayload(builder, 'UpdateNotePayload');
  const Input = builder.inputType('UpdateNoteInput', {
    description: 'A note to change.',
    fields: (t) => ({
      cardId: t.id({ required: true, description: 'The global id of the note.' }),
      text: t.string({ required: true, description: 'What it is to say, up to 10,000 characters.' }),
    }),
  });

  builder.mutationField('updateNote', (t) =>
    t.withAuth({ viewer: true }).field({
      type: Payload,
      description: 'Has a note of yours say something else, in all libraries and feeds that it is in.',
      args: { input: t.arg({ type: Input, required: true, description: 'Which, and what it is to say.' }) },
      errors: { types: refusals.errorTypes },
      resolve: async (_root, { input: { cardId, text } }, { viewer, useCases }) =>
        refusals.unwrap(
          await useCases.updateNote.execute({ curatorId: viewer, cardId: cardIdOf(cardId, 'input.cardId'), text }),
        ),
    }),
  );
}
