import fc from 'fast-check';

export const curators = 4;
const who = fc.nat(curators - 1);
const nth = fc.nat();

const doing = <Name extends string>(name: Name) => fc.constant(name);

/** What may happen. Numbers choose among what there is. */
export const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: doing('save'), who, url: fc.nat(1), hasNote: fc.boolean() }) },
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
  { weight: 8, arbitrary: fc.record({ do: doing('deliver'), nth, isAwaited: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: doing('deliverTogether'), nth, isAwaited: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: doing('read'), who, nth, isAwaited: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: doing('see'), who, nth, isAwaited: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: doing('readAll'), who, nth: fc.option(nth), isAwaited: fc.boolean() }) },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
