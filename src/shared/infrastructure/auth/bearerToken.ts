import { AuthenticationError } from '../../application/TokenVerifier.ts';

/** Those in use have some hundreds; over HTTP all headers together may have 16 KB, over a socket a message 64 KB. */
const maxTokenLength = 8_192;

/**
 * The token of an `Authorization: Bearer …` header (RFC 6750, section 2.1), null without the header. Throws
 * AuthenticationError for another scheme, for anything that is not one token, and for one of more than 8,192 characters.
 */
export function bearerToken(header: string | null | undefined): string | null {
  if (header === null || header === undefined) return null;
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(header)?.[1];
  if (token === undefined) throw new AuthenticationError('the authorization must be of the form "Bearer <token>"');
  if (token.length > maxTokenLength)
    throw new AuthenticationError(`the token is longer than ${maxTokenLength} characters`);
  return token;
}
