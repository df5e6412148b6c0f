import type { Builder } from '../../../graphql/builder.ts';
import { badUserInput } from '../../../graphql/errors.ts';
import { curatorIdOf, idOf } from '../../../graphql/globalIds.ts';
import { CollectionId } from '../../../shared/domain/CollectionId.ts';
import { collectionTarget, curatorTarget, type Target } from '../domain/Target.ts';

/** An input that names a curator or a collection. */
export const addTargetInput = (builder: Builder, name: string, description: string) =>
  builder.inputType(name, {
    description,
    isOneOf: true,
    fields: (t) => ({
      curatorId: t.id({ description: 'A curator: a global id or a DID.' }),
      collectionId: t.id({ description: 'A collection that is there for you: a global id.' }),
    }),
  });

interface NamesTarget {
  readonly curatorId?: string | null | undefined;
  readonly collectionId?: string | null | undefined;
}

/** Throws BAD_USER_INPUT for ids that are none, and of something else. */
export function targetOf({ curatorId, collectionId }: NamesTarget): Target {
  if (typeof curatorId === 'string') return curatorTarget(curatorIdOf(curatorId, 'input.curatorId'));
  if (typeof collectionId !== 'string') throw badUserInput('input must have one field', 'input');
  return collectionTarget(CollectionId.create(idOf('Collection', collectionId, 'input.collectionId')).unwrap());
}
