import fc from 'fast-check';
import { notificationKinds } from '../../../src/modules/notifications/domain/NotificationKind.ts';

export const curators = 4;
export const collections = 2;
const who = fc.nat(curators - 1);
const nth = fc.nat();
const kinds = fc.subarray([...notificationKinds], { minLength: 1 });
const into = fc.subarray(Array.from({ length: collections }, (_, index) => index));

const doing = <Name extends string>(name: Name) => fc.constant(name);

/** What may happen. Numbers choose among what there is. */
export const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: doing('save'), who, url: fc.nat(1), hasNote: fc.boolean(), into }) },
  { weight: 2, arbitrary: fc.record({ do: doing('saveAnothers'), who, nth }) },
  { weight: 2, arbitrary: fc.record({ do: doing('remove'), who, nth }) },
  { weight: 2, arbitrary: fc.record({ do: doing('follow'), who, whom: who }) },
  { weight: 1, arbitrary: fc.record({ do: doing('unfollow'), who, whom: who }) },
  { weight: 2, arbitrary: fc.record({ do: doing('followCollection'), who, nth }) },
  { weight: 1, arbitrary: fc.record({ do: doing('unfollowCollection'), who, nth }) },
  { weight: 3, arbitrary: fc.record({ do: doing('collect'), who, nth, card: nth }) },
  { weight: 1, arbitrary: fc.record({ do: doing('uncollect'), who, nth, card: nth }) },
  { weight: 1, arbitrary: fc.record({ do: doing('addCollaborator'), nth, whom: who }) },
  { weight: 1, arbitrary: fc.record({ do: doing('removeCollaborator'), nth, whom: who }) },
  { weight: 1, arbitrary: fc.record({ do: doing('show'), nth, isPrivate: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: doing('deleteCollection'), nth }) },
  { weight: 1, arbitrary: fc.record({ do: doing('mute'), who, whom: who }) },
  { weight: 2, arbitrary: fc.record({ do: doing('muteCollection'), who, nth }) },
  { weight: 1, arbitrary: fc.record({ do: doing('block'), who, whom: who }) },
  { weight: 1, arbitrary: fc.record({ do: doing('turnOff'), who, kinds }) },
  { weight: 4, arbitrary: fc.record({ do: doing('hearAgain'), nth }) },
  { weight: 8, arbitrary: fc.record({ do: doing('deliver'), nth, isAwaited: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: doing('deliverTogether'), nth, isAwaited: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: doing('read'), who, nth, isAwaited: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: doing('see'), who, nth, isAwaited: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: doing('readAll'), who, nth: fc.option(nth), isAwaited: fc.boolean() }) },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
