import { DriverAdapterError, type MappedError } from '@prisma/driver-adapter-utils';
import { addressIn, databaseIn } from './databaseUrl.ts';

/** What pg-pool and pg say, without a code, when no connection came about in time. */
const timeouts = ['timeout exceeded when trying to connect', 'Connection terminated due to connection timeout'];
const closed = 'Connection terminated unexpectedly';

/**
 * Runs `work`. Where it fails for want of a connection, throws what the engine understands, with the address and the
 * database of the URL, which the driver's own errors leave out in part.
 */
export async function explainingConnectionErrors<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const connectionError = asConnectionError(error, url);
    throw connectionError === undefined ? error : new DriverAdapterError(connectionError);
  }
}

function asConnectionError(error: unknown, url: string): MappedError | undefined {
  if (isUnreachable(error)) return { kind: 'DatabaseNotReachable', ...addressIn(url) };
  if (error instanceof DriverAdapterError && error.cause.kind === 'DatabaseAccessDenied') {
    return { kind: 'DatabaseAccessDenied', db: databaseIn(url) };
  }
  return error instanceof Error && error.message === closed ? { kind: 'ConnectionClosed' } : undefined;
}

function isUnreachable(error: unknown): boolean {
  if (error instanceof DriverAdapterError) return error.cause.kind === 'DatabaseNotReachable';
  // One error per address that was tried: localhost has two.
  if (error instanceof AggregateError) return error.errors.some(isUnreachable);
  if (!(error instanceof Error)) return false;
  if (timeouts.includes(error.message)) return true;
  return 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');
}
