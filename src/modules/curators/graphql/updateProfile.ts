import type { Builder } from '../../../graphql/builder.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { addCuratorPayload } from './CuratorPayload.ts';

const refusals = new Refusals({ 'handle-taken': 'handle', 'invalid-profile': null, 'curator-not-found': null });

/** `Mutation.updateProfile` */
export function addUpdateProfile(builder: Builder): void {
  const Payload = addCuratorPayload(builder, 'UpdateProfilePayload');
  const Input = builder.inputType('UpdateProfileInput', {
    description: 'What others see of you. A field that is left out stays as it is; null empties it.',
    fields: (t) => ({
      handle: t.string({ description: "A name that nobody else has: 3 to 64 of a–z, 0–9, '.' and '-'." }),
      displayName: t.string({ description: 'The name to show.' }),
      description: t.string({ description: 'What you say of yourself.' }),
      avatarUrl: t.field({ type: 'URL', description: 'Your picture: http or https.' }),
    }),
  });

  builder.mutationField('updateProfile', (t) =>
    t.withAuth({ viewer: true }).field({
      type: Payload,
      description: 'Changes all the given fields of your profile, or none.',
      args: { input: t.arg({ type: Input, required: true, description: 'What to change.' }) },
      errors: { types: refusals.errorTypes },
      resolve: async (_root, { input: { avatarUrl, ...texts } }, { viewer, useCases }) =>
        refusals.unwrap(
          await useCases.updateProfile.execute({ curatorId: viewer, ...texts, avatarUrl: avatarUrl && avatarUrl.href }),
        ),
    }),
  );
}
