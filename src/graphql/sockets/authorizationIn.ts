import { AuthenticationError } from '../../shared/application/TokenVerifier.ts';

/**
 * The `authorization` among what a client sent in place of HTTP headers: its name knows no case, as theirs. Null without one. Throws
 * AuthenticationError for anything but a text.
 */
export function authorizationIn(fields: object | null | undefined): string | null {
  const [, value] = Object.entries(fields ?? {}).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') throw new AuthenticationError('the authorization must be a text');
  return value;
}
