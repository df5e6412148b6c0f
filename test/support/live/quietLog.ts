import type { Logger } from '../../../src/shared/application/Logger.ts';

/** For tests in which things fail on purpose. */
export const quietLog: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
