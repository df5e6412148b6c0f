import type { Builder } from '../../../graphql/builder.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { addTargetPayload } from './TargetPayload.ts';
import { addTargetInput, targetOf } from './targetInput.ts';

const followRefusals = new Refusals({
  'curator-not-found': 'curatorId',
  'collection-not-found': 'collectionId',
  'cannot-follow-oneself': 'curatorId',
  blocked: null,
});
const unfollowRefusals = new Refusals({ 'curator-not-found': 'curatorId', 'collection-not-found': 'collectionId' });

/** `Mutation.follow` and `Mutation.unfollow` */
export function addFollowMutations(builder: Builder): void {
  const FollowPayload = addTargetPayload(builder, 'FollowPayload');
  const FollowInput = addTargetInput(builder, 'FollowInput', 'Whom or what to follow: exactly one field.');
  builder.mutationField('follow', (t) =>
    t.withAuth({ viewer: true }).field({
      type: FollowPayload,
      description:
        'What they do, or what is done in the collection, also before, comes to your FOLLOWING feed. Doing it again changes nothing.',
      args: { input: t.arg({ type: FollowInput, required: true, description: 'Whom or what to follow.' }) },
      errors: { types: followRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) =>
        followRefusals.unwrap(await useCases.follow.execute({ followerId: viewer, target: targetOf(input) })),
    }),
  );

  const UnfollowPayload = addTargetPayload(builder, 'UnfollowPayload');
  const UnfollowInput = addTargetInput(
    builder,
    'UnfollowInput',
    'Whom or what to follow no longer: exactly one field.',
  );
  builder.mutationField('unfollow', (t) =>
    t.withAuth({ viewer: true }).field({
      type: UnfollowPayload,
      description:
        'What they do and did, or what is and was done in the collection, leaves your FOLLOWING feed. Doing it again changes nothing.',
      args: { input: t.arg({ type: UnfollowInput, required: true, description: 'Whom or what to follow no longer.' }) },
      errors: { types: unfollowRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) =>
        unfollowRefusals.unwrap(await useCases.unfollow.execute({ followerId: viewer, target: targetOf(input) })),
    }),
  );
}
