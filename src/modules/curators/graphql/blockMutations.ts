import type { Builder } from '../../../graphql/builder.ts';
import { curatorIdOf } from '../../../graphql/globalIds.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { addCuratorPayload } from './CuratorPayload.ts';

const blockRefusals = new Refusals({ 'curator-not-found': 'curatorId', 'cannot-block-oneself': 'curatorId' });
const unblockRefusals = new Refusals({ 'curator-not-found': 'curatorId' });

/** `Mutation.block` and `Mutation.unblock` */
export function addBlockMutations(builder: Builder): void {
  const BlockPayload = addCuratorPayload(builder, 'BlockPayload');
  const BlockInput = addBlockInput(builder, 'BlockInput', 'Whom to block.');
  builder.mutationField('block', (t) =>
    t.withAuth({ viewer: true }).field({
      type: BlockPayload,
      description:
        "Neither of you is shown what the other does any more, in feeds and notifications; what you follow of each other's is followed no longer, and neither can follow the other, add them to a collection, or add to theirs. Doing it again changes nothing.",
      args: { input: t.arg({ type: BlockInput, required: true, description: 'Whom to block.' }) },
      errors: { types: blockRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) =>
        blockRefusals.unwrap(await useCases.block.execute({ blockerId: viewer, curatorId: named(input) })),
    }),
  );

  const UnblockPayload = addCuratorPayload(builder, 'UnblockPayload');
  const UnblockInput = addBlockInput(builder, 'UnblockInput', 'Whom to block no longer.');
  builder.mutationField('unblock', (t) =>
    t.withAuth({ viewer: true }).field({
      type: UnblockPayload,
      description:
        'Ends your block of a curator. Nobody follows anybody again by that. Doing it again changes nothing.',
      args: { input: t.arg({ type: UnblockInput, required: true, description: 'Whom to block no longer.' }) },
      errors: { types: unblockRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) =>
        unblockRefusals.unwrap(await useCases.unblock.execute({ blockerId: viewer, curatorId: named(input) })),
    }),
  );
}

const addBlockInput = (builder: Builder, name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({ curatorId: t.id({ required: true, description: 'A curator: a global id or a DID.' }) }),
  });

const named = ({ curatorId }: { readonly curatorId: string }) => curatorIdOf(curatorId, 'input.curatorId');
