import { refusalBody } from '../graphql/http/refusalBody.ts';
import type { GraphQLServer } from '../graphql/server.ts';
import { graphqlPath } from '../graphql/serverOptions.ts';
import type { HttpServerOptions } from '../shared/infrastructure/http/HttpServer.ts';

/** What an HTTP server has to be told to serve the API, at its path and over WebSockets. */
export const apiOverHttp = (
  api: GraphQLServer,
): Required<Pick<HttpServerOptions, 'routes' | 'wordings' | 'prepare' | 'upgrade'>> => ({
  routes: {
    [graphqlPath]: async (request, response, { requestId }, body) => api.handle(request, response, { requestId, body }),
  },
  wordings: { [graphqlPath]: refusalBody },
  prepare: { [graphqlPath]: (request, response) => api.prepare(request, response) },
  upgrade: async (request, socket, head) => api.upgrade(request, socket, head),
});
