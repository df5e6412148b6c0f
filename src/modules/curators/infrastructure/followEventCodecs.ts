import { z } from 'zod';
import { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { defineEventCodec, stringAs } from '../../../shared/infrastructure/events/defineEventCodec.ts';
import { CuratorFollowedEvent } from '../domain/events/CuratorFollowedEvent.ts';
import { CuratorUnfollowedEvent } from '../domain/events/CuratorUnfollowedEvent.ts';

const curatorId = stringAs((value) => CuratorId.create(value));
const schema = z.object({
  followId: z.uuid().transform((id) => new UniqueEntityID(id)),
  followerId: curatorId,
  curatorId,
});

const encode = (event: CuratorFollowedEvent | CuratorUnfollowedEvent) => ({
  followId: event.followId.value,
  followerId: event.followerId.value,
  curatorId: event.curatorId.value,
});

const curatorFollowed = defineEventCodec({
  eventType: CuratorFollowedEvent,
  type: 'CuratorFollowed',
  aggregateType: 'Follow',
  version: 1,
  schema,
  encode,
  decode: ({ followId, followerId, curatorId }, occurredAt) =>
    new CuratorFollowedEvent(followId, followerId, curatorId, occurredAt),
});

const curatorUnfollowed = defineEventCodec({
  eventType: CuratorUnfollowedEvent,
  type: 'CuratorUnfollowed',
  aggregateType: 'Follow',
  version: 1,
  schema,
  encode,
  decode: ({ followId, followerId, curatorId }, occurredAt) =>
    new CuratorUnfollowedEvent(followId, followerId, curatorId, occurredAt),
});

export const followEventCodecs = [curatorFollowed, curatorUnfollowed];
