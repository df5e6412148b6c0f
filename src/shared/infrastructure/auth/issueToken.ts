import { SignJWT } from 'jose';
import type { CuratorId } from '../../domain/CuratorId.ts';

export interface TokenRequest {
  readonly secret: string;
  readonly subject: CuratorId;
  /** A span of time such as `30d`, `12h` or `90s`. */
  readonly expiresIn: string;
}

/** A token for development that SecretTokenVerifier believes. Throws TypeError for a span of time that cannot be read. */
export async function issueToken({ secret, subject, expiresIn }: TokenRequest): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(subject.value)
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(new TextEncoder().encode(secret));
}
