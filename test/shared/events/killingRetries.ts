import type { RetryPolicy } from '../../../src/shared/infrastructure/events/RetryPolicy.ts';
import { fastRetries } from '../../support/eventPath.ts';

/** A lease that is over soon after another process is up, and longer than a busy machine keeps a process waiting. */
export const killingRetries: RetryPolicy = { ...fastRetries, maxStarts: 4, leaseMs: 1_500 };
