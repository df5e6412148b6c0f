import { errors, type JWTPayload } from 'jose';
import type { Clock } from '../../application/Clock.ts';
import { AuthenticationError, type VerifiedToken } from '../../application/TokenVerifier.ts';
import { CuratorId } from '../../domain/CuratorId.ts';

/** How much earlier than "nbf" a token is taken, for issuers whose clock is ahead of ours. "exp" holds to the second. */
const clockToleranceSeconds = 5;
/** The last moment that a Date can hold. */
const endOfTime = 8.64e15;

/** What every token must have, whoever signed it. */
export function claimRules(clock: Clock): {
  readonly requiredClaims: string[];
  readonly clockTolerance: number;
  readonly currentDate: Date;
} {
  return { requiredClaims: ['exp', 'sub'], clockTolerance: clockToleranceSeconds, currentDate: clock.now() };
}

/** Runs jose's verification and says in our words what it found. Errors that are not about the token pass through. */
export async function verifyJwt(clock: Clock, verify: () => Promise<{ payload: JWTPayload }>): Promise<VerifiedToken> {
  try {
    const { payload } = await verify();
    return toVerifiedToken(payload, clock);
  } catch (error) {
    // Without the cause: it holds the token's claims, and would take them to the log.
    if (error instanceof errors.JOSEError) throw new AuthenticationError(describe(error));
    throw error;
  }
}

function toVerifiedToken({ sub, exp }: JWTPayload, clock: Clock): VerifiedToken {
  const expiresAt = new Date(Math.min((exp ?? 0) * 1000, endOfTime));
  if (expiresAt <= clock.now()) throw new AuthenticationError('the token has expired');
  const curatorId = CuratorId.create(typeof sub === 'string' ? sub : '');
  if (!curatorId.ok) throw new AuthenticationError('the "sub" of the token is not a DID');
  return { curatorId: curatorId.value, expiresAt };
}

function describe(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return describeClaim(error);
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the token is signed with an algorithm that is not accepted';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature of the token is not right';
  if (error instanceof errors.JWKSNoMatchingKey) return 'the token is signed with a key that is not known';
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'the token does not name its key by a "kid"';
  if (error instanceof errors.JOSENotSupported) return 'the token demands what is not supported here ("crit")';
  return 'the token is not a well-formed JWT';
}

const foreignClaims: Readonly<Record<string, string>> = {
  iss: 'the token is of another issuer',
  aud: 'the token is meant for another audience',
  nbf: 'the token is not valid yet',
};

function describeClaim({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `the token has no "${claim}"`;
  return (reason === 'check_failed' && foreignClaims[claim]) || `the "${claim}" of the token is malformed`;
}
