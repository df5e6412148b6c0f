import type { ServerResponse } from 'node:http';
import { type DocumentNode, type ExecutionResult, getOperationAST } from 'graphql';
import type { DocumentCache } from '../documents/DocumentCache.ts';
import { anyDocuments } from '../documents/TrustedDocuments.ts';
import type { Engine } from '../engine.ts';
import type { Pipeline } from '../Pipeline.ts';
import type { ErrorPresenter } from '../presentErrors.ts';
import type { GraphQLServerOptions, Incoming } from '../serverOptions.ts';
import { type Answer, answerOf } from './Answer.ts';
import { identify } from './identify.ts';
import type { PlainRequest } from './plainRequest.ts';

/**
 * From a plain request into Yoga's engine and back, past what Yoga needs for every other kind: Request and Response objects, body and
 * result processors, hooks for each. Every rule that Yoga's way keeps outside of the engine is kept here again.
 */
export class DirectWay {
  readonly #options: GraphQLServerOptions;
  readonly #engine: Engine;
  readonly #presenter: ErrorPresenter;
  readonly #documents: DocumentCache;

  /** @param documents that the engine has found valid. */
  constructor(options: GraphQLServerOptions, engine: Engine, presenter: ErrorPresenter, documents: DocumentCache) {
    this.#options = options;
    this.#engine = engine;
    this.#presenter = presenter;
    this.#documents = documents;
  }

  /**
   * Answers and resolves to true. Resolves to false, with nothing done but to see who asks, for what is left to Yoga: subscriptions, and documents of which no
   * operation is meant.
   */
  async answer(request: PlainRequest, response: ServerResponse, incoming: Incoming): Promise<boolean> {
    const answer = await this.#answerTo(request, incoming);
    if (!answer) return false;
    response.writeHead(answer.status, answer.headers).end(answer.text);
    return true;
  }

  /** With its errors as a client may see them. */
  async #answerTo(request: PlainRequest, incoming: Incoming): Promise<Answer | undefined> {
    const { requestId } = incoming;
    const { trustedDocuments = anyDocuments } = this.#options;
    let fallbackCode: string | undefined;
    try {
      await identify(incoming, request.authorization, this.#options);
      const pipeline: Pipeline = this.#engine.getEnveloped(incoming);
      fallbackCode = 'GRAPHQL_PARSE_FAILED';
      const text = trustedDocuments.textOf(request.query, request.documentId);
      const valid = this.#documents.get(text);
      const document = valid ?? pipeline.parse(text);
      fallbackCode = undefined;
      const { operation } = getOperationAST(document, request.operationName) ?? {};
      if (operation !== 'query' && operation !== 'mutation') return undefined;
      const errors = valid ? [] : pipeline.validate(this.#options.schema, document);
      const result = errors.length > 0 ? { errors } : await this.#run(document, request, pipeline);
      return answerOf(this.#presenter.result(result, requestId), request.resultType);
    } catch (error) {
      return answerOf({ errors: [this.#presenter.error(error, requestId, fallbackCode)] }, request.resultType);
    }
  }

  async #run(
    document: DocumentNode,
    { variables, operationName }: PlainRequest,
    pipeline: Pipeline,
  ): Promise<ExecutionResult> {
    const { schema } = this.#options;
    const contextValue = await pipeline.contextFactory();
    return pipeline.execute({ schema, document, contextValue, variableValues: variables, operationName });
  }
}
