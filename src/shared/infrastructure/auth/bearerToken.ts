import { AuthenticationError } from '../../application/TokenVerifier.ts';

/**
 * The token of an `Authorization: Bearer …` header (RFC 6750, section 2.1), null without the header. Throws
 * AuthenticationError for another scheme or anything that is not one token.
 */
export function bearerToken(header: string | null | undefined): string | null {
  if (header === null || header === undefined) return null;
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(header)?.[1];
  if (token === undefined) throw new AuthenticationError('the authorization must be of the form "Bearer <token>"');
  return token;
}
