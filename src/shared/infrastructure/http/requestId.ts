import type { IdGenerator } from '../../application/IdGenerator.ts';

const saneToken = /^[A-Za-z0-9_-]{1,64}$/;

/** The caller's own id for the request, if it can stand in a log and in a header; otherwise a new one. */
export function requestIdOf(header: string | string[] | undefined, ids: IdGenerator): string {
  return typeof header === 'string' && saneToken.test(header) ? header : ids.next();
}
