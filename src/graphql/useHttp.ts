import type { Plugin } from 'graphql-yoga';
import { identify } from './http/identify.ts';
import { mapAsync } from './mapAsync.ts';
import type { ErrorPresenter } from './presentErrors.ts';
import type { GraphQLServerOptions, Incoming } from './serverOptions.ts';

/** Who asks, and how they are told of errors, over HTTP and SSE. Sockets do both in their own way. */
export const useHttp = (options: GraphQLServerOptions, presenter: ErrorPresenter): Plugin<{}, Incoming> => ({
  async onRequestParse({ request, serverContext }) {
    await identify(serverContext, request.headers.get('authorization'), options);
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

/** An event stream may outlast its token. */
function endWithToken({ response, watchToken }: Incoming): void {
  if (!response || response.closed || !watchToken) return;
  const watch = watchToken(() => response.destroy());
  response.once('close', () => watch[Symbol.dispose]());
}
