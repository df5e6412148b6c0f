import type { EventMetadata } from '../../src/shared/domain/events/EventMetadata.ts';

const uuid = (n: number): string => `01900000-0000-7000-9000-${n.toString(16).padStart(12, '0')}`;

/** The metadata of the `n`th event of a test. */
export const metadata = (n = 1, overrides: Partial<EventMetadata> = {}): EventMetadata => ({
  eventId: uuid(n),
  seq: BigInt(n),
  actorId: 'did:plc:ada',
  correlationId: uuid(n + 0x1000),
  causationId: null,
  ...overrides,
});
