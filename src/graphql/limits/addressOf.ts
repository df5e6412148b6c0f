import type { IncomingMessage } from 'node:http';
import type { ServerLimits } from './ServerLimits.ts';

/** Whose request it is, for what is limited by address. */
export const addressOf = (request: IncomingMessage, { addressOf: told }: ServerLimits = {}): string =>
  told?.(request) ?? request.socket.remoteAddress ?? '';
