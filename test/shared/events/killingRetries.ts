import type { RetryPolicy } from '../../../src/shared/infrastructure/events/RetryPolicy.ts';
import { fastRetries } from '../../support/eventPath.ts';

/** A lease that is over by the time another process is up. */
export const killingRetries: RetryPolicy = { ...fastRetries, maxStarts: 4, leaseMs: 500 };
