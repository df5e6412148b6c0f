import type { Builder } from '../../../graphql/builder.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { addTargetPayload } from './TargetPayload.ts';
import { addTargetInput, targetOf } from './targetInput.ts';

const muteRefusals = new Refusals({
  'curator-not-found': 'curatorId',
  'collection-not-found': 'collectionId',
  'cannot-mute-oneself': 'curatorId',
});
const unmuteRefusals = new Refusals({ 'curator-not-found': 'curatorId', 'collection-not-found': 'collectionId' });

/** `Mutation.mute` and `Mutation.unmute` */
export function addMuteMutations(builder: Builder): void {
  const MutePayload = addTargetPayload(builder, 'MutePayload');
  const MuteInput = addTargetInput(builder, 'MuteInput', 'Whom or what to mute: exactly one field.');
  builder.mutationField('mute', (t) =>
    t.withAuth({ viewer: true }).field({
      type: MutePayload,
      description:
        'What they do, or what is done in the collection, also before, leaves all your feeds and notifications. Nobody is told. Doing it again changes nothing.',
      args: { input: t.arg({ type: MuteInput, required: true, description: 'Whom or what to mute.' }) },
      errors: { types: muteRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) =>
        muteRefusals.unwrap(await useCases.mute.execute({ curatorId: viewer, target: targetOf(input) })),
    }),
  );

  const UnmutePayload = addTargetPayload(builder, 'UnmutePayload');
  const UnmuteInput = addTargetInput(builder, 'UnmuteInput', 'Whom or what to mute no longer: exactly one field.');
  builder.mutationField('unmute', (t) =>
    t.withAuth({ viewer: true }).field({
      type: UnmutePayload,
      description:
        'What they do and did, or what is and was done in the collection, comes back to your feeds. Doing it again changes nothing.',
      args: { input: t.arg({ type: UnmuteInput, required: true, description: 'Whom or what to mute no longer.' }) },
      errors: { types: unmuteRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) =>
        unmuteRefusals.unwrap(await useCases.unmute.execute({ curatorId: viewer, target: targetOf(input) })),
    }),
  );
}
