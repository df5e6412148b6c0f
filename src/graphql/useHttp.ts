import type { Plugin } from 'graphql-yoga';
import { mapAsync } from './mapAsync.ts';
import type { ErrorPresenter } from './presentErrors.ts';
import { schedule } from './schedule.ts';
import type { GraphQLServerOptions, Incoming } from './serverOptions.ts';

/** Who asks, and how they are told of errors, over HTTP and SSE. Sockets do both in their own way. */
export const useHttp = (
  { authenticate, clock }: GraphQLServerOptions,
  presenter: ErrorPresenter,
): Plugin<{}, Incoming> => ({
  // Before the document is looked at: with a wrong token nothing else is told.
  async onRequestParse({ request, serverContext }) {
    const token = await authenticate(request.headers.get('authorization'));
    if (!token) return;
    serverContext.viewer = token.curatorId;
    const { response } = serverContext;
    if (!response) return;
    // An event stream may outlast its token.
    const expiry = schedule(clock, token.expiresAt, () => response.destroy());
    response.once('close', () => expiry[Symbol.dispose]());
  },

  onResultProcess(payload) {
    const { result } = payload;
    const { requestId } = payload.serverContext;
    if (Array.isArray(result)) return;
    if (Symbol.asyncIterator in result) {
      payload.setResult(mapAsync(result, { value: (next) => presenter.result(next, requestId) }));
    } else payload.setResult(presenter.result(result, requestId));
  },
});
