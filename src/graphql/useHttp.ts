import { type DocumentNode, GraphQLError, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { identify } from './http/identify.ts';
import { searchParameters } from './http/searchParameters.ts';
import { mapAsync } from './mapAsync.ts';
import type { ErrorPresenter } from './presentErrors.ts';
import type { GraphQLServerOptions, Incoming } from './serverOptions.ts';

/** Who asks, and how they are told of errors, over HTTP and SSE. Sockets do both in their own way. */
export const useHttp = (options: GraphQLServerOptions, presenter: ErrorPresenter): Plugin<{}, Incoming> => ({
  async onRequestParse({ request, serverContext, setRequestParser }) {
    if (request.method === 'GET') setRequestParser(({ url }) => searchParameters(url));
    await identify(serverContext, request.headers.get('authorization'), options);
  },

  onParse({ context: { request, params } }) {
    if (request?.method !== 'GET') return undefined;
    return ({ result }) => {
      const { operation = 'query' } = (isDocument(result) && getOperationAST(result, params.operationName)) || {};
      if (operation !== 'query') throw onlyQueries();
    };
  },

  onResponse({ response }) {
    // Yoga lets caches keep event streams.
    if (response?.headers.get('content-type') === 'text/event-stream')
      response.headers.set('cache-control', 'no-store');
  },

  onResultProcess(payload) {
    const { result, serverContext } = payload;
    const { requestId } = serverContext;
    if (Array.isArray(result)) return;
    if (Symbol.asyncIterator in result) {
      endWithToken(serverContext);
      payload.setResult(mapAsync(result, { value: (next) => presenter.result(next, requestId) }));
    } else payload.setResult(presenter.result(result, requestId));
  },
});

const isDocument = (result: unknown): result is DocumentNode => result instanceof Object && !(result instanceof Error);

const onlyQueries = (): GraphQLError =>
  new GraphQLError('By GET only queries are executed', {
    extensions: { code: 'METHOD_NOT_ALLOWED', http: { status: 405, headers: { allow: 'POST' } } },
  });

/** An event stream may outlast its token. */
function endWithToken({ response, watchToken }: Incoming): void {
  if (!response || response.closed || !watchToken) return;
  const watch = watchToken(() => response.destroy());
  response.once('close', () => watch[Symbol.dispose]());
}
