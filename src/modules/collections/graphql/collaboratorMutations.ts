import type { Builder } from '../../../graphql/builder.ts';
import { curatorIdOf } from '../../../graphql/globalIds.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { CollectionId } from '../domain/CollectionId.ts';
import { addCollectionPayload } from './CollectionPayload.ts';
import { collectionIdOf } from './collectionIdOf.ts';

const addRefusals = new Refusals({
  'collection-not-found': 'collectionId',
  'not-collection-author': 'collectionId',
  'curator-not-found': 'curatorId',
  'cannot-collaborate-with-oneself': 'curatorId',
  'already-collaborator': 'curatorId',
  'too-many-collaborators': 'collectionId',
  blocked: 'curatorId',
});
const removeRefusals = new Refusals({
  'collection-not-found': 'collectionId',
  'not-collection-author': 'collectionId',
  'not-collaborator': 'curatorId',
});

/** `Mutation.addCollaborator` and `Mutation.removeCollaborator` */
export function addCollaboratorMutations(builder: Builder): void {
  const AddPayload = addCollaboratorPayload(builder, 'AddCollaboratorPayload');
  const AddInput = addCollaboratorInput(builder, 'AddCollaboratorInput', 'Whom to collaborate with, and on what.');
  builder.mutationField('addCollaborator', (t) =>
    t.withAuth({ viewer: true }).field({
      type: AddPayload,
      description:
        'Lets somebody see a collection of yours, whoever else sees it, and change what is in it also when it is closed.',
      args: { input: t.arg({ type: AddInput, required: true, description: 'Who, and on what.' }) },
      errors: { types: addRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) =>
        addRefusals.unwrap(await useCases.addCollaborator.execute({ curatorId: viewer, ...named(input) })),
    }),
  );

  const RemovePayload = addCollaboratorPayload(builder, 'RemoveCollaboratorPayload');
  const RemoveInput = addCollaboratorInput(builder, 'RemoveCollaboratorInput', 'Who is to collaborate no longer.');
  builder.mutationField('removeCollaborator', (t) =>
    t.withAuth({ viewer: true }).field({
      type: RemovePayload,
      description: 'Ends a collaboration: on a collection of yours, or your own on any. What was added stays.',
      args: { input: t.arg({ type: RemoveInput, required: true, description: 'Who, and on what.' }) },
      errors: { types: removeRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) =>
        removeRefusals.unwrap(await useCases.removeCollaborator.execute({ curatorId: viewer, ...named(input) })),
    }),
  );
}

interface Collaboration {
  readonly collectionId: CollectionId;
  readonly curatorId: CuratorId;
}

function addCollaboratorPayload(builder: Builder, name: string) {
  const Payload = addCollectionPayload<Collaboration>(builder, name);
  builder.objectField(Payload, 'curator', (t) =>
    t.prismaField({
      type: 'Curator',
      nullable: true,
      description: 'Whom it concerns.',
      resolve: (query, { curatorId }, _args, { prisma }) =>
        prisma.curator.findUnique({ ...query, where: { id: curatorId.value } }),
    }),
  );
  return Payload;
}

const addCollaboratorInput = (builder: Builder, name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      collectionId: t.id({ required: true, description: 'The global id of the collection.' }),
      curatorId: t.id({ required: true, description: 'The collaborator: a global id or a DID.' }),
    }),
  });

const named = (input: { readonly collectionId: string; readonly curatorId: string }) => ({
  collectionId: collectionIdOf(input.collectionId, 'input.collectionId'),
  collaboratorId: curatorIdOf(input.curatorId, 'input.curatorId'),
});
