import type { Builder } from '../../../graphql/builder.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { addCardPayload } from './CardPayload.ts';

const refusals = new Refusals({ 'invalid-url': 'url', 'invalid-text': 'note' });

/** `Mutation.addUrlToLibrary` */
export function addAddUrlToLibrary(builder: Builder): void {
  const Payload = addCardPayload(builder, 'AddUrlToLibraryPayload');
  const Input = builder.inputType('AddUrlToLibraryInput', {
    description: 'A link to keep.',
    fields: (t) => ({
      url: t.field({ type: 'URL', required: true, description: 'Where it leads: http or https.' }),
      note: t.string({ description: 'A note about it, which becomes a card of its own.' }),
    }),
  });

  builder.mutationField('addUrlToLibrary', (t) =>
    t.withAuth({ viewer: true }).field({
      type: Payload,
      description: 'Keeps a link in your library. Doing it again gives the same card and changes nothing.',
      args: { input: t.arg({ type: Input, required: true, description: 'What to keep.' }) },
      errors: { types: refusals.errorTypes },
      resolve: async (_root, { input: { url, note } }, { viewer, useCases }) =>
        refusals.unwrap(
          await useCases.addUrlToLibrary.execute({ curatorId: viewer, url: url.href, note: note ?? undefined }),
        ),
    }),
  );
}
