import type { Clock } from '../shared/application/Clock.ts';
import type { Logger } from '../shared/application/Logger.ts';
import {
  AuthenticationError,
  AuthenticationUnavailableError,
  type VerifiedToken,
} from '../shared/application/TokenVerifier.ts';
import { schedule } from './schedule.ts';

export interface TokenWatchOptions {
  /**
   * @param authorization as in the HTTP header: "Bearer …"; null without one.
   * @returns null for nobody. Rejects with AuthenticationError and AuthenticationUnavailableError.
   */
  readonly authenticate: (authorization: string | null) => Promise<VerifiedToken | null>;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'debug' | 'warn'>;
  /** How often the token of a connection that stays open is verified again. Default 5 minutes. */
  readonly recheckMs?: number | undefined;
}

const defaultRecheckMs = 5 * 60_000;
const notVerified = 'the token of an open connection could not be verified again';

interface Watched {
  /** As it came, with the token in it. */
  readonly authorization: string | null;
  readonly token: VerifiedToken;
  /** Called once when the token is worth nothing any more, with the reason; never after dispose. */
  readonly ended: (reason: string) => void;
}

/**
 * What is opened with a token may stay open for as long as the token lives: it ends when that expires, and when its issuer withdrew the key that it is
 * signed with. While that cannot be told, it stays.
 */
export function watchToken(
  { authorization, token, ended }: Watched,
  { authenticate, clock, logger, recheckMs = defaultRecheckMs }: TokenWatchOptions,
): Disposable {
  const end = (reason: string): void => {
    if (watch.disposed) return;
    watch.dispose();
    ended(reason);
  };
  const recheck = (): void => {
    authenticate(authorization).catch((error: unknown) => {
      if (error instanceof AuthenticationError) end(error.message);
      // While the issuer is away, which is in the log, nothing else can be expected.
      else if (error instanceof AuthenticationUnavailableError) logger.debug({ err: error }, notVerified);
      else logger.warn({ err: error }, notVerified);
    });
  };
  const watch = new DisposableStack();
  watch.use(schedule(clock, token.expiresAt, () => end('the token has expired')));
  const timer = setInterval(recheck, recheckMs);
  watch.defer(() => clearInterval(timer));
  return watch;
}
