import { z } from 'zod';
import { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { defineEventCodec, stringAs } from '../../../shared/infrastructure/events/defineEventCodec.ts';
import { CuratorFollowedEvent } from '../domain/events/CuratorFollowedEvent.ts';
import { CuratorUnfollowedEvent } from '../domain/events/CuratorUnfollowedEvent.ts';
import { encodeTarget, targetSchema } from './targetSchema.ts';

const schema = z.object({
  followId: z.uuid().transform((id) => new UniqueEntityID(id)),
  followerId: stringAs((value) => CuratorId.create(value)),
  target: targetSchema,
});

const encode = (event: CuratorFollowedEvent | CuratorUnfollowedEvent) => ({
  followId: event.followId.value,
  followerId: event.followerId.value,
  target: encodeTarget(event.target),
});

const first = z.looseObject({ curatorId: z.unknown().optional() });

/** In version 1 only curators could be followed. */
const upcasters = {
  1: (payload: unknown) => {
    const { curatorId, ...others } = first.parse(payload);
    return { ...others, target: { kind: 'curator', id: curatorId } };
  },
};

const curatorFollowed = defineEventCodec({
  eventType: CuratorFollowedEvent,
  type: 'CuratorFollowed',
  aggregateType: 'Follow',
  version: 2,
  schema,
  encode,
  decode: ({ followId, followerId, target }, occurredAt) =>
    new CuratorFollowedEvent(followId, followerId, target, occurredAt),
  upcasters,
});

const curatorUnfollowed = defineEventCodec({
  eventType: CuratorUnfollowedEvent,
  type: 'CuratorUnfollowed',
  aggregateType: 'Follow',
  version: 2,
  schema,
  encode,
  decode: ({ followId, followerId, target }, occurredAt) =>
    new CuratorUnfollowedEvent(followId, followerId, target, occurredAt),
  upcasters,
});

export const followEventCodecs = [curatorFollowed, curatorUnfollowed];
