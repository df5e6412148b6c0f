import { Prisma } from '../../../generated/prisma/client.ts';
import { sqlState } from './sqlState.ts';

/** Prisma's codes: not reachable, too slow to answer, connection closed, no connection free in time, no transaction begun in time. */
const outageCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);

/** SQLSTATEs: connection lost (08), out of resources (53), shut down or starting (57P), a statement that took too long (57014). */
const outageStates = /^(?:08|53|57P|57014)/;

/** What raw statements say in place of a code. */
const outageKinds = /"kind":"(?:DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections)"/;

/** The pool's and the driver's own errors have neither code nor class. */
const driverMessages = [
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Connection terminated',
];

/** Whether the database could not be reached, or did not get to it, as opposed to refusing what it was asked. */
export function isDatabaseOutage(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    return (
      outageCodes.has(error.code) ||
      outageStates.test(sqlState(error) ?? '') ||
      outageKinds.test(JSON.stringify(error.meta ?? {}))
    );
  }
  return error instanceof Error && driverMessages.some((message) => error.message.startsWith(message));
}
