import type { CuratorId } from '../../shared/domain/CuratorId.ts';
import { tooMany } from '../limits/tooMany.ts';
import type { GraphQLServerOptions } from '../serverOptions.ts';
import { admit } from './admit.ts';
import { authorizationIn } from './authorizationIn.ts';
import type { SocketConnection } from './SocketConnection.ts';

/** A place becomes free when somebody leaves, whenever that is. */
const retrySeconds = 5;

/**
 * GraphiQL sends what was typed as headers with each operation, not with connection_init. The first good token says for whom its socket acts from
 * then on, as that of connection_init would have.
 */
export class LateTokens {
  readonly #options: GraphQLServerOptions;
  readonly #admissions = new WeakMap<SocketConnection, Promise<CuratorId | null>>();

  constructor(options: GraphQLServerOptions) {
    this.#options = options;
  }

  /**
   * Whom an operation acts for. Rejects with AuthenticationError and AuthenticationUnavailableError, and with STREAM_LIMIT_EXCEEDED where there is no
   * place: the socket is then being closed.
   */
  async viewerOf(connection: SocketConnection, headers: unknown): Promise<CuratorId | null> {
    const mayComeNow = this.#options.graphiql && !connection.viewer && headers instanceof Object;
    if (!mayComeNow || authorizationIn(headers) === null) return connection.viewer;
    // One at a time: of two tokens, one is whom the socket acts for. That another was wrong is nothing to this operation.
    for (let other = this.#admissions.get(connection); other; other = this.#admissions.get(connection))
      await Promise.allSettled([other]);
    if (connection.viewer) return connection.viewer;
    const admission = this.#admit(connection, headers).finally(() => this.#admissions.delete(connection));
    this.#admissions.set(connection, admission);
    return admission;
  }

  async #admit(connection: SocketConnection, headers: object): Promise<CuratorId | null> {
    if (await admit(connection, headers, this.#options)) return connection.viewer;
    throw tooMany('STREAM_LIMIT_EXCEEDED', 'Too many sockets and event streams', retrySeconds);
  }
}
