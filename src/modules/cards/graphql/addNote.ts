import type { Builder } from '../../../graphql/builder.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { addCardPayload } from './CardPayload.ts';
import { cardIdOf } from './cardIdOf.ts';

const refusals = new Refusals({ 'invalid-text': 'text', 'card-not-found': 'parentCardId' });

/** `Mutation.addNote` */
export function addAddNote(builder: Builder): void {
  const Payload = addCardPayload(builder, 'AddNotePayload');
  const Input = builder.inputType('AddNoteInput', {
    description: 'A note to write.',
    fields: (t) => ({
      text: t.string({ required: true, description: 'What it says.' }),
      parentCardId: t.id({ description: 'The global id of the card that it is about.' }),
    }),
  });

  builder.mutationField('addNote', (t) =>
    t.withAuth({ viewer: true }).field({
      type: Payload,
      description: 'Writes a note and keeps it in your library.',
      args: { input: t.arg({ type: Input, required: true, description: 'What to write.' }) },
      errors: { types: refusals.errorTypes },
      resolve: async (_root, { input: { text, parentCardId } }, { viewer, useCases }) =>
        refusals.unwrap(
          await useCases.addNote.execute({
            curatorId: viewer,
            text,
            parentCardId: typeof parentCardId === 'string' ? cardIdOf(parentCardId, 'input.parentCardId') : undefined,
          }),
        ),
    }),
  );
}
