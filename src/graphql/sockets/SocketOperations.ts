import { type ExecutionArgs, type ExecutionResult, GraphQLError, getOperationAST } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { LiveUnavailableError } from '../../shared/application/live/LiveUnavailableError.ts';
import { anyDocuments, documentIdOf } from '../documents/TrustedDocuments.ts';
import type { Engine } from '../engine.ts';
import { admitOperation } from '../limits/admitOperation.ts';
import type { Refusals } from '../limits/PacedRefusals.ts';
import { defaultSocketLimits } from '../limits/ServerLimits.ts';
import { tooMany } from '../limits/tooMany.ts';
import { LiveResults } from '../live/LiveResults.ts';
import type { Pipeline } from '../Pipeline.ts';
import { type ErrorPresenter, rootCause } from '../presentErrors.ts';
import type { GraphQLServerOptions, Incoming } from '../serverOptions.ts';
import { LateTokens } from './LateTokens.ts';
import type { SocketConnection } from './SocketConnection.ts';
import { SocketRefusals } from './SocketRefusals.ts';
import { SocketSubscription } from './SocketSubscription.ts';

interface Operation {
  /** As the client named it. */
  readonly id: string;
  readonly requestId: string;
  readonly connection: SocketConnection;
  readonly pipeline: Pipeline;
}

type Prepared = ExecutionArgs | readonly GraphQLError[];

/** Operations of a socket that may be prepared at a time, beyond its subscriptions: a client that connects again may subscribe to all of these at once. */
const preparedBeside = 100;
/** Who is told so may as well come again with the next window of rates. */
const retrySeconds = 1;

/** Operations that come over a socket: the same way as over HTTP. The errors of one concern it alone. */
export class SocketOperations {
  readonly #options: GraphQLServerOptions;
  readonly #engine: Engine;
  readonly #presenter: ErrorPresenter;
  readonly #lateTokens: LateTokens;
  readonly #operations = new WeakMap<ExecutionArgs, Operation>();

  constructor(options: GraphQLServerOptions, engine: Engine, presenter: ErrorPresenter) {
    this.#options = options;
    this.#engine = engine;
    this.#presenter = presenter;
    this.#lateTokens = new LateTokens(options);
  }

  /** Never rejects: that would close the socket, and end its other operations. */
  async prepare(connection: SocketConnection, id: string, payload: SubscribePayload): Promise<Prepared> {
    const requestId = this.#options.ids.next();
    const max = this.#maxSubscriptions + preparedBeside;
    const prepared = await connection.preparing(max, {
      prepare: () => this.#prepare({ connection, id, requestId }, payload),
      refused: () => this.#options.limits?.metrics?.refused('operations_per_socket'),
    });
    return prepared ?? [this.#present(tooManyAtOnce(), requestId)];
  }

  async #prepare(
    { connection, id, requestId }: Omit<Operation, 'pipeline'>,
    payload: SubscribePayload,
  ): Promise<Prepared> {
    const { schema, limits, trustedDocuments = anyDocuments } = this.#options;
    const { query, operationName, variables, extensions } = payload;
    let code = 'GRAPHQL_PARSE_FAILED';
    try {
      const sender = { address: connection.address, refusals: refusalsOf(connection, limits?.rates?.refusals) };
      const identify = () => this.#lateTokens.viewerOf(connection, extensions?.headers);
      const incoming: Incoming = {
        requestId,
        ...sender,
        viewer: await admitOperation(sender, identify, limits?.rates),
      };
      const pipeline: Pipeline = this.#engine.getEnveloped(incoming);
      const document = pipeline.parse(trustedDocuments.textOf(query, documentIdOf(payload)));
      code = 'BAD_USER_INPUT';
      const { operation } = getOperationAST(document, operationName) ?? {};
      if (!operation) throw unknownOperation();
      const errors = pipeline.validate(schema, document);
      if (errors.length > 0) return errors.map((error) => this.#present(error, requestId));
      if (operation === 'subscription') this.#beginSubscription(connection, id);
      const contextValue = await pipeline.contextFactory();
      const args = { schema, document, operationName, variableValues: variables, contextValue };
      this.#operations.set(args, { id, requestId, connection, pipeline });
      return args;
    } catch (error) {
      return [this.#present(error, requestId, code)];
    }
  }

  #beginSubscription(connection: SocketConnection, id: string): void {
    const max = this.#maxSubscriptions;
    if (!connection.beginSubscription(id, max)) throw tooManySubscriptions(max);
  }

  get #maxSubscriptions(): number {
    return (this.#options.limits?.sockets ?? defaultSocketLimits).subscriptions;
  }

  /** Never rejects, nor does `subscribe`: as `prepare`. What is refused before it is executed comes to an error message. */
  async execute(args: ExecutionArgs): Promise<ExecutionResult | AsyncIterable<never>> {
    const operation = this.#operationOf(args);
    try {
      return this.#presentResult(await operation.pipeline.execute(args), operation.requestId);
    } catch (error) {
      return failing(this.#present(error, operation.requestId));
    }
  }

  async subscribe(args: ExecutionArgs): Promise<SocketSubscription | ExecutionResult> {
    const operation = this.#operationOf(args);
    try {
      return await this.#subscribe(args, operation);
    } catch (error) {
      return { errors: [this.#present(error, operation.requestId)] };
    }
  }

  async #subscribe(
    args: ExecutionArgs,
    { id, requestId, connection, pipeline }: Operation,
  ): Promise<SocketSubscription | ExecutionResult> {
    const results = await pipeline.subscribe(args);
    if (!(results instanceof LiveResults)) {
      if (Symbol.asyncIterator in results) throw new TypeError('something has wrapped the results: they would be lost');
      return this.#presentResult(results, requestId);
    }
    return new SocketSubscription({
      id,
      results,
      connection,
      failure: (error) => {
        if (rootCause(error) instanceof LiveUnavailableError) connection.tryAgainLater();
        return this.#present(error, requestId);
      },
    });
  }

  /** Once: graphql-ws keeps the arguments as long as the operation lasts, and what belongs to its beginning is not to be kept with them. */
  #operationOf(args: ExecutionArgs): Operation {
    const operation = this.#operations.get(args);
    if (!operation) throw new Error('these arguments were not prepared here');
    this.#operations.delete(args);
    return operation;
  }

  #presentResult(result: ExecutionResult, requestId: string): ExecutionResult {
    return result.errors
      ? { ...result, errors: result.errors.map((error) => this.#present(error, requestId)) }
      : result;
  }

  #present(error: unknown, requestId: string, code?: string): GraphQLError {
    const presented = this.#presenter.error(error, requestId, code);
    // A status: it means nothing here.
    delete presented.extensions.http;
    return presented;
  }
}

/** graphql-ws has no other way to an error message once it executes, and takes a stream that fails for one. */
const failing = (error: GraphQLError): AsyncIterable<never> => ({
  [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
});

const refusalsOf = (connection: SocketConnection, refusals: Refusals | undefined): Refusals | undefined =>
  refusals && new SocketRefusals(connection, refusals);

/** The client is told by the closing of its socket. */
const tooManyAtOnce = (): GraphQLError => tooMany('RATE_LIMITED', 'Too many operations of this socket', retrySeconds);

const tooManySubscriptions = (max: number): GraphQLError =>
  new GraphQLError(`A socket may have ${max} subscriptions at a time`, {
    extensions: { code: 'SUBSCRIPTION_LIMIT_EXCEEDED' },
  });

/** In the words, and at the place, that Yoga has for it. */
const unknownOperation = (): GraphQLError =>
  new GraphQLError('Could not determine what operation to execute.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
  });
