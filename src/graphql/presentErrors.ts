import { PothosError } from '@pothos/core';
import { type ExecutionResult, GraphQLError, type GraphQLErrorExtensions, Kind } from 'graphql';
import type { Logger } from '../shared/application/Logger.ts';
import { CursorError } from '../shared/application/live/CursorError.ts';
import { LiveUnavailableError } from '../shared/application/live/LiveUnavailableError.ts';
import { AuthenticationError, AuthenticationUnavailableError } from '../shared/application/TokenVerifier.ts';
import { StalledError } from './limits/StalledError.ts';

export interface PresenterOptions {
  readonly logger: Logger;
  /** Whether an error says that the database, or whatever else we need, cannot be reached now: the client may try again. */
  readonly isOutage: (error: unknown) => boolean;
  /** Whether clients may ask for the schema. Otherwise they are not told by suggestions either what is in it. */
  readonly introspection: boolean;
}

/** What a client is told of an error. */
interface Presentation {
  readonly message: string;
  readonly extensions: GraphQLErrorExtensions;
}

/**
 * Top-level errors as they leave the process, the same on every transport: each with `extensions.code` and `extensions.requestId`. What
 * we did not say on purpose is masked and logged. Refusals do not come here: they are values.
 */
export class ErrorPresenter {
  readonly #options: PresenterOptions;

  constructor(options: PresenterOptions) {
    this.#options = options;
  }

  /** An execution's result, with its errors as a client may see them. */
  result<Result extends ExecutionResult>(result: Result, requestId: string): Result {
    return result.errors ? { ...result, errors: result.errors.map((error) => this.error(error, requestId)) } : result;
  }

  /**
   * Makes a new error: errors of parsing and validation are cached, and come again in other requests.
   *
   * @param fallbackCode for what the client sent wrong, where nothing more is known of it.
   */
  error(error: unknown, requestId: string, fallbackCode = 'BAD_USER_INPUT'): GraphQLError {
    const cause = rootCause(error);
    const located = error instanceof GraphQLError ? error : undefined;
    const { message, extensions } = this.#expected(cause, located, fallbackCode) ?? this.#masked(cause, requestId);
    // Yoga adds what JSON.parse said, which nobody needs to hear, and knows by it that this was no request of GraphQL: 400 for everybody.
    const { originalError, http: asked, ...others } = extensions;
    const http = originalError === undefined ? asked : { ...asked, spec: false };
    return new GraphQLError(shortened(this.#options.introspection ? message : withoutSuggestion(message)), {
      nodes: located?.nodes ?? null,
      source: located?.source ?? null,
      positions: located?.positions ?? null,
      path: located?.path ?? null,
      // With a path it is the error of a field: what else was asked for is answered, with 200.
      // One that was presented before keeps the id that it was logged with.
      extensions: { requestId, ...others, ...(http && !located?.path && { http }) },
    });
  }

  #expected(cause: unknown, located: GraphQLError | undefined, fallbackCode: string): Presentation | undefined {
    if (cause instanceof CursorError) return { message: cause.message, extensions: { code: cause.code } };
    if (cause instanceof AuthenticationError) return { message: cause.message, extensions: unauthenticatedRequest };
    if (!located || cause instanceof PothosError) return undefined;
    if (typeof located.extensions.code === 'string') return located;
    if (!isOfRequest(located, cause)) return undefined;
    return { message: located.message, extensions: { ...badRequest, code: fallbackCode } };
  }

  #masked(cause: unknown, requestId: string): Presentation {
    const { logger, isOutage } = this.#options;
    if (isUnavailable(cause) || isOutage(cause)) {
      logger.warn({ err: cause, requestId }, 'a request met an outage');
      return { message: 'Unavailable at the moment: try again later', extensions: unavailable };
    }
    logger.error({ err: cause, requestId }, 'a request failed unexpectedly');
    return { message: 'Internal error', extensions: internal };
  }
}

// `spec`: 200 under application/json, as GraphQL over HTTP has it.
const badRequest = { http: { status: 400, spec: true } };
const internal = { code: 'INTERNAL', http: { status: 500 } };
const unavailable = { code: 'SERVICE_UNAVAILABLE', http: { status: 503 } };
const unauthenticatedRequest = {
  code: 'UNAUTHENTICATED',
  http: { status: 401, headers: { 'www-authenticate': 'Bearer' } },
};

/**
 * Whether GraphQL itself found the document or the values at fault: it points at them. What a resolver throws is located at its field, and
 * what fails before there are fields is of GraphQL only if nothing else threw it.
 */
function isOfRequest({ nodes, path }: GraphQLError, cause: unknown): boolean {
  return nodes?.some(({ kind }) => kind !== Kind.FIELD) || (!path && cause instanceof GraphQLError);
}

const isUnavailable = (error: unknown): boolean =>
  error instanceof AuthenticationUnavailableError ||
  error instanceof LiveUnavailableError ||
  error instanceof StalledError;

/**
 * By hand, because the executor does not pass `hideSuggestions` on to where variables are coerced. Messages end with it, and names have no
 * question mark.
 */
function withoutSuggestion(message: string): string {
  // No regular expression: the message may repeat what the client sent, at any length.
  const start = message.endsWith('?') ? message.lastIndexOf(' Did you mean ') : -1;
  return start < 0 || message.indexOf('?', start) < message.length - 1 ? message : message.slice(0, start);
}

const maxMessageLength = 1_000;

/** graphql repeats in each error what the client sent: 50 times the same 100 KB, from one request of that size. */
const shortened = (message: string): string =>
  message.length <= maxMessageLength ? message : `${message.slice(0, maxMessageLength - 1).replace(/\p{Cs}$/u, '')}…`;

/** What was thrown first: GraphQL wraps what resolvers throw. */
export const rootCause = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError ? rootCause(error.originalError) : error;
