import type { UseCases } from '../../../src/graphql/useCases.ts';
import type { CollectionId } from '../../../src/modules/collections/index.ts';
import { collectionTarget, curatorTarget } from '../../../src/modules/curators/index.ts';
import type { NotificationKind } from '../../../src/modules/notifications/domain/NotificationKind.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import type { Choice } from './Silences.ts';
import type { Step } from './steps.ts';

export type Silencing = Extract<Step, { do: 'mute' | 'muteCollection' | 'block' | 'turnOff' }>;

/** Whom and what the numbers of a step choose among. */
interface Among {
  readonly useCases: UseCases;
  readonly person: (n: number) => CuratorId;
  readonly collection: (nth: number) => CollectionId;
}

/** One for each kind that is turned off. */
export function choicesOf(next: Silencing, { useCases, person, collection }: Among): readonly Choice[] {
  const curatorId = person(next.who);
  const recipientId = curatorId.value;
  switch (next.do) {
    case 'mute':
    case 'muteCollection': {
      const target = next.do === 'mute' ? curatorTarget(person(next.whom)) : collectionTarget(collection(next.nth));
      const ofTarget = target.kind === 'curator' ? { actorId: target.id.value } : { collectionId: target.id.value };
      return [
        {
          key: `${recipientId} mutes ${target.id.value}`,
          silenced: [{ recipientId, ...ofTarget }],
          begin: () => useCases.mute.execute({ curatorId, target }),
          end: () => useCases.unmute.execute({ curatorId, target }),
        },
      ];
    }
    case 'block': {
      const blocking = { blockerId: curatorId, curatorId: person(next.whom) };
      const blockedId = blocking.curatorId.value;
      return [
        {
          key: `${recipientId} blocks ${blockedId}`,
          silenced: [
            { recipientId, actorId: blockedId },
            { recipientId: blockedId, actorId: recipientId },
          ],
          begin: () => useCases.block.execute(blocking),
          end: () => useCases.unblock.execute(blocking),
        },
      ];
    }
    case 'turnOff': {
      const turn = (kind: NotificationKind, isOn: boolean) =>
        useCases.setNotificationPreference.execute({ curatorId, kind, isOn });
      return next.kinds.map((kind) => ({
        key: `${recipientId} turns ${kind} off`,
        silenced: [{ recipientId, kind }],
        begin: () => turn(kind, false),
        end: () => turn(kind, true),
      }));
    }
  }
}
