import { z } from 'zod';
import { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { defineEventCodec, stringAs } from '../../../shared/infrastructure/events/defineEventCodec.ts';
import { CuratorBlockedEvent } from '../domain/events/CuratorBlockedEvent.ts';
import { CuratorMutedEvent } from '../domain/events/CuratorMutedEvent.ts';
import { CuratorUnblockedEvent } from '../domain/events/CuratorUnblockedEvent.ts';
import { CuratorUnmutedEvent } from '../domain/events/CuratorUnmutedEvent.ts';
import { encodeTarget, targetSchema } from './targetSchema.ts';

const id = z.uuid().transform((value) => new UniqueEntityID(value));
const curatorId = stringAs((value) => CuratorId.create(value));
const version = 1;

const mute = z.object({ muteId: id, curatorId, target: targetSchema });
const encodeMute = (event: CuratorMutedEvent | CuratorUnmutedEvent) => ({
  muteId: event.muteId.value,
  curatorId: event.curatorId.value,
  target: encodeTarget(event.target),
});

const block = z.object({ blockId: id, blockerId: curatorId, blockedId: curatorId });
const encodeBlock = (event: CuratorBlockedEvent | CuratorUnblockedEvent) => ({
  blockId: event.blockId.value,
  blockerId: event.blockerId.value,
  blockedId: event.blockedId.value,
});

const curatorMuted = defineEventCodec({
  eventType: CuratorMutedEvent,
  type: 'CuratorMuted',
  aggregateType: 'Mute',
  version,
  schema: mute,
  encode: encodeMute,
  decode: ({ muteId, curatorId, target }, occurredAt) => new CuratorMutedEvent(muteId, curatorId, target, occurredAt),
});

const curatorUnmuted = defineEventCodec({
  eventType: CuratorUnmutedEvent,
  type: 'CuratorUnmuted',
  aggregateType: 'Mute',
  version,
  schema: mute,
  encode: encodeMute,
  decode: ({ muteId, curatorId, target }, occurredAt) => new CuratorUnmutedEvent(muteId, curatorId, target, occurredAt),
});

const curatorBlocked = defineEventCodec({
  eventType: CuratorBlockedEvent,
  type: 'CuratorBlocked',
  aggregateType: 'Block',
  version,
  schema: block,
  encode: encodeBlock,
  decode: ({ blockId, blockerId, blockedId }, occurredAt) =>
    new CuratorBlockedEvent(blockId, blockerId, blockedId, occurredAt),
});

const curatorUnblocked = defineEventCodec({
  eventType: CuratorUnblockedEvent,
  type: 'CuratorUnblocked',
  aggregateType: 'Block',
  version,
  schema: block,
  encode: encodeBlock,
  decode: ({ blockId, blockerId, blockedId }, occurredAt) =>
    new CuratorUnblockedEvent(blockId, blockerId, blockedId, occurredAt),
});

export const hidingEventCodecs = [curatorMuted, curatorUnmuted, curatorBlocked, curatorUnblocked];
