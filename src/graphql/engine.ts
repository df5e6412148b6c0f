import type { ExecutionResult } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { GraphQLContext } from './context.ts';
import type { DocumentCache } from './documents/DocumentCache.ts';
import { furtherRules } from './documents/documentRules.ts';
import { anyDocuments } from './documents/TrustedDocuments.ts';
import { useDocumentCache } from './documents/useDocumentCache.ts';
import { useTrustedDocuments } from './documents/useTrustedDocuments.ts';
import { defaultDocumentLimits } from './limits/DocumentLimits.ts';
import type { EventStreams } from './limits/EventStreams.ts';
import { useDocumentLimits } from './limits/useDocumentLimits.ts';
import { useEventStreams } from './limits/useEventStreams.ts';
import { useFairShares } from './limits/useFairShares.ts';
import { useFieldRates } from './limits/useFieldRates.ts';
import { ExecutionGroups } from './live/ExecutionGroups.ts';
import { subscribeLive } from './live/subscribeLive.ts';
import type { ErrorPresenter } from './presentErrors.ts';
import { type GraphQLServerOptions, graphqlPath, type Incoming } from './serverOptions.ts';
import { useHttp } from './useHttp.ts';

interface EngineParts {
  readonly streams: EventStreams;
  /** To keep the valid ones in. */
  readonly documents: DocumentCache;
}

/** The way of every operation, whichever transport it came by: parse, validate, make the context, execute. */
export function createEngine(
  options: GraphQLServerOptions,
  presenter: ErrorPresenter,
  { streams, documents: cache }: EngineParts,
) {
  const {
    documents = defaultDocumentLimits,
    rates,
    places,
    metrics,
    atATime,
    waitingOperations,
    maxWaitMs,
  } = options.limits ?? {};
  return createYoga<Incoming, GraphQLContext>({
    schema: options.schema,
    graphqlEndpoint: graphqlPath,
    context: ({ viewer, requestId }) => options.contextFor({ viewer, requestId }),
    // What hooks into onValidate and onParse holds for all transports.
    plugins: [
      useTrustedDocuments(options.trustedDocuments ?? anyDocuments),
      useDocumentCache(cache),
      useDocumentLimits(documents),
      useRules(options.introspection),
      useEventStreams(streams, places),
      useSharedExecution(options, presenter),
      ...(rates ? [useFieldRates(rates)] : []),
      ...(atATime === undefined ? [] : [useFairShares({ atATime, maxWaiting: waitingOperations, maxWaitMs, metrics })]),
      useHttp(options, presenter),
    ],
    // Its own is bounded by number alone, and keeps what is wrong as well.
    parserAndValidationCache: false,
    // ErrorPresenter does both, and knows the request.
    maskedErrors: false,
    logging: false,
    extraParamNames: ['documentId'],
    // FrontDoor sees to both: Yoga's default reflects any origin, with credentials.
    cors: false,
    graphiql: false,
    multipart: false,
    // The HTTP server reads bodies, and bounds them: Yoga would pipe each through one more stream.
    maxRequestBodySize: false,
    landingPage: false,
  });
}

const useRules = (introspection: boolean): Plugin => ({
  onValidate({ addValidationRule }) {
    for (const rule of furtherRules(introspection)) addValidationRule(rule);
  },
});

/** Equal subscriptions of this instance are executed together, whichever transport they came by. */
function useSharedExecution(
  { isOutage, ids, retryForMs }: GraphQLServerOptions,
  presenter: ErrorPresenter,
): Plugin<{}, Incoming, GraphQLContext> {
  const present = (result: ExecutionResult, requestId: string) => presenter.result(result, requestId);
  const groups = new ExecutionGroups({ isOutage, ids, retryForMs, present });
  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn((args) => subscribeLive(args, groups));
    },
  };
}

export type Engine = ReturnType<typeof createEngine>;
