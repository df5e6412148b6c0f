import { z } from 'zod';
import { CollectionId } from '../../../shared/domain/CollectionId.ts';
import { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { stringAs } from '../../../shared/infrastructure/events/defineEventCodec.ts';
import type { Target } from '../domain/Target.ts';

/** A target in the payload of an event. */
export const targetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('curator'), id: stringAs((value) => CuratorId.create(value)) }),
  z.object({ kind: z.literal('collection'), id: stringAs((value) => CollectionId.create(value)) }),
]);

export const encodeTarget = ({ kind, id }: Target) => ({ kind, id: id.value });
