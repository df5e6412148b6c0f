import type { Builder } from '../../../graphql/builder.ts';
import { encodeGlobalId } from '../../../graphql/globalIds.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import { addCollectionPayload } from './CollectionPayload.ts';
import type { CollectionEnums } from './collectionEnums.ts';
import { collectionIdOf } from './collectionIdOf.ts';

/** Its refusals name the field themselves. */
const createRefusals = new Refusals({ 'invalid-collection': null });
const updateRefusals = new Refusals({
  'invalid-collection': null,
  'collection-not-found': 'collectionId',
  'not-collection-author': 'collectionId',
});
const deleteRefusals = new Refusals({
  'collection-not-found': 'collectionId',
  'not-collection-author': 'collectionId',
});

/** `Mutation.createCollection`, `Mutation.updateCollection` and `Mutation.deleteCollection` */
export function addCollectionMutations(builder: Builder, enums: CollectionEnums): void {
  addCreateCollection(builder, enums);
  addUpdateCollection(builder, enums);
  addDeleteCollection(builder);
}

function addCreateCollection(builder: Builder, { Access, Visibility }: CollectionEnums): void {
  const Payload = addCollectionPayload(builder, 'CreateCollectionPayload');
  const Input = builder.inputType('CreateCollectionInput', {
    description: 'A collection to make.',
    fields: (t) => ({
      name: t.string({ required: true, description: 'What to call it: 1 to 100 characters.' }),
      description: t.string({ description: 'What it is about: up to 500 characters.' }),
      access: t.field({ type: Access, description: 'Who may add cards and remove them. Default CLOSED.' }),
      visibility: t.field({ type: Visibility, description: 'Who sees it. Default PUBLIC.' }),
    }),
  });
  builder.mutationField('createCollection', (t) =>
    t.withAuth({ viewer: true }).field({
      type: Payload,
      description: 'Makes a collection of yours.',
      args: { input: t.arg({ type: Input, required: true, description: 'What to make.' }) },
      errors: { types: createRefusals.errorTypes },
      resolve: async (_root, { input: { name, description, access, visibility } }, { viewer, useCases }) =>
        createRefusals.unwrap(
          await useCases.createCollection.execute({
            curatorId: viewer,
            name,
            description: description ?? undefined,
            access: access ?? undefined,
            visibility: visibility ?? undefined,
          }),
        ),
    }),
  );
}

function addUpdateCollection(builder: Builder, { Access, Visibility }: CollectionEnums): void {
  const Payload = addCollectionPayload(builder, 'UpdateCollectionPayload');
  const Input = builder.inputType('UpdateCollectionInput', {
    description: 'What to change. A field that is left out stays as it is; null empties the description.',
    fields: (t) => ({
      collectionId: t.id({ required: true, description: 'The global id of the collection.' }),
      name: t.string({ description: 'What to call it: 1 to 100 characters.' }),
      description: t.string({ description: 'What it is about: up to 500 characters.' }),
      access: t.field({ type: Access, description: 'Who may add cards and remove them.' }),
      visibility: t.field({
        type: Visibility,
        description:
          'Who sees it. Those who no longer do are told at once, by their feeds, that what was added to it is gone.',
      }),
    }),
  });
  builder.mutationField('updateCollection', (t) =>
    t.withAuth({ viewer: true }).field({
      type: Payload,
      description: 'Changes all the given fields of a collection of yours, or none.',
      args: { input: t.arg({ type: Input, required: true, description: 'What to change.' }) },
      errors: { types: updateRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) =>
        updateRefusals.unwrap(
          await useCases.updateCollection.execute({
            curatorId: viewer,
            collectionId: collectionIdOf(input.collectionId, 'input.collectionId'),
            name: input.name ?? undefined,
            description: input.description,
            access: input.access ?? undefined,
            visibility: input.visibility ?? undefined,
          }),
        ),
    }),
  );
}

function addDeleteCollection(builder: Builder): void {
  const Payload = builder.objectRef<{ readonly collectionId: CollectionId }>('DeleteCollectionPayload').implement({
    description: 'What came of it.',
    fields: (t) => ({
      collectionId: t.id({
        description: 'The global id that the collection had.',
        resolve: ({ collectionId }) => encodeGlobalId('Collection', collectionId.value),
      }),
    }),
  });
  const Input = builder.inputType('DeleteCollectionInput', {
    description: 'A collection to delete.',
    fields: (t) => ({ collectionId: t.id({ required: true, description: 'The global id of the collection.' }) }),
  });
  builder.mutationField('deleteCollection', (t) =>
    t.withAuth({ viewer: true }).field({
      type: Payload,
      description: 'Deletes a collection of yours. The cards in it stay in libraries and other collections.',
      args: { input: t.arg({ type: Input, required: true, description: 'Which.' }) },
      errors: { types: deleteRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) => {
        const collectionId = collectionIdOf(input.collectionId, 'input.collectionId');
        return deleteRefusals.unwrap(await useCases.deleteCollection.execute({ curatorId: viewer, collectionId }));
      },
    }),
  );
}
