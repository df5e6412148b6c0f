import type { Builder } from '../../../graphql/builder.ts';
import { curatorIdOf } from '../../../graphql/globalIds.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { addCuratorPayload } from './CuratorPayload.ts';

const followRefusals = new Refusals({ 'curator-not-found': 'curatorId', 'cannot-follow-oneself': 'curatorId' });
const unfollowRefusals = new Refusals({ 'curator-not-found': 'curatorId' });

/** `Mutation.follow` and `Mutation.unfollow` */
export function addFollowMutations(builder: Builder): void {
  const FollowPayload = addCuratorPayload(builder, 'FollowPayload');
  const FollowInput = addFollowInput(builder, 'FollowInput', 'Whom to follow: exactly one field.');
  builder.mutationField('follow', (t) =>
    t.withAuth({ viewer: true }).field({
      type: FollowPayload,
      description:
        'What they do, also what they did before, comes to your FOLLOWING feed. Doing it again changes nothing.',
      args: { input: t.arg({ type: FollowInput, required: true, description: 'Whom to follow.' }) },
      errors: { types: followRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) => {
        const curatorId = followed(input);
        return followRefusals.unwrap(await useCases.followCurator.execute({ followerId: viewer, curatorId }));
      },
    }),
  );

  const UnfollowPayload = addCuratorPayload(builder, 'UnfollowPayload');
  const UnfollowInput = addFollowInput(builder, 'UnfollowInput', 'Whom to follow no longer: exactly one field.');
  builder.mutationField('unfollow', (t) =>
    t.withAuth({ viewer: true }).field({
      type: UnfollowPayload,
      description: 'What they do and did leaves your FOLLOWING feed. Doing it again changes nothing.',
      args: { input: t.arg({ type: UnfollowInput, required: true, description: 'Whom to follow no longer.' }) },
      errors: { types: unfollowRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) => {
        const curatorId = followed(input);
        return unfollowRefusals.unwrap(await useCases.unfollowCurator.execute({ followerId: viewer, curatorId }));
      },
    }),
  );
}

const addFollowInput = (builder: Builder, name: string, description: string) =>
  builder.inputType(name, {
    description,
    isOneOf: true,
    fields: (t) => ({ curatorId: t.id({ description: 'A curator: a global id or a DID.' }) }),
  });

const followed = ({ curatorId }: { readonly curatorId: string }) => curatorIdOf(curatorId, 'input.curatorId');
