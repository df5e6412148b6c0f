import type { Builder } from '../../../graphql/builder.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { addCardPayload } from './CardPayload.ts';
import { cardIdOf } from './cardIdOf.ts';

const refusals = new Refusals({
  'invalid-text': 'quote',
  'card-not-found': 'parentCardId',
  'not-a-link': 'parentCardId',
});

/** `Mutation.addHighlight` */
export function addAddHighlight(builder: Builder): void {
  const Payload = addCardPayload(builder, 'AddHighlightPayload');
  const Input = builder.inputType('AddHighlightInput', {
    description: 'Words to keep of a linked page.',
    fields: (t) => ({
      quote: t.string({ required: true, description: 'The words, up to 10,000 characters.' }),
      parentCardId: t.id({ required: true, description: 'The global id of the link to the page, whoever saved it.' }),
    }),
  });

  builder.mutationField('addHighlight', (t) =>
    t.withAuth({ viewer: true }).field({
      type: Payload,
      description: 'Quotes a linked page, and keeps the quote in your library.',
      args: { input: t.arg({ type: Input, required: true, description: 'What to quote, and from where.' }) },
      errors: { types: refusals.errorTypes },
      resolve: async (_root, { input: { quote, parentCardId } }, { viewer, useCases }) =>
        refusals.unwrap(
          await useCases.addHighlight.execute({
            curatorId: viewer,
            quote,
            parentCardId: cardIdOf(parentCardId, 'input.parentCardId'),
          }),
        ),
    }),
  );
}
