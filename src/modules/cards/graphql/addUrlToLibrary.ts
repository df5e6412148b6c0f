import type { Builder } from '../../../graphql/builder.ts';
import { badUserInput } from '../../../graphql/errors.ts';
import { idOf } from '../../../graphql/globalIds.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { CollectionId } from '../../collections/index.ts';
import { addCardPayload } from './CardPayload.ts';

const maxCollections = 20;
const refusals = new Refusals({
  'invalid-url': 'url',
  'invalid-text': 'note',
  'collection-not-found': 'collectionIds',
  'collection-closed': 'collectionIds',
  blocked: 'collectionIds',
});

/** `Mutation.addUrlToLibrary` */
export function addAddUrlToLibrary(builder: Builder): void {
  const Payload = addCardPayload(builder, 'AddUrlToLibraryPayload');
  const Input = builder.inputType('AddUrlToLibraryInput', {
    description: 'A link to keep.',
    fields: (t) => ({
      url: t.field({ type: 'URL', required: true, description: 'Where it leads: http or https.' }),
      note: t.string({ description: 'A note about it, which becomes a card of its own.' }),
      collectionIds: t.idList({
        description: `The global ids of collections to add it to, at most ${maxCollections}.`,
      }),
    }),
  });

  builder.mutationField('addUrlToLibrary', (t) =>
    t.withAuth({ viewer: true }).field({
      type: Payload,
      description:
        'Keeps a link in your library, and in collections. Doing it again gives the same card and changes nothing.',
      args: { input: t.arg({ type: Input, required: true, description: 'What to keep.' }) },
      errors: { types: refusals.errorTypes },
      resolve: async (_root, { input: { url, note, collectionIds } }, { viewer, useCases }) =>
        refusals.unwrap(
          await useCases.addUrlToLibrary.execute({
            curatorId: viewer,
            url: url.href,
            note: note ?? undefined,
            collectionIds: idsOf(collectionIds ?? []),
          }),
        ),
    }),
  );
}

function idsOf(globalIds: readonly string[]): CollectionId[] {
  if (globalIds.length > maxCollections)
    throw badUserInput(`input.collectionIds must be at most ${maxCollections}`, 'input.collectionIds');
  return [...new Set(globalIds)].map((id) =>
    CollectionId.create(idOf('Collection', id, 'input.collectionIds')).unwrap(),
  );
}
