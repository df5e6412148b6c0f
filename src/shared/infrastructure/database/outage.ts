import { Prisma } from '../../../generated/prisma/client.ts';
import { TimeoutError } from '../withTimeout.ts';
import { sqlState } from './sqlState.ts';

/** Prisma's codes: not reachable, too slow to answer, connection closed, no connection free in time, no transaction begun in time. */
const outageCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);

/** SQLSTATEs: connection lost (08), out of resources (53), shut down or starting (57P), a statement that took too long (57014). */
const outageStates = /^(?:08|53|57P|57014)/;

/** What Prisma's raw statements say in place of a code. */
const outageKinds = /"kind":"(?:DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections)"/;

/** Of the network (https://nodejs.org/api/errors.html#common-system-errors). */
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The pool's and the driver's own errors have neither code nor class. */
const driverMessages = [
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Connection terminated',
];

/** Whether the database could not be reached, or did not get to it, as opposed to refusing what it was asked. */
export function isDatabaseOutage(error: unknown): boolean {
  if (outageStates.test(sqlState(error) ?? '')) return true;
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    return outageCodes.has(error.code) || outageKinds.test(JSON.stringify(error.meta ?? {}));
  }
  // Where a name has several addresses, Node tries all.
  if (error instanceof AggregateError) return error.errors.some(isDatabaseOutage);
  if (error instanceof TimeoutError) return true;
  return error instanceof Error && (isOfSocket(error) || driverMessages.some((text) => error.message.startsWith(text)));
}

const isOfSocket = (error: Error): boolean =>
  'code' in error && typeof error.code === 'string' && socketCodes.has(error.code);
